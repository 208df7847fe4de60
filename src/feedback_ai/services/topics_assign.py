"""Topics of the segments of a store: each gets its topic in the one way that `topics.assign` is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from feedback_ai.store.topics import Assignment, TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    from feedback_ai.topics import Assignments


def assign_new(session: Session, feedback_ids: Sequence[str], model_version: str) -> None:
    """Give the segments of records that have just been stored their topics; does nothing before the first fit.

    Args:
        session: The transaction that stored their vectors.
        feedback_ids: The records.
        model_version: The model that their vectors are of.
    """
    repository = TopicRepository(session)
    ids, vectors = repository.prototypes(model_version, retired=False)
    fit = repository.last_fit(model_version)
    if not ids or fit is None:
        return
    import numpy as np

    from feedback_ai.topics import Prototypes, assign

    segments = VectorRepository(session).load(model_version, of=feedback_ids)
    if segments.keys:
        prototypes = Prototypes(np.array(ids, dtype=np.int64), vectors, fit.cut)
        repository.add_assignments(to_rows(segments, assign(segments.vectors, prototypes)))


def to_rows(segments: SegmentVectors, assignments: "Assignments") -> list[Assignment]:
    """Assignments as the store keeps them."""
    return [
        Assignment(
            feedback_id=feedback_id,
            segment_index=index,
            topic_id=assignments.topic_of(row),
            nearest_id=int(assignments.nearest[row]),
            similarity=float(assignments.similarity[row]),
        )
        for row, (feedback_id, index) in enumerate(segments.keys)
    ]
