"""The topics that a fit leaves behind: stored, described, given to the segments, and told from those before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy.orm import Session

from feedback_ai.services.topics_assign import assign_all, prototypes_in_use
from feedback_ai.services.topics_placing import ABSENT, Placing, place, topics_before
from feedback_ai.services.topics_themes import group_into_themes
from feedback_ai.store.topic_history import HistoryRepository, Lineage
from feedback_ai.store.topic_registry import KnownTopic, RegistryRepository
from feedback_ai.store.topics import TopicContent, TopicFit, TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    from feedback_ai.topics import Assignments, Discovery
    from feedback_ai.topics.lineage import Passage


@dataclass(frozen=True)
class Settled:
    """What became of the topics; as `FitSummary` tells it."""

    fit_id: int
    n_segments: int
    n_topics: int
    n_themes: int
    n_unassigned: int
    cut: float
    continued: tuple[int, ...]
    new: tuple[int, ...]
    retired: tuple[int, ...]
    returned: tuple[int, ...]
    split: tuple[int, ...]
    merged: tuple[int, ...]
    kept: tuple[int, ...]
    agreement: float | None


def settle(session: Session, found: "Discovery", version: str, *, anew: bool) -> Settled:
    """Store what a fit found, in the caller's transaction.

    Args:
        session: A writing transaction.
        found: What the fit found.
        version: The model whose vectors it used.
        anew: Whether known topics may be drawn anew, see `place`.
    """
    from feedback_ai.topics.lineage import NONE, agreement, trace

    repository, registry = TopicRepository(session), RegistryRepository(session)
    registry.lock()
    segments = VectorRepository(session).load(version)
    before, in_use = topics_before(segments.keys, registry.assigned()), registry.in_use()
    known = {topic.id: topic for topic in registry.known(version)}
    last = repository.last_fit(version)
    lately = registry.stored_after(last.created_at) if last else set()
    recent = np.array([feedback_id in lately for feedback_id, _ in segments.keys], dtype=bool)
    placing = place(list(known.values()), found, segments.vectors, before, recent, anew=anew)
    cut = (
        last.cut if last is not None and _keeps_cut(last, found, placing, len(segments.keys), anew=anew) else found.cut
    )
    fit_id = repository.add_fit(version, len(segments.keys), cut, datetime.now(UTC))
    new = _store_prototypes(session, found, placing, version, fit_id)
    # What people keep of another model stays too, though no segment can be near to it.
    now = sorted({*placing.continued, *placing.stays, *new, *registry.kept_by_people()})
    retired = repository.retire_others(now)
    after = np.full(len(segments.keys), NONE, dtype=np.int64)
    if (assignments := assign_all(session, segments, version)) is not None:
        after = np.where(assignments.assigned, assignments.nearest, NONE)
        _describe(session, found, segments, assignments, known, fit_id, version)
    there = before != ABSENT
    returned = sorted(topic_id for topic_id in placing.continued if known[topic_id].retired)
    passages = trace(before[there], after[there], old=in_use, now=now, returned=returned)
    _keep_lineage(session, passages, fit_id)
    return Settled(
        fit_id=fit_id,
        n_segments=len(segments.keys),
        n_topics=len(now),
        n_themes=group_into_themes(session, fit_id, version),
        n_unassigned=int((after == NONE).sum()),
        cut=cut,
        continued=tuple(topic_id for topic_id in now if topic_id not in new),
        new=tuple(new),
        retired=tuple(retired),
        returned=tuple(returned),
        split=tuple(passage.topic_id for passage in passages if passage.kind == "split"),
        merged=tuple(passage.topic_id for passage in passages if passage.kind == "merged"),
        kept=tuple(topic_id for topic_id in registry.kept_by_people() if topic_id not in placing.continued),
        agreement=agreement(before[there], after[there]),
    )


def _keeps_cut(last: TopicFit, found: "Discovery", placing: Placing, n_segments: int, *, anew: bool) -> bool:
    """Whether the cut of the last fit goes on, so that known topics keep their borders.

    A fit that finds nothing has none, and what people keep needs one. The cut of a fit that saw less than half of what
    there is now says too little of it.
    """
    if not len(found.prototypes):
        return True
    return not anew and bool(placing.stays) and last.n_segments * 2 >= n_segments


def _store_prototypes(session: Session, found: "Discovery", placing: Placing, version: str, fit_id: int) -> list[int]:
    """Store what stands for the topics, and give the ids of new ones; the largest new one gets the lowest id."""
    repository, registry = TopicRepository(session), RegistryRepository(session)
    nothing = TopicContent(version, labels={}, terms={}, examples=(), n_segments=0)
    new = {repository.add(fit_id, nothing): cluster for cluster in placing.new}
    for topic_id, cluster in {**placing.continued, **new}.items():
        registry.set_prototypes(topic_id, found.prototypes[cluster : cluster + 1])
        registry.change(topic_id, retired=False)
    return list(new)


def _describe(
    session: Session,
    found: "Discovery",
    segments: SegmentVectors,
    assignments: "Assignments",
    known: Mapping[int, KnownTopic],
    fit_id: int,
    version: str,
) -> None:
    """Store labels, terms, examples and sizes of the topics in use; without segments a topic keeps its labels."""
    from feedback_ai.topics import LANGS, label_of, nearest_examples

    repository = TopicRepository(session)
    if (prototypes := prototypes_in_use(repository, version)) is None:
        return
    records = [feedback_id for feedback_id, _ in segments.keys]
    examples = nearest_examples(assignments, records, segments.texts, segments.languages)
    sizes = np.bincount(assignments.nearest[assignments.assigned], minlength=int(prototypes.ids.max()) + 1)
    for topic_id, terms in found.terms_under(prototypes).items():
        before = known.get(topic_id)
        silent = before is not None and not any(terms.values())
        content = TopicContent(
            model_version=version,
            labels=before.labels if before and silent else {lang: label_of(terms, lang) for lang in LANGS},
            terms=before.terms if before and silent else terms,
            examples=[segments.keys[row] for row in examples.get(topic_id, ())],
            n_segments=int(sizes[topic_id]),
        )
        repository.continue_(topic_id, fit_id, content)


def _keep_lineage(session: Session, passages: "Sequence[Passage]", fit_id: int) -> None:
    topics = {topic.id: topic for topic in TopicRepository(session).all(retired=True, hidden=True)}
    HistoryRepository(session).add(
        [
            Lineage(
                fit_id=fit_id,
                topic_id=passage.topic_id,
                kind=passage.kind,
                labels=topics[passage.topic_id].labels,
                n_segments=topics[passage.topic_id].n_segments,
                came_from=[vars(flow) for flow in passage.came_from],
                went_to=[vars(flow) for flow in passage.went_to],
            )
            for passage in passages
        ]
    )
