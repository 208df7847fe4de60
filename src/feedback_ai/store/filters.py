"""A `FeedbackFilter` as SQL conditions."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, tuple_

from feedback_ai.store.cursor import Place
from feedback_ai.store.labels import LabelKind, awaits_review, in_force
from feedback_ai.store.records import FeedbackFilter
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, LabelRow

EQUAL = ("language", "source", "channel", "unit", "touchpoint")


def conditions(wanted: FeedbackFilter) -> Iterator[ColumnElement[bool]]:
    """One condition on `feedback` for each part of the filter that is set."""
    for name in EQUAL:
        if (value := getattr(wanted, name)) is not None:
            yield getattr(FeedbackRow, name) == str(value)
    if wanted.created_from is not None:
        yield FeedbackRow.created_at >= wanted.created_from
    if wanted.created_to is not None:
        yield FeedbackRow.created_at < wanted.created_to
    if wanted.q is not None:
        yield FeedbackRow.text.icontains(wanted.q, autoescape=True)
    if wanted.needs_review is not None:
        awaits = awaits_review() if wanted.needs_review else ~awaits_review()
        yield exists().where(AnalysisRow.feedback_id == FeedbackRow.id, awaits)
    for kind in (LabelKind.SENTIMENT, LabelKind.INTENT, LabelKind.SEVERITY):
        if (value := getattr(wanted, kind)) is not None:
            yield _has_label(kind, name=value)
    if wanted.cause is not None:
        yield _has_label(LabelKind.CAUSE, name=wanted.cause)
    if wanted.facet is not None or wanted.facet_sentiment is not None:
        yield _has_label(LabelKind.FACET, name=wanted.facet, sentiment=wanted.facet_sentiment)


def after(place: Place) -> ColumnElement[bool]:
    """The records that follow a place, newest first."""
    return tuple_(FeedbackRow.sort_at, FeedbackRow.id) < (place.sort_at, place.id)


def _has_label(kind: LabelKind, **values: str | None) -> ColumnElement[bool]:
    # str(): a driver may write a member of an enumeration by its Python name.
    wanted = [getattr(LabelRow, column) == str(value) for column, value in values.items() if value is not None]
    return exists().where(LabelRow.feedback_id == FeedbackRow.id, LabelRow.kind == str(kind), in_force(), *wanted)
