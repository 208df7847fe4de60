"""Labelled texts as training examples: text, sentence spans and targets as arrays."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from feedback_ai.schema import (
    Document,
    Facet,
    FeedbackRecord,
    Intent,
    Language,
    NormalizedText,
    RootCause,
    Sentiment,
    Severity,
    Span,
)
from training.reserved import committed

FACETS = tuple(Facet)
CAUSES = tuple(RootCause)
POLARITIES = tuple(Sentiment)
INTENTS = tuple(Intent)
SEVERITIES = tuple(Severity)

FACET_CODES = {
    "TA": Facet.TANGIBLES,
    "RL": Facet.RELIABILITY,
    "RS": Facet.RESPONSIVENESS,
    "AS": Facet.ASSURANCE,
    "EM": Facet.EMPATHY,
    "PR": Facet.PRODUCT,
    "PC": Facet.PRICE,
}
CAUSE_CODES = {
    "MAN": RootCause.PEOPLE,
    "MAC": RootCause.MACHINE,
    "MAT": RootCause.MATERIAL,
    "MET": RootCause.METHOD,
    "ENV": RootCause.ENVIRONMENT,
    "MEA": RootCause.MEASUREMENT,
    "UNK": RootCause.UNKNOWN,
}
POLARITY_CODES = {-1: Sentiment.NEGATIVE, 0: Sentiment.NEUTRAL, 1: Sentiment.POSITIVE}

Lang = Literal["en", "zh"]
DocumentTask = Literal["sentiment", "intent", "severity"]
SegmentTask = Literal["facets", "causes", "expectation"]


@dataclass(frozen=True)
class Example:
    """One labelled text.

    Attributes:
        id: Id in its corpus.
        source: The corpus.
        tier: Its licence tier.
        lang: `en`, or `zh` for both scripts.
        text: The sentences joined.
        spans: Where each sentence stands in `text`.
        facets: int8 (n_sentences, 7): 0 absent, else 1 + index of the polarity in `POLARITIES`.
        causes: bool (n_sentences, 7).
        expectation: bool (n_sentences,).
        sentiment: Index into `POLARITIES`.
        intent: Index into `INTENTS`.
        severity: Index into `SEVERITIES` (ordinal).
        domain: What kind of business it is about, as the corpus says.
    """

    id: str
    source: str
    tier: str
    lang: Lang
    text: str
    spans: tuple[Span, ...]
    facets: npt.NDArray[np.int8]
    causes: npt.NDArray[np.bool_]
    expectation: npt.NDArray[np.bool_]
    sentiment: int
    intent: int
    severity: int
    domain: str = ""


def to_document(example: Example, spans: Sequence[Span] | None = None) -> Document:
    """An example as the product sees it, with its annotated sentences or other segments; nothing is redacted."""
    language = Language.ENGLISH if example.lang == "en" else Language.SIMPLIFIED
    normalized = NormalizedText(text=example.text, language=language, mixed=False, informative=True)
    record = FeedbackRecord(id=example.id, text=example.text)
    return Document(record=record, normalized=normalized, segments=tuple(spans or example.spans))


def fingerprint(text: str) -> str:
    """Hash by which reserved texts are recognised, whatever their spacing and punctuation (16 hex digits)."""
    return hashlib.sha256(re.sub(r"\W", "", text.lower()).encode()).hexdigest()[:16]


def join_sentences(sentences: Sequence[str], lang: Lang) -> tuple[str, tuple[Span, ...]]:
    """A text of its sentences, and where each stands in it."""
    separator = " " if lang == "en" else ""
    text, spans = "", []
    for sentence in sentences:
        text += separator if text else ""
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence
    return text, tuple(spans)


def _to_example(row: dict[str, Any]) -> Example:
    lang: Lang = "en" if row["lang"] == "en" else "zh"
    return label_example(row, lang, *join_sentences(row["sentences"], lang))


def label_example(row: dict[str, Any], lang: Lang, text: str, spans: tuple[Span, ...]) -> Example:
    """Lay the labels of a row in the codebook's form (`id`, `source`, `tier` beside them) on a text.

    Args:
        row: The labels; sentence indices count `spans`.
        lang: `en`, or `zh` for both scripts.
        text: The text.
        spans: Its sentences.
    """
    facets = np.zeros((len(spans), len(FACETS)), dtype=np.int8)
    causes = np.zeros((len(spans), len(CAUSES)), dtype=bool)
    expectation = np.zeros(len(spans), dtype=bool)
    for label in row["labels"]:
        for code, polarity in label.get("facets", {}).items():
            facets[label["i"], FACETS.index(FACET_CODES[code])] = 1 + POLARITIES.index(POLARITY_CODES[polarity])
        for code in label.get("causes", []):
            causes[label["i"], CAUSES.index(CAUSE_CODES[code])] = True
        expectation[label["i"]] = label.get("promise", False)
    return Example(
        id=row["id"],
        source=row["source"],
        tier=row["tier"],
        lang=lang,
        text=text,
        spans=spans,
        facets=facets,
        causes=causes,
        expectation=expectation,
        sentiment=POLARITIES.index(POLARITY_CODES[row["sentiment"]]),
        intent=INTENTS.index(Intent(row["intent"])),
        severity=SEVERITIES.index(Severity(row["severity"])),
        domain=row.get("domain", ""),
    )


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    # Not str.splitlines: customers' texts hold U+2028 and the like, which is no end of a line here.
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def reserved_by(directory: Path) -> set[str]:
    """Hashes that no training may read: those that the annotation directory names and those committed here."""
    return set((directory / "reserved_hashes.txt").read_text(encoding="ascii").split()) | committed()


def load_train(directory: Path) -> list[Example]:
    """Training texts whose licence lets shipped weights learn from them, reserved texts left out.

    Args:
        directory: The annotation directory: `train.jsonl`, `gold.jsonl`, `reserved_hashes.txt`.
    """
    reserved = reserved_by(directory)
    examples = (_to_example(row) for row in read_rows(directory / "train.jsonl") if row["tier"] != "research")
    return [example for example in examples if fingerprint(example.text) not in reserved]


def load_gold(directory: Path, split: Literal["dev", "test"]) -> list[Example]:
    """Gold texts of one split: `dev` chooses and calibrates, `test` only reports."""
    return [_to_example(row) for row in read_rows(directory / "gold.jsonl") if row["split"] == split]


def stack_segments(examples: Iterable[Example], field: SegmentTask) -> npt.NDArray[Any]:
    """One field of all sentences of all examples, stacked in order."""
    return np.concatenate([getattr(example, field) for example in examples])


def document_targets(examples: Iterable[Example], field: DocumentTask) -> npt.NDArray[np.int64]:
    """One document label of all examples, int64 (n,)."""
    return np.array([getattr(example, field) for example in examples], dtype=np.int64)
