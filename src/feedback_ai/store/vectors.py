"""Vectors of the segments that judge something: what topics are made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from feedback_ai.schema import Span
from feedback_ai.store.insert import insert_all
from feedback_ai.store.labels import LabelKind, in_force
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, LabelRow, SegmentRow, SegmentVectorRow

Vectors = npt.NDArray[np.float32]
STORED = np.dtype("<f2")
"""Half precision: 768 bytes for 384 dimensions, and cosines right to 0.001."""

MAX_NAMED = 10_000
"""Records that one statement names; databases bound them."""

_LABEL_JUDGES: ColumnElement[bool] = and_(LabelRow.kind == str(LabelKind.FACET), in_force())


@dataclass(frozen=True)
class SegmentVectors:
    """Segments that judge something, in the order of (feedback id, segment index).

    Attributes:
        keys: Feedback id and segment index of each.
        texts: Their redacted words.
        languages: Language of the record of each, as `Language` has it.
        vectors: float32 (n, dim).
    """

    keys: tuple[tuple[str, int], ...]
    texts: tuple[str, ...]
    languages: tuple[str, ...]
    vectors: Vectors

    def part(self, rows: Sequence[int]) -> "SegmentVectors":
        """Some of them, by their rows."""
        return SegmentVectors(
            keys=tuple(self.keys[row] for row in rows),
            texts=tuple(self.texts[row] for row in rows),
            languages=tuple(self.languages[row] for row in rows),
            vectors=self.vectors[list(rows)],
        )


class VectorRepository(Repository):
    """Reads and writes vectors inside the caller's transaction."""

    def add(self, vectors: Mapping[str, Vectors]) -> None:
        """Store the vectors of records whose labels are stored; of each only the segments that judge something.

        A segment that has its vector of the same model keeps it.

        Args:
            vectors: By feedback id: one row a segment, float32 (n_segments, dim).
        """
        judged = self.session.execute(
            select(LabelRow.feedback_id, LabelRow.segment_index, AnalysisRow.model_version)
            .distinct()
            .join(AnalysisRow, AnalysisRow.feedback_id == LabelRow.feedback_id)
            .where(LabelRow.feedback_id.in_(list(vectors)), _LABEL_JUDGES, ~_has_vector(AnalysisRow.model_version))
            .order_by(LabelRow.feedback_id, LabelRow.segment_index)
        )
        rows = [
            {
                "feedback_id": id_,
                "segment_index": index,
                "model_version": model_version,
                "vector": vectors[id_][index].astype(STORED).tobytes(),
            }
            for id_, index, model_version in judged
            if index is not None
        ]
        insert_all(self.session, SegmentVectorRow, rows)

    def missing(self, model_version: str, *, after: str = "", limit: int) -> dict[str, tuple[str, tuple[Span, ...]]]:
        """Records that a model analysed, with a segment that judges something and has no vector.

        They are of a store before vectors were kept, or a person found a judgement that the model did not see.

        Args:
            model_version: The model that will read them, which must be the one that labelled them.
            after: The feedback id to begin behind.
            limit: Most records.

        Returns:
            Text and segments by feedback id, in its order; at most `limit`, all behind `after`.
        """
        ids = list(
            self.session.scalars(
                select(AnalysisRow.feedback_id)
                .where(
                    AnalysisRow.feedback_id > after,
                    AnalysisRow.model_version == model_version,
                    exists().where(LabelRow.feedback_id == AnalysisRow.feedback_id, _LABEL_JUDGES, ~_has_vector()),
                )
                .order_by(AnalysisRow.feedback_id)
                .limit(limit)
            )
        )
        found = self.session.execute(select(FeedbackRow.id, FeedbackRow.text).where(FeedbackRow.id.in_(ids)))
        texts = {id_: text for id_, text in found}  # noqa: C416 - dict() would take a result for a mapping
        spans: dict[str, list[Span]] = {id_: [] for id_ in ids}
        rows = select(SegmentRow).where(SegmentRow.feedback_id.in_(ids)).order_by(SegmentRow.index)
        for row in self.session.scalars(rows):
            spans[row.feedback_id].append(Span(row.start, row.end))
        return {id_: (texts[id_], tuple(spans[id_])) for id_ in ids}

    def load(self, model_version: str, *, of: Sequence[str] | None = None) -> SegmentVectors:
        """The segments that judge something, with words and vectors.

        Args:
            model_version: Vectors of another model are of another space, and left out.
            of: Of these records only, in order of their ids; of all if None.
        """
        parts = [None] if of is None else [of[at : at + MAX_NAMED] for at in range(0, len(of), MAX_NAMED)]
        rows = [row for part in parts for row in self._rows(model_version, part)]
        vectors = np.array([np.frombuffer(row[5], dtype=STORED) for row in rows], dtype=np.float32)
        return SegmentVectors(
            keys=tuple((row[0], row[1]) for row in rows),
            texts=tuple(row[2][row[3] : row[4]] for row in rows),
            languages=tuple(row[6] for row in rows),
            vectors=vectors if rows else np.zeros((0, 0), dtype=np.float32),
        )

    def _rows(
        self, model_version: str, of: Sequence[str] | None
    ) -> Iterator[tuple[str, int, str, int, int, bytes, str]]:
        statement = (
            select(
                SegmentVectorRow.feedback_id,
                SegmentVectorRow.segment_index,
                FeedbackRow.text,
                SegmentRow.start,
                SegmentRow.end,
                SegmentVectorRow.vector,
                FeedbackRow.language,
            )
            .join(FeedbackRow, FeedbackRow.id == SegmentVectorRow.feedback_id)
            .join(
                SegmentRow,
                and_(
                    SegmentRow.feedback_id == SegmentVectorRow.feedback_id,
                    SegmentRow.index == SegmentVectorRow.segment_index,
                ),
            )
            .where(SegmentVectorRow.model_version == model_version, _judges())
            .order_by(SegmentVectorRow.feedback_id, SegmentVectorRow.segment_index)
        )
        if of is not None:
            statement = statement.where(SegmentVectorRow.feedback_id.in_(list(of)))
        yield from self.session.execute(statement)


def _has_vector(model_version: InstrumentedAttribute[str] | None = None) -> ColumnElement[bool]:
    """Whether the segment of a label has its vector: of a model, or of any if None."""
    found = exists().where(
        SegmentVectorRow.feedback_id == LabelRow.feedback_id, SegmentVectorRow.segment_index == LabelRow.segment_index
    )
    return found if model_version is None else found.where(SegmentVectorRow.model_version == model_version)


def _judges() -> ColumnElement[bool]:
    """Whether the segment of a vector judges something still: a person may have said that it does not."""
    return exists().where(
        LabelRow.feedback_id == SegmentVectorRow.feedback_id,
        LabelRow.segment_index == SegmentVectorRow.segment_index,
        _LABEL_JUDGES,
    )
