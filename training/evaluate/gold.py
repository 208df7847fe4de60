"""Every figure of a bundle and of the baselines on labelled texts."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.baselines import Baseline
from training.data import CAUSES, FACETS, INTENTS, POLARITIES, SEVERITIES, Example
from training.evaluate.confusion import worst
from training.evaluate.figures import Scorer, by_group, label_scores
from training.evaluate.model import Model
from training.evaluate.stances import stance_tables

MIN_DOMAIN = 15
"""Texts below which a domain has no figures of its own."""
LABELS: dict[str, tuple[str, Sequence[str]]] = {
    "facets": ("facets", FACETS),
    "causes": ("causes", CAUSES),
    "expectation": ("expectation", ("expectation",)),
    "sentiments": ("sentiment", POLARITIES),
    "intents": ("intent", INTENTS),
    "severities": ("severity", SEVERITIES),
}
"""Groups of single labels, with the counts that they stand in."""


def score_gold(model: Model, examples: Sequence[Example], simple: Sequence[Baseline]) -> dict[str, Any]:
    """Every figure of the bundle and of the baselines on labelled texts.

    Returns:
        `sentences` (annotated sentences) and `product` (the product's own segments) by language; of the latter also
        `pooled` over languages, by `domains` and `lengths`, single labels (`details`) and `confusion`; `stances` of
        texts, from which measures correct their shares; `baselines` by name and language.
    """
    on_segments = model.on_segments(examples)
    product, sentences = Scorer(examples, on_segments), Scorer(examples, model.on_sentences(examples))
    return {
        "sentences": by_group(sentences.score, examples, _lang),
        "product": by_group(product.score, examples, _lang),
        "pooled": by_group(product.score, examples, lambda _: "all")["all"],
        "domains": by_group(product.score, examples, lambda e: domain_of(e.domain), at_least=MIN_DOMAIN),
        "lengths": by_group(product.score, examples, length_of),
        "details": label_scores(product, LABELS),
        "confusion": worst(examples, on_segments),
        "stances": stance_tables(examples, on_segments),
        "baselines": {
            name: score_baseline([one for one in simple if one.name == name], examples)
            for name in dict.fromkeys(one.name for one in simple)
        },
    }


def score_baseline(parts: Sequence[Baseline], examples: Sequence[Example]) -> dict[str, Any]:
    """One baseline, which may consist of a model a language."""
    result: dict[str, Any] = {"title": parts[0].title}
    for part in parts:
        for lang in part.langs:
            own = [example for example in examples if example.lang == lang]
            if not own:
                continue
            figures = Scorer(own, part.predict(own)).score(np.arange(len(own)))
            result[lang] = {name: figure for name, figure in figures.items() if name in part.figures}
    return result


def _lang(example: Example) -> str:
    return example.lang


def domain_of(name: str) -> str:
    """The kind of business: what stands before the first slash, banks and pensions under finance."""
    first = name.split("/", maxsplit=1)[0].lower()
    return "finance" if first.startswith(("bank", "pension")) else first.replace("_", " ")


def length_of(example: Example) -> str:
    """Length class of a text by its annotated sentences."""
    n = len(example.spans)
    return "1 sentence" if n == 1 else "2-4 sentences" if n <= 4 else "5 sentences and more"
