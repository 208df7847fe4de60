"""Topics of the segments of a store: each gets its topic in the one way that `topics.assign` is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from feedback_ai.store.topic_registry import RegistryRepository
from feedback_ai.store.topics import Assignment, TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    from feedback_ai.topics import Assignments, Prototypes


def assign_new(session: Session, feedback_ids: Sequence[str], model_version: str) -> None:
    """Give the segments of records that have just been stored their topics; does nothing before the first fit.

    Args:
        session: The transaction that stored their vectors.
        feedback_ids: The records.
        model_version: The model that their vectors are of.
    """
    repository = TopicRepository(session)
    RegistryRepository(session).wait()
    if (prototypes := prototypes_in_use(repository, model_version)) is None:
        return
    from feedback_ai.topics import assign

    segments = VectorRepository(session).load(model_version, of=feedback_ids)
    if segments.keys:
        repository.add_assignments(_to_rows(segments, assign(segments.vectors, prototypes)))


def assign_all(session: Session, segments: SegmentVectors, model_version: str) -> "Assignments | None":
    """Give every segment of a model its topic anew; None where no topic of the model is in use.

    Args:
        session: A writing transaction.
        segments: All segments that have vectors of the model.
        model_version: The model of the last fit.
    """
    from feedback_ai.topics import assign

    repository = TopicRepository(session)
    repository.clear_assignments()
    if (prototypes := prototypes_in_use(repository, model_version)) is None:
        return None
    assignments = assign(segments.vectors, prototypes)
    repository.add_assignments(_to_rows(segments, assignments))
    return assignments


def prototypes_in_use(repository: TopicRepository, model_version: str) -> "Prototypes | None":
    """What stands for the topics of a model that are in use, with the cut of its last fit."""
    ids, vectors = repository.prototypes(model_version)
    fit = repository.last_fit(model_version)
    if not ids or fit is None:
        return None
    import numpy as np

    from feedback_ai.topics import Prototypes

    return Prototypes(np.array(ids, dtype=np.int64), vectors, fit.cut)


def _to_rows(segments: SegmentVectors, assignments: "Assignments") -> list[Assignment]:
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
