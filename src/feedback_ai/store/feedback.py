"""Feedback records with their segments and labels."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import CursorResult, delete, exists, func, select
from sqlalchemy.orm import selectinload

from feedback_ai.schema import Analysis, Document, FeedbackRecord, Language, NormalizedText, Redaction, Span
from feedback_ai.store import corrections, cursor, filters
from feedback_ai.store.insert import insert_all, insert_new
from feedback_ai.store.labels import to_analysis, to_rows
from feedback_ai.store.records import FeedbackFilter, FeedbackPage, NewFeedback, StoredFeedback
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import UNKNOWN_TIME, AnalysisRow, FeedbackRow, LabelRow, SegmentRow

RELATED = (
    selectinload(FeedbackRow.segments),
    selectinload(FeedbackRow.analysis).selectinload(AnalysisRow.labels),
    selectinload(FeedbackRow.corrections),
)
ANALYZED = exists().where(AnalysisRow.feedback_id == FeedbackRow.id)


class FeedbackRepository(Repository):
    """Reads and writes feedback inside the caller's transaction."""

    def known(self, source: str, record_ids: Iterable[str]) -> set[str]:
        """Those of the source's record ids that are stored already."""
        wanted = FeedbackRow.record_id.in_(list(record_ids))
        return set(self.session.scalars(select(FeedbackRow.record_id).where(FeedbackRow.source == source, wanted)))

    def add(self, records: Iterable[NewFeedback]) -> set[str]:
        """Store records and their segments, skipping what is stored already; gives the ids that are new."""
        by_id = {record.id: record for record in records}
        now = datetime.now(UTC)
        added = insert_new(
            self.session, FeedbackRow, [_to_row(record, now) for record in by_id.values()], FeedbackRow.id
        )
        segments = [
            {"feedback_id": id_, "index": index, "start": span.start, "end": span.end}
            for id_ in sorted(added)
            for index, span in enumerate(by_id[id_].segments)
        ]
        insert_all(self.session, SegmentRow, segments)
        return added

    def add_analyses(self, analyses: Mapping[str, Analysis]) -> set[str]:
        """Store the labels of records, by feedback id.

        Records that have labels already keep them, and records deleted meanwhile are passed over. What people said
        of a record before, under another model say, holds for the new labels too.

        Returns:
            The ids whose labels are new.
        """
        # The lock keeps a record from being deleted (on PostgreSQL) between this look and the insert.
        present = select(FeedbackRow.id).where(FeedbackRow.id.in_(list(analyses))).order_by(FeedbackRow.id)
        ids = self.session.scalars(present.with_for_update(read=True, key_share=True)).all()
        added = insert_new(
            self.session,
            AnalysisRow,
            [_to_analysis_row(id_, analyses[id_]) for id_ in ids],
            AnalysisRow.feedback_id,
        )
        insert_all(self.session, LabelRow, [row for id_ in sorted(added) for row in to_rows(id_, analyses[id_])])
        corrections.apply_again(self.session, added)
        return added

    def get(self, feedback_id: str) -> StoredFeedback | None:
        """One record with its labels; None if there is none under that id."""
        row = self.session.scalar(select(FeedbackRow).where(FeedbackRow.id == feedback_id).options(*RELATED))
        return None if row is None else _from_row(row)

    def page(self, wanted: FeedbackFilter, after: str | None = None, limit: int = 50) -> FeedbackPage:
        """Up to `limit` records that pass the filter, newest first, those without a time last.

        Args:
            wanted: The filter.
            after: The cursor of the page before; None for the first page.
            limit: Records a page, at least 1.

        Raises:
            OptionError: If `after` is not a cursor.
        """
        statement = (
            select(FeedbackRow)
            .where(*filters.conditions(wanted))
            .order_by(FeedbackRow.sort_at.desc(), FeedbackRow.id.desc())
            .limit(limit + 1)
            .options(*RELATED)
        )
        if after is not None:
            statement = statement.where(filters.after(cursor.decode(after)))
        rows = self.session.scalars(statement).all()
        shown = rows[:limit]
        more = len(rows) > limit
        next_cursor = cursor.encode(cursor.Place(shown[-1].sort_at, shown[-1].id)) if more else None
        return FeedbackPage(items=tuple(_from_row(row) for row in shown), next_cursor=next_cursor)

    def delete(self, feedback_id: str) -> bool:
        """Delete a record with its segments and labels; False if there was none."""
        result = self.session.execute(delete(FeedbackRow).where(FeedbackRow.id == feedback_id))
        return isinstance(result, CursorResult) and result.rowcount > 0

    def pending(self, job_id: str | None, *, after: str = "", limit: int) -> dict[str, Document]:
        """Records of bulk requests that have no labels yet, ready for the model, by feedback id and in its order.

        Args:
            job_id: Of this job only; None for all jobs.
            after: Only ids behind this one.
            limit: At most so many.
        """
        of_job = FeedbackRow.job_id.is_not(None) if job_id is None else FeedbackRow.job_id == job_id
        statement = (
            select(FeedbackRow)
            .where(of_job, ~ANALYZED, FeedbackRow.id > after)
            .order_by(FeedbackRow.id)
            .limit(limit)
            .options(selectinload(FeedbackRow.segments))
        )
        return {row.id: _to_document(row) for row in self.session.scalars(statement)}

    def unfinished_jobs(self) -> list[str]:
        """Ids of the jobs that have pending records."""
        statement = select(FeedbackRow.job_id).distinct().where(FeedbackRow.job_id.is_not(None), ~ANALYZED)
        return sorted(job_id for job_id in self.session.scalars(statement) if job_id)

    def progress(self, job_id: str) -> tuple[int, int]:
        """How many records a job has, and how many of them are analysed."""
        statement = (
            select(func.count(), func.count(AnalysisRow.feedback_id))
            .select_from(FeedbackRow)
            .outerjoin(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
            .where(FeedbackRow.job_id == job_id)
        )
        total, analyzed = self.session.execute(statement).one()
        return total, analyzed


# The columns that a record and its row share by name and value.
SAME = (
    *("id", "source", "record_id", "text", "mixed", "informative", "channel", "unit", "touchpoint", "rating"),
    *("customer_hash", "customer_tier", "created_at", "job_id"),
)


def _to_row(record: NewFeedback, now: datetime) -> dict[str, object]:
    return {
        **{name: getattr(record, name) for name in SAME},
        "language": str(record.language),
        "extra": record.metadata,
        "redactions": [redaction.model_dump() for redaction in record.redactions],
        "sort_at": record.created_at or UNKNOWN_TIME,
        "stored_at": now,
    }


def _from_row(row: FeedbackRow) -> StoredFeedback:
    return StoredFeedback(
        **{name: getattr(row, name) for name in SAME},
        language=Language(row.language),
        metadata=row.extra,
        redactions=tuple(Redaction.model_validate(redaction) for redaction in row.redactions),
        segments=_spans(row.segments),
        stored_at=row.stored_at,
        analysis=None if row.analysis is None else to_analysis(row, row.analysis),
        corrections=corrections.to_records(row.corrections),
    )


def _to_analysis_row(feedback_id: str, analysis: Analysis) -> dict[str, object]:
    return {
        "feedback_id": feedback_id,
        "model_name": analysis.model.name,
        "model_version": analysis.model.version,
        "labels_version": analysis.model.labels,
        "needs_review": analysis.needs_review,
        "review_reasons": list(analysis.review_reasons),
        "rules": [match.model_dump(mode="json") for match in analysis.rules],
        "promises": [promise.model_dump(mode="json") for promise in analysis.promises],
    }


def _to_document(row: FeedbackRow) -> Document:
    return Document(
        record=FeedbackRecord(
            id=row.record_id,
            text=row.text,
            source=row.source,
            channel=row.channel,
            created_at=row.created_at,
            rating=row.rating,
            unit=row.unit,
            touchpoint=row.touchpoint,
            customer_tier=row.customer_tier,
            metadata=row.extra,
        ),
        normalized=NormalizedText(
            text=row.text,
            language=Language(row.language),
            mixed=row.mixed,
            informative=row.informative,
            redactions=tuple(Redaction.model_validate(redaction) for redaction in row.redactions),
        ),
        segments=_spans(row.segments),
    )


def _spans(segments: Sequence[SegmentRow]) -> tuple[Span, ...]:
    return tuple(Span(segment.start, segment.end) for segment in segments)
