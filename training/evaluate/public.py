"""Figures on splits of public corpora that no training here reads, where their labels mean what the codebook means."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from feedback_ai.schema import Facet, Sentiment
from training.corpora import read_split
from training.evaluate.figures import Figure, Tally, interval, resamples
from training.evaluate.model import Model

MAMS_FACETS = {"food": Facet.PRODUCT, "price": Facet.PRICE, "ambience": Facet.TANGIBLES}
"""Aspect categories of MAMS that are one facet of the codebook each; service and staff may be three of them."""


def public_figures(model: Model, data: Path) -> dict[str, dict[str, Any]]:
    """Figures by name, each with its number of texts `n` and what it is; those whose corpus is missing are left out."""
    scored = {"chnsenticorp_dev": _chnsenticorp, "mams_dev": _mams}
    found = {name: score(model, data) for name, score in scored.items()}
    return {name: figure for name, figure in found.items() if figure is not None}


def _chnsenticorp(model: Model, data: Path) -> dict[str, Any] | None:
    rows = read_split(data, "chnsenticorp", "dev")
    if not rows:
        return None
    scores = [labels.sentiment.score for labels in model.label([row["text"] for row in rows], "zh")]
    right = [(score > 0) == (row["sentiment"] == "positive") for score, row in zip(scores, rows, strict=True)]
    what = "ChnSentiCorp dev, accuracy of positive against negative"
    return {"what": what, "n": len(rows), **_share(right)}


def _mams(model: Model, data: Path) -> dict[str, Any] | None:
    rows = read_split(data, "mams_acsa", "dev")
    if not rows:
        return None
    hits, gold, found = [], [], []
    for row, labels in zip(rows, model.label([row["text"] for row in rows], "en"), strict=True):
        own = {(f.facet, f.sentiment) for s in labels.segments for f in s.facets if f.facet in MAMS_FACETS.values()}
        said = {(MAMS_FACETS[a["category"]], a["polarity"]) for a in row["aspects"] if a["category"] in MAMS_FACETS}
        # MAMS calls neutral what is only mentioned; the codebook gives that no label. Such facets are not scored.
        unscored = {facet for facet, polarity in said if polarity == Sentiment.NEUTRAL}
        own = {(facet, polarity) for facet, polarity in own if facet not in unscored}
        said = {(facet, Sentiment(polarity)) for facet, polarity in said if facet not in unscored}
        hits.append(len(own & said))
        gold.append(len(said))
        found.append(len(own))
    what = "MAMS dev, product, price and tangibles with polarity, micro-F1"
    return {"what": what, "n": len(rows), **micro_figure(hits, gold, found)}


def micro_figure(hits: Iterable[int], gold: Iterable[int], found: Iterable[int]) -> Figure:
    """Micro-F1 over texts with its interval, from counts by text."""
    tally = Tally(*(np.array(list(part), dtype=float)[:, None] for part in (hits, gold, found)))
    return interval(tally.summed(_all(len(tally.hits))).micro())


def _share(right: list[bool]) -> Figure:
    return interval(_all(len(right)) @ np.array(right, dtype=float) / len(right))


def _all(n: int) -> Any:
    return resamples(np.arange(n), n)
