"""What the exact rules add beside the model: recall of grave texts and review load, with and without them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from feedback_ai.classify import DocumentLabels
from feedback_ai.classify.rules import find_rules, review_reasons
from feedback_ai.schema import Severity, Span
from training.data import SEVERITIES, Example, Lang
from training.evaluate.figures import Figure, interval, resamples
from training.evaluate.model import Model
from training.evaluate.tables import figure, table

TITLES = {
    "critical_recall": "S1 texts labelled S1, or sent to a person as possibly critical",
    "critical_flagged": "texts labelled S1, or so sent",
    "major_recall": "S2 texts labelled S2 or S1, or sent to a person",
    "reviewed": "texts sent to a person, whatever the reason",
}
CRITICAL_REASONS = frozenset({"possible_critical", "safety_stated"})
LANGS: tuple[Lang, ...] = ("en", "zh")
GRAVE = frozenset({Severity.S1, Severity.S2})

Mask = npt.NDArray[np.bool_]


def rule_figures(model: Model, examples: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """Figures with and without the rules, by language and of both (`all`).

    Args:
        model: The bundle.
        examples: Labelled texts, gold dev.

    Returns:
        By language `{"n_texts", "n_s1", "n_s2", "without": {name: Figure}, "with": {name: Figure}}`; names are those
        of `TITLES`, and a recall without any such text is left out.
    """
    labels = _label(model, examples)
    groups = {"all": range(len(examples))} | {
        lang: [index for index, example in enumerate(examples) if example.lang == lang] for lang in LANGS
    }
    return {
        name: _figures([examples[i] for i in own], [labels[i] for i in own]) for name, own in groups.items() if len(own)
    }


def rule_table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures as a Markdown table."""
    rows = [
        (lang, title, figure(own["without"], name), figure(own["with"], name))
        for lang, own in figures.items()
        for name, title in TITLES.items()
        if name in own["without"]
    ]
    sizes = ", ".join(f"{own['n_texts']} {lang} ({own['n_s1']} S1, {own['n_s2']} S2)" for lang, own in figures.items())
    return f"Gold dev: {sizes}.\n\n{table(('language', 'figure', 'without rules', 'with rules'), rows)}"


def _label(model: Model, examples: Sequence[Example]) -> list[DocumentLabels]:
    """Labels of the product's own segments, in the order of the examples."""
    labels: dict[int, DocumentLabels] = {}
    for lang in LANGS:
        own = [index for index, example in enumerate(examples) if example.lang == lang]
        labels |= zip(own, model.label([examples[index].text for index in own], lang), strict=True)
    return [labels[index] for index in range(len(examples))]


def _figures(examples: Sequence[Example], labels: Sequence[DocumentLabels]) -> dict[str, Any]:
    grades = [SEVERITIES[example.severity] for example in examples]
    is_critical = np.array([grade is Severity.S1 for grade in grades])
    is_major = np.array([grade is Severity.S2 for grade in grades])
    before = [own.review_reasons for own in labels]
    after = [(*own.review_reasons, *_added(example.text, own)) for example, own in zip(examples, labels, strict=True)]
    return {
        "n_texts": len(examples),
        "n_s1": int(is_critical.sum()),
        "n_s2": int(is_major.sum()),
        "without": _score(labels, before, is_critical, is_major),
        "with": _score(labels, after, is_critical, is_major),
    }


def _added(text: str, labels: DocumentLabels) -> tuple[str, ...]:
    matches = find_rules(text, [Span(segment.start, segment.end) for segment in labels.segments])
    return review_reasons(matches, labels.severity.label)


def _score(
    labels: Sequence[DocumentLabels], reasons: Sequence[tuple[str, ...]], is_critical: Mask, is_major: Mask
) -> dict[str, Figure]:
    given = [own.severity.label for own in labels]
    # As the product has it: an unsure intent alone sends nothing to a person.
    reviewed = np.array([any(reason != "intent_unsure" for reason in own) for own in reasons])
    flagged = np.array(
        [label is Severity.S1 or bool(CRITICAL_REASONS & set(own)) for label, own in zip(given, reasons, strict=True)]
    )
    seen = reviewed | np.array([label in GRAVE for label in given])
    everyone = np.ones(len(labels), dtype=bool)
    shares = {
        "critical_recall": (flagged, is_critical),
        "critical_flagged": (flagged, everyone),
        "major_recall": (seen, is_major),
        "reviewed": (reviewed, everyone),
    }
    weights = resamples(np.arange(len(labels)), len(labels))
    return {
        name: interval((weights @ (hit & among)) / np.maximum(weights @ among, 1))
        for name, (hit, among) in shares.items()
        if among.any()
    }
