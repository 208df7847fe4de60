"""Whether a text and its translation get the same labels; the pairs were written for this project."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_ai.classify import DocumentLabels
from training.evaluate.model import Model
from training.evaluate.public import micro_figure

TRANSLATIONS = Path(__file__).parents[1] / "pairs" / "translations.jsonl"


@dataclass(frozen=True)
class Translation:
    """A text in English and in Chinese, of either script."""

    id: str
    en: str
    zh: str


def read_translations(path: Path = TRANSLATIONS) -> list[Translation]:
    """The pairs of a JSON Lines file with `id`, `en` and `zh`."""
    return [Translation(**json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line]


def judged(labels: DocumentLabels) -> set[tuple[str, str]]:
    """Facets with polarity of a whole text."""
    return {(facet.facet, facet.sentiment) for segment in labels.segments for facet in segment.facets}


def agreement(model: Model, pairs: Sequence[Translation]) -> dict[str, Any]:
    """Micro-F1 between the facets with polarity of texts and of their translations."""
    english = [judged(labels) for labels in model.label([pair.en for pair in pairs], "en")]
    chinese = [judged(labels) for labels in model.label([pair.zh for pair in pairs], "zh")]
    hits = [len(first & second) for first, second in zip(english, chinese, strict=True)]
    figure = micro_figure(hits, [len(own) for own in english], [len(own) for own in chinese])
    return {"n": len(pairs), **figure}
