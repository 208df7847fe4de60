"""An `Analysis` as label rows, and back, without loss.

Each label is one row that carries its own evidence (span, probability, model and label-set version), so that a
measure can read labels without any other table. `position` keeps the order of the analysis.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists

from feedback_ai.schema import (
    Analysis,
    IntentLabel,
    Language,
    ModelInfo,
    Promise,
    Redaction,
    RootCause,
    RuleMatch,
    SegmentAnalysis,
    SentimentLabel,
    SeverityLabel,
)
from feedback_ai.store.tables import AnalysisRow, CorrectionRow, FeedbackRow, LabelRow


class LabelKind(StrEnum):
    """What a label row says: the first three are of the whole text, the others of a segment."""

    SENTIMENT = "sentiment"
    INTENT = "intent"
    SEVERITY = "severity"
    EXPECTATION = "expectation"
    FACET = "facet"
    CAUSE = "cause"


STATED, NOT_STATED = "stated", "not_stated"
CAUSES = frozenset(RootCause)
Values = dict[str, Any]


HUMAN = "human"
"""Model version of the labels that a person gave."""


def in_force(label: type[LabelRow] = LabelRow) -> ColumnElement[bool]:
    """The labels that count: those that people gave, and the model's where nobody put another in their place.

    Whatever reads labels reads them through this; an abstained one is none.

    Args:
        label: The table, or an alias of it.
    """
    return and_(label.abstained.is_(False), label.superseded.is_(False))


def by_model(label: type[LabelRow] = LabelRow) -> ColumnElement[bool]:
    """The labels that the model gave, whatever people said after it.

    How far the model is right is told from these: people correct what they look at, and leave the rest as it was.

    Args:
        label: The table, or an alias of it.
    """
    return and_(label.abstained.is_(False), label.model_version != HUMAN)


def awaits_review() -> ColumnElement[bool]:
    """Whether the model asks for a person to look at a text and nobody has corrected or confirmed a label of it yet."""
    return and_(AnalysisRow.needs_review, ~exists().where(CorrectionRow.feedback_id == AnalysisRow.feedback_id))


def to_rows(feedback_id: str, analysis: Analysis) -> list[Values]:
    """One row a label, in the order of the analysis."""
    model = {"model_version": analysis.model.version, "labels_version": analysis.model.labels}
    labels = [*_text_labels(analysis), *(label for segment in analysis.segments for label in _segment_labels(segment))]
    return [
        {"feedback_id": feedback_id, "position": position, **model, **label} for position, label in enumerate(labels)
    ]


def to_analysis(feedback: FeedbackRow, analysis: AnalysisRow) -> Analysis:
    """The analysis that `to_rows` took apart: what the model said, whatever people said after it.

    Args:
        feedback: The record, for text, language, flags and redactions.
        analysis: Its row in `analysis`, with the label rows by position.
    """
    of_text: dict[str, LabelRow] = {}
    of_segments: dict[int, list[LabelRow]] = {}
    for row in analysis.labels:
        if row.model_version == HUMAN:
            continue
        if row.segment_index is None:
            of_text[row.kind] = row
        else:
            of_segments.setdefault(row.segment_index, []).append(row)
    return Analysis(
        id=feedback.record_id,
        language=Language(feedback.language),
        mixed=feedback.mixed,
        informative=feedback.informative,
        text=feedback.text,
        sentiment=SentimentLabel.model_validate(_text_label(of_text[LabelKind.SENTIMENT])),
        intent=IntentLabel.model_validate(_text_label(of_text[LabelKind.INTENT])),
        severity=SeverityLabel.model_validate(_text_label(of_text[LabelKind.SEVERITY])),
        segments=tuple(_segment(index, rows) for index, rows in of_segments.items()),
        needs_review=analysis.needs_review,
        review_reasons=tuple(analysis.review_reasons),
        redactions=tuple(Redaction.model_validate(redaction) for redaction in feedback.redactions),
        rules=tuple(RuleMatch.model_validate(match) for match in analysis.rules),
        promises=tuple(Promise.model_validate(promise) for promise in analysis.promises),
        model=ModelInfo(name=analysis.model_name, version=analysis.model_version, labels=analysis.labels_version),
    )


class _Evidence(NamedTuple):
    segment_index: int | None
    start: int
    end: int


def _text_labels(analysis: Analysis) -> Iterator[Values]:
    whole = _Evidence(None, 0, len(analysis.text))
    sentiment, intent, severity = analysis.sentiment, analysis.intent, analysis.severity
    yield _values(LabelKind.SENTIMENT, whole, sentiment.label, sentiment.confidence, score=sentiment.score)
    yield _values(LabelKind.INTENT, whole, intent.label, intent.confidence)
    yield _values(LabelKind.SEVERITY, whole, severity.label, severity.confidence)


def _segment_labels(segment: SegmentAnalysis) -> Iterator[Values]:
    span = _Evidence(segment.index, segment.start, segment.end)
    expectation = segment.expectation
    yield _values(LabelKind.EXPECTATION, span, STATED if expectation.stated else NOT_STATED, expectation.confidence)
    for facet in segment.facets:
        yield _values(LabelKind.FACET, span, facet.facet, facet.confidence, sentiment=facet.sentiment)
    for cause in segment.root_causes:
        yield _values(LabelKind.CAUSE, span, cause.cause, cause.confidence)
    for name in segment.abstained:
        kind = LabelKind.CAUSE if name in CAUSES else LabelKind.FACET
        yield _values(kind, span, name, None, abstained=True)


def _values(
    kind: LabelKind,
    evidence: _Evidence,
    name: str | None,
    probability: float | None,
    *,
    sentiment: str | None = None,
    score: float | None = None,
    abstained: bool = False,
) -> Values:
    # str(): a driver may write a member of an enumeration by its Python name.
    return {
        "kind": str(kind),
        **evidence._asdict(),
        "name": None if name is None else str(name),
        "sentiment": None if sentiment is None else str(sentiment),
        "score": score,
        "probability": probability,
        "abstained": abstained or name is None,
    }


def _text_label(row: LabelRow) -> Values:
    label = {"label": row.name, "confidence": row.probability}
    return label if row.score is None else {**label, "score": row.score}


def _segment(index: int, rows: Sequence[LabelRow]) -> SegmentAnalysis:
    called = {kind: [row for row in rows if row.kind == kind and not row.abstained] for kind in LabelKind}
    (expectation,) = called[LabelKind.EXPECTATION]
    return SegmentAnalysis.model_validate(
        {
            "index": index,
            "start": expectation.start,
            "end": expectation.end,
            "facets": [
                {"facet": row.name, "sentiment": row.sentiment, "confidence": row.probability}
                for row in called[LabelKind.FACET]
            ],
            "root_causes": [{"cause": row.name, "confidence": row.probability} for row in called[LabelKind.CAUSE]],
            "expectation": {"stated": expectation.name == STATED, "confidence": expectation.probability},
            "abstained": [row.name for row in rows if row.abstained],
        }
    )
