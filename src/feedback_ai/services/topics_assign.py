"""Topics of the segments of a store: each gets its topic in the one way that `topics.assign` is."""

from collections.abc import Collection, Sequence
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
    RegistryRepository(session).wait()
    _assign(session, feedback_ids, model_version, known=frozenset())


def assign_left(session: Session, feedback_id: str, model_version: str) -> None:
    """Give the segments of a record that judge something but have no topic theirs, as a correction may leave them.

    A segment that has no vector of the model gets its topic at the next fit.

    Args:
        session: The transaction that corrected the record, after `RegistryRepository.wait`.
        feedback_id: The record.
        model_version: The model that labelled it.
    """
    _assign(session, [feedback_id], model_version, known=TopicRepository(session).assigned_segments(feedback_id))


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


def _assign(
    session: Session, feedback_ids: Sequence[str], model_version: str, known: Collection[tuple[str, int]]
) -> None:
    """Give the segments of records their topics, but those that are known to have one."""
    repository = TopicRepository(session)
    if (prototypes := prototypes_in_use(repository, model_version)) is None:
        return
    from feedback_ai.topics import assign

    segments = VectorRepository(session).load(model_version, of=feedback_ids)
    segments = segments.part([row for row, key in enumerate(segments.keys) if key not in known])
    if segments.keys:
        repository.add_assignments(_to_rows(segments, assign(segments.vectors, prototypes)))


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
