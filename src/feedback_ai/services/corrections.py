"""What people say is right of a text: kept beside the model's labels, and counted in their place at once."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.schema import Facet, Intent, RootCause, Sentiment, Severity
from feedback_ai.services.topics_assign import assign_left
from feedback_ai.store import Store, StoredFeedback
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.corrections import CorrectionRepository, Label
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.labels import NOT_STATED, STATED, LabelKind
from feedback_ai.store.records import Text, is_id
from feedback_ai.store.topic_registry import RegistryRepository

MAX_NOTE_CHARS = 4_000
MAX_SEGMENTS = 1_000


class SegmentJudgement(BaseModel):
    """What is right of a segment; what is left out stays as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: int = Field(ge=0, description="Which segment, counted from 0.")
    facets: dict[Facet, Sentiment] | None = Field(
        default=None, description="All facets that it judges, with their sentiment; an empty object if it judges none."
    )
    causes: tuple[RootCause, ...] | None = Field(
        default=None, max_length=len(RootCause), description="All root causes that it names; an empty list if none."
    )
    expectation: bool | None = Field(default=None, description="Whether it states an expectation or a promise.")


class Judgement(BaseModel):
    """What is right of a text, also where that is what the model said; what is left out stays as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sentiment: Sentiment | None = None
    intent: Intent | None = None
    severity: Severity | None = None
    segments: tuple[SegmentJudgement, ...] = Field(default=(), max_length=MAX_SEGMENTS)
    note: Text | None = Field(default=None, min_length=1, max_length=MAX_NOTE_CHARS, description="Why.")


def correct(
    store: Store, feedback_id: str, judgement: Judgement, *, author: str, now: datetime | None = None
) -> StoredFeedback:
    """Keep what a person says of a text; gives the record with what the model said and what people said.

    Args:
        store: The store.
        feedback_id: The record.
        judgement: What is right.
        author: Who says so.
        now: When it is said; the present if None.

    Raises:
        NotFoundError: If there is no record under that id that the model has read.
        OptionError: If nothing is said, or of a segment that the text does not have, or twice of the same one, or
            what is said contradicts itself: S0 of a complaint, or causes of a segment that judges nothing negative.
        StoreError: If the store fails; nothing is kept then.
    """
    said = _parts(judgement)
    if not said:
        raise OptionError("Nothing is said of the text.", hint="Give a label that is right.")
    _check_agreeing(judgement)
    with store.writing() as session:
        RegistryRepository(session).wait()  # before any row is changed: a fit goes over all segments
        feedback = FeedbackRepository(session).get(feedback_id) if is_id(feedback_id) else None
        if feedback is None or not CaseRepository(session).lock(feedback_id):
            raise NotFoundError(
                "There is no analysed feedback under that id.", hint="List feedback to see the ids there are."
            )
        _check_segments(judgement, len(feedback.segments))
        corrections = CorrectionRepository(session)
        at = now or datetime.now(UTC)
        for kind, index, labels in said:
            corrections.add(feedback_id, kind, index, labels, at=at, author=author, note=judgement.note)
        if feedback.analysis is not None and any(kind is LabelKind.FACET for kind, _, _ in said):
            assign_left(session, feedback_id, feedback.analysis.model.version)
        session.expire_all()
        stored = FeedbackRepository(session).get(feedback_id)
    if stored is None:
        raise AssertionError("a record vanished inside the transaction that corrected it")
    return stored


def _parts(judgement: Judgement) -> list[tuple[LabelKind, int | None, list[Label]]]:
    """One part a kind and segment, with all labels that hold there."""
    parts: list[tuple[LabelKind, int | None, list[Label]]] = [
        (kind, None, [_label(value)])
        for kind in (LabelKind.SENTIMENT, LabelKind.INTENT, LabelKind.SEVERITY)
        if (value := getattr(judgement, kind)) is not None
    ]
    for one in judgement.segments:
        if one.facets is not None:
            parts.append((LabelKind.FACET, one.index, [_label(*pair) for pair in one.facets.items()]))
        if one.causes is not None:
            parts.append((LabelKind.CAUSE, one.index, [_label(cause) for cause in dict.fromkeys(one.causes)]))
        if one.expectation is not None:
            parts.append((LabelKind.EXPECTATION, one.index, [_label(STATED if one.expectation else NOT_STATED)]))
    return parts


def _label(name: str, sentiment: str | None = None) -> Label:
    # str(): a driver may write a member of an enumeration by its Python name.
    return {"name": str(name), "sentiment": None if sentiment is None else str(sentiment)}


def _check_agreeing(judgement: Judgement) -> None:
    """Make sure that labels which are said together can hold together; those that were there before do not count.

    Praise of something and S1 of something else can: the intent is the main one only.
    """
    if judgement.intent is Intent.COMPLAINT and judgement.severity is Severity.S0:
        raise OptionError(
            "The intent is complaint, and S0 says that there is no complaint at all.",
            hint="Give the complaint a severity from S1 to S4, or another intent.",
        )
    for one in judgement.segments:
        if one.causes and one.facets is not None and Sentiment.NEGATIVE not in one.facets.values():
            raise OptionError(
                f"Segment {one.index} has a root cause, and no facet that it judges negative.",
                hint="A cause is of something that went wrong: name what the segment judges negative, or no cause.",
            )


def _check_segments(judgement: Judgement, n_segments: int) -> None:
    indices = [one.index for one in judgement.segments]
    if wrong := [index for index in indices if index >= n_segments]:
        raise OptionError(f"The text has no segment {wrong[0]}.", hint=f"It has {n_segments:,}, counted from 0.")
    if len(set(indices)) < len(indices):
        raise OptionError("A segment is named twice.", hint="Say all of it at once.")
