"""Audits as people and programs see them; what the model says of a text is in none of them."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema import Facet, RefusedRow, Sentiment
from feedback_ai.store.audits import StoredAudit, StoredAuditText


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class AuditView(_View):
    """A random sample of a month's texts, and how far people are with it."""

    id: int
    month: str = Field(description="As `2026-09`.")
    drawn_at: datetime
    drawn_by: str
    n_population: int = Field(description="Texts that it was drawn from, each with the same chance.")
    n: int = Field(description="Texts drawn that are still stored.")
    n_labelled: int = Field(description="How many of them people labelled.")


class SegmentLabel(BaseModel):
    """That a segment of a text judges a facet, by a person."""

    model_config = ConfigDict(frozen=True, from_attributes=True, extra="forbid")

    segment_index: int = Field(ge=0)
    facet: Facet
    sentiment: Sentiment


class TextLabels(BaseModel):
    """All that a person says of a text; no labels: the text judges nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    feedback_id: str = Field(max_length=100)
    labels: tuple[SegmentLabel, ...] = ()


class SegmentWords(_View):
    """A segment, as people read it."""

    index: int
    words: str


class AuditTextView(_View):
    """A text that was drawn."""

    feedback_id: str
    record_id: str
    language: str
    text: str = Field(description="Redacted.")
    segments: tuple[SegmentWords, ...]
    probability: float = Field(gt=0, le=1, description="The chance that it had of being drawn.")
    labelled_at: datetime | None = Field(description="Null while nobody labelled it.")
    labelled_by: str | None
    labels: tuple[SegmentLabel, ...]


class AuditDetail(AuditView):
    """An audit with its texts, in the random order of the draw."""

    n_population_now: int = Field(description="Texts that the month has now; more if some came after the draw.")
    texts: tuple[AuditTextView, ...]


class LabelSummary(_View):
    """What became of labels.

    Attributes:
        refused: Texts or rows that were not taken; the others were.
    """

    audit: AuditView
    n_taken: int = Field(description="Texts whose labels were kept.")
    refused: tuple[RefusedRow, ...] = Field(description="`row` counts the texts of the request, or rows of the sheet.")


def view(audit: StoredAudit) -> AuditView:
    """An audit without its texts."""
    return AuditView.model_validate(audit)


def detail(audit: StoredAudit, texts: Sequence[StoredAuditText], n_now: int) -> AuditDetail:
    """An audit with its texts."""
    return AuditDetail(**view(audit).model_dump(), n_population_now=n_now, texts=tuple(_text(text) for text in texts))


def _text(text: StoredAuditText) -> AuditTextView:
    return AuditTextView(
        feedback_id=text.feedback_id,
        record_id=text.record_id,
        language=text.language,
        text=text.text,
        segments=tuple(
            SegmentWords(index=index, words=" ".join(text.text[start:end].split()))
            for index, (start, end) in enumerate(text.segments)
        ),
        probability=text.probability,
        labelled_at=text.labelled_at,
        labelled_by=text.labelled_by,
        labels=tuple(
            SegmentLabel(segment_index=index, facet=Facet(facet), sentiment=Sentiment(sentiment))
            for index, facet, sentiment in text.labels
        ),
    )
