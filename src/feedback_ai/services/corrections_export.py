"""Corrected texts as training rows in the codebook's form."""

import json
from collections.abc import Iterator
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema import Facet, Language, RootCause, SegmentAnalysis, Sentiment
from feedback_ai.services.output import open_output
from feedback_ai.store import Store, StoredFeedback
from feedback_ai.store.corrections import CorrectionRepository
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.labels import STATED, LabelKind
from feedback_ai.store.records import CorrectedLabel

FACET_CODES = dict(zip(Facet, ("TA", "RL", "RS", "AS", "EM", "PR", "PC"), strict=True))
CAUSE_CODES = dict(zip(RootCause, ("MAN", "MAC", "MAT", "MET", "ENV", "MEA", "UNK"), strict=True))
POLARITIES = {Sentiment.NEGATIVE: -1, Sentiment.NEUTRAL: 0, Sentiment.POSITIVE: 1}
OF_TEXT = (LabelKind.SENTIMENT, LabelKind.INTENT, LabelKind.SEVERITY)
SOURCE, TIER = "corrections", "own"
"""Corpus and licence tier of the rows: they are the user's own."""
Place = tuple[str, int | None]
"""A kind of label, and the segment that it is of."""


class CorrectionsExport(BaseModel):
    """What an export did."""

    model_config = ConfigDict(frozen=True)

    rows: int = Field(description="Texts written.")
    left_out: int = Field(
        description="Corrected texts without sentiment, intent or severity, or in a language that no model reads."
    )


def export_corrections(store: Store, output: str) -> CorrectionsExport:
    """Write every corrected text with the labels in force as a JSON line.

    Labels that nobody corrected are the model's; `corrected` names those that are people's, such as `severity` or
    `facet.2` (those of segment 2).

    Args:
        store: The store.
        output: The file; `-` for standard output.

    Raises:
        OutputError: If it cannot be written.
        StoreError: If the store cannot be read.
    """
    with open_output(output) as stream:
        return write_corrections(store, stream)


def write_corrections(store: Store, stream: IO[bytes]) -> CorrectionsExport:
    """As `export_corrections`, to an open stream.

    Raises:
        StoreError: If the store cannot be read.
    """
    rows = left_out = 0
    for feedback in _corrected(store):
        row = _row(feedback)
        if row is None:
            left_out += 1
            continue
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        rows += 1
    return CorrectionsExport(rows=rows, left_out=left_out)


def _corrected(store: Store) -> Iterator[StoredFeedback]:
    with store.reading() as session:
        repository = FeedbackRepository(session)
        for id_ in CorrectionRepository(session).corrected_ids():
            if (feedback := repository.get(id_)) is not None:
                yield feedback
            session.expunge_all()


def _row(feedback: StoredFeedback) -> dict[str, Any] | None:
    analysis = feedback.analysis
    if analysis is None or feedback.language is Language.OTHER:
        return None
    said: dict[Place, tuple[CorrectedLabel, ...]] = {
        (one.kind, one.segment_index): one.labels for one in feedback.corrections if one.in_force
    }
    of_text = {str(kind): _of_text(said, kind, getattr(analysis, kind).label) for kind in OF_TEXT}
    if None in of_text.values():
        return None
    return {
        "id": feedback.id,
        "lang": "en" if feedback.language is Language.ENGLISH else "zh",
        "domain": "",
        "source": SOURCE,
        "tier": TIER,
        "sentences": [feedback.text[start:end].strip() for start, end in feedback.segments],
        **of_text,
        "sentiment": POLARITIES[Sentiment(of_text["sentiment"])],
        "labels": [label for segment in analysis.segments if len(label := _of_segment(said, segment)) > 1],
        "corrected": [kind if index is None else f"{kind}.{index}" for kind, index in said],
    }


def _of_text(said: dict[Place, tuple[CorrectedLabel, ...]], kind: LabelKind, model: str | None) -> Any:
    if (kind, None) in said:
        return said[kind, None][0].name
    return None if model is None else str(model)


def _of_segment(said: dict[Place, tuple[CorrectedLabel, ...]], segment: SegmentAnalysis) -> dict[str, Any]:
    """The labels in force of a segment; only `i` where there are none."""
    facets = said.get((LabelKind.FACET, segment.index))
    causes = said.get((LabelKind.CAUSE, segment.index))
    stated = said.get((LabelKind.EXPECTATION, segment.index))
    judged: list[tuple[str, Any]] = (
        [(one.facet, one.sentiment) for one in segment.facets]
        if facets is None
        else [(one.name, one.sentiment) for one in facets]
    )
    named = [one.cause for one in segment.root_causes] if causes is None else [one.name for one in causes]
    promise = segment.expectation.stated if stated is None else stated[0].name == STATED
    label: dict[str, Any] = {"i": segment.index}
    if judged:
        label["facets"] = {FACET_CODES[Facet(name)]: POLARITIES[sentiment] for name, sentiment in judged}
    if named:
        label["causes"] = [CAUSE_CODES[RootCause(name)] for name in named]
    if promise:
        label["promise"] = True
    return label
