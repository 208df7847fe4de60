"""How a recipe does on corpora that its training has not seen, beside texts of corpora that it has."""

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from training.data import Example
from training.evaluate.figures import Scorer, by_group
from training.predictions import Predictions

log = logging.getLogger(__name__)

N_FOLDS = 5
MIN_SOURCE = 30
"""Texts below which a corpus has no figure of its own."""
Folds = npt.NDArray[np.int64]


class Train(Protocol):
    """What trains on some texts, chooses on others and labels the rest."""

    def __call__(
        self, train: Sequence[Example], chosen_on: Sequence[Example], held_out: Sequence[Example]
    ) -> Predictions:
        """Labels of `held_out`."""


def corpus_folds(examples: Sequence[Example], n_folds: int, *, seed: int = 0) -> Folds:
    """The fold of every text, corpora whole, folds of like size in each language (n,).

    The largest corpus goes first, each into the fold that has fewest texts of its language; corpora of equal size are
    shuffled.
    """
    rng = np.random.default_rng(seed)
    sizes = Counter((example.source, example.lang) for example in examples)
    corpora = sorted({source for source, _ in sizes})
    rng.shuffle(corpora)
    corpora.sort(key=lambda source: -sum(sizes[source, lang] for lang in ("en", "zh")))
    load = np.zeros((n_folds, 2))
    place = {}
    for source in corpora:
        own = np.array([sizes[source, "en"], sizes[source, "zh"]])
        fold = int(np.lexsort((load.sum(axis=1), load @ own))[0])
        load[fold] += own
        place[source] = fold
    return np.array([place[example.source] for example in examples])


def text_folds(like: Folds, *, seed: int = 0) -> Folds:
    """Folds of the same sizes, texts drawn at random (n,)."""
    return np.random.default_rng(seed).permutation(like)


def cross_validate(train: Train, texts: Sequence[Example], chosen_on: Sequence[Example], folds: Folds) -> Predictions:
    """Label every text by a model that was trained without its fold.

    Args:
        train: Trains and labels.
        texts: Training texts.
        chosen_on: Texts like gold dev: thresholds are chosen on those of other folds; they are labelled too.
        folds: Of `texts`, then of `chosen_on`.

    Returns:
        Labels of `texts`, then of `chosen_on`.
    """
    every = [*texts, *chosen_on]
    is_text = np.arange(len(every)) < len(texts)
    parts = []
    for fold in np.unique(folds):
        held = np.flatnonzero(folds == fold)
        others = folds != fold
        log.info("fold %d: %d texts held out", fold, len(held))
        own = train(_pick(every, others & is_text), _pick(every, others & ~is_text), [every[i] for i in held])
        parts.append((held, own))
    return in_order(every, parts)


def _pick(examples: Sequence[Example], chosen: npt.NDArray[np.bool_]) -> list[Example]:
    return [examples[i] for i in np.flatnonzero(chosen).tolist()]


def in_order(examples: Sequence[Example], parts: Sequence[tuple[npt.NDArray[np.int64], Predictions]]) -> Predictions:
    """Put predictions for parts of the texts together; each part comes with the indices of its texts."""
    bounds = np.concatenate([[0], np.cumsum([len(example.spans) for example in examples])])
    texts = np.concatenate([held for held, _ in parts])
    rows = np.concatenate([np.arange(bounds[i], bounds[i + 1]) for i in texts])
    places = {"facets": rows, "causes": rows, "expectation": rows, "sentiment": texts, "intent": texts}
    places |= {"severity": texts}
    joined = {
        name: np.concatenate([getattr(own, name) for _, own in parts])[np.argsort(order)]
        for name, order in places.items()
    }
    rest = {field.name: None for field in fields(Predictions) if field.name not in joined}
    return Predictions(**joined, **rest | {"abstained": {}})  # type: ignore[arg-type]


def leave_corpora_out(
    train: Train, texts: Sequence[Example], gold: Sequence[Example], *, n_folds: int = N_FOLDS, seed: int = 0
) -> dict[str, Any]:
    """Score every text by a model that has not seen its corpus, and by one that has seen other texts of it.

    Args:
        train: Trains and labels.
        texts: Training texts.
        gold: Gold dev: thresholds are chosen on the part that is not held out.
        n_folds: Of whole corpora, and again of texts in the same sizes.
        seed: Of both.

    Returns:
        `corpora` and `texts`, figures by language each; `by_source` SERVQUAL figures of each corpus; `folds`.
    """
    every = [*texts, *gold]
    whole = corpus_folds(every, n_folds, seed=seed)
    result: dict[str, Any] = {
        "n_texts": len(every),
        "folds": [sorted({e.source for e, own in zip(every, whole, strict=True) if own == k}) for k in range(n_folds)],
        "by_source": {},
    }
    for name, folds in (("corpora", whole), ("texts", text_folds(whole, seed=seed))):
        log.info("folds by %s", name)
        own = cross_validate(train, texts, gold, folds)
        score = Scorer(every, own).score
        result[name] = by_group(score, every, lambda example: example.lang)
        sources = by_group(score, every, lambda example: example.source, at_least=MIN_SOURCE)
        for source, figures in sources.items():
            entry = result["by_source"].setdefault(source, {"n_texts": figures["n_texts"]})
            entry[name] = figures["servqual"]
    return result


def write(result: dict[str, Any], out: Path) -> None:
    """Write a result that `evaluate` puts into the card."""
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
