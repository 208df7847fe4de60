"""A fit of topics on what is in a store, in which known topics keep their ids."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from feedback_ai.services.topics_assign import to_rows
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.topics import TopicContent, TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer
    from feedback_ai.topics import Discovery


class FitSummary(BaseModel):
    """What a fit of topics did.

    Attributes:
        fit_id: Its number in this store.
        model_version: The model whose vectors it used.
        n_segments: Segments that judge something, each of which was offered to the topics.
        n_distinct: How many of them have different words.
        n_sampled: How many of these the fit looked at.
        n_encoded: Records whose vectors were missing and were made first.
        n_topics: Topics there are now.
        n_unassigned: Segments that belong to none of them.
        cut: Least cosine at which a segment belongs to its nearest topic.
        continued: Ids of known topics that go on, those among them that had been retired too.
        new: Ids of new topics.
        retired: Ids of topics that were in use and that nothing continues.
        parameters: With which settings the fit ran.
    """

    model_config = ConfigDict(frozen=True)

    fit_id: int
    model_version: str
    n_segments: int
    n_distinct: int
    n_sampled: int
    n_encoded: int
    n_topics: int
    n_unassigned: int
    cut: float
    continued: tuple[int, ...]
    new: tuple[int, ...]
    retired: tuple[int, ...]
    parameters: dict[str, Any]


def fit(
    store: Store,
    analyzer: "Analyzer",
    *,
    settings: Settings | None = None,
    on_progress: Callable[[int], None] = lambda records: None,
) -> FitSummary:
    """Find the topics of all segments that judge something, and give every one of them its topic.

    Topics are found outside of any transaction; everything is stored in one at the end, where records that came in
    meanwhile get their topics too. A topic that looks like a known one keeps its id.

    Args:
        store: The store.
        analyzer: The model; topics are made of the vectors of its version only.
        settings: Settings in force; the process's own if None.
        on_progress: Called with the number of records that were encoded, where vectors are missing.

    Raises:
        TooFewError: If there are too few different segments; the topics there are stay as they were.
        StoreError: If the store fails.
    """
    from feedback_ai.topics import discover

    version = analyzer.model_info.version
    n_encoded = _encode_missing(store, analyzer, (settings or get_settings()).batch_size, on_progress)
    with store.reading() as session:
        segments = VectorRepository(session).load(version)
    found = discover(segments.texts, segments.languages, _records(segments), segments.vectors)
    with store.writing() as session:
        return _store(session, found, version, n_encoded)


def _encode_missing(store: Store, analyzer: "Analyzer", batch_size: int, on_progress: Callable[[int], None]) -> int:
    done, last = 0, ""
    while True:
        with store.reading() as session:
            batch = VectorRepository(session).missing(analyzer.model_info.version, after=last, limit=batch_size)
        if not batch:
            return done
        vectors = analyzer.encode_segments([text for text, _ in batch.values()], [spans for _, spans in batch.values()])
        with store.writing() as session:
            repository = VectorRepository(session)
            # Another process may have stored the same ones, or deleted a record, while this one was reading.
            still = repository.missing(analyzer.model_info.version, after=last, limit=batch_size)
            repository.add({id_: own for id_, own in zip(batch, vectors, strict=True) if id_ in still})
        last = next(reversed(batch))
        done += len(batch)
        on_progress(done)


def _store(session: Session, found: "Discovery", version: str, n_encoded: int) -> FitSummary:
    from feedback_ai.topics import assign, nearest_examples

    repository = TopicRepository(session)
    segments = VectorRepository(session).load(version)
    fit_id = repository.add_fit(version, len(segments.keys), found.cut, datetime.now(UTC))
    ids, new = _lasting_ids(repository, found, version, fit_id)
    retired = repository.retire_others(ids)
    repository.clear_assignments()
    n_unassigned = len(segments.keys)
    if (prototypes := found.as_prototypes(ids)) is not None:
        assignments = assign(segments.vectors, prototypes)
        repository.add_assignments(to_rows(segments, assignments))
        n_unassigned -= int(assignments.assigned.sum())
        examples = nearest_examples(assignments, _records(segments), segments.texts, segments.languages)
        for topic, topic_id in enumerate(ids):
            keys = [segments.keys[row] for row in examples.get(topic_id, ())]
            n_own = int((assignments.assigned & (assignments.nearest == topic_id)).sum())
            repository.continue_(topic_id, fit_id, _content(found, version, topic, keys, n_own))
    summary = FitSummary(
        fit_id=fit_id,
        model_version=version,
        n_segments=len(segments.keys),
        n_distinct=found.n_distinct,
        n_sampled=found.n_sampled,
        n_encoded=n_encoded,
        n_topics=len(ids),
        n_unassigned=n_unassigned,
        cut=found.cut,
        continued=tuple(sorted(set(ids) - new)),
        new=tuple(sorted(new)),
        retired=tuple(retired),
        parameters=found.parameters,
    )
    repository.finish_fit(fit_id, summary.model_dump(mode="json"))
    return summary


def _lasting_ids(
    repository: TopicRepository, found: "Discovery", version: str, fit_id: int
) -> tuple[list[int], set[int]]:
    """The id of each topic of a fit, and which of them are new; the largest new topic gets the lowest new id."""
    from feedback_ai.topics import match

    known, vectors = repository.prototypes(version, retired=True)
    ids, new = [], set()
    for topic, row in enumerate(match(vectors, found.prototypes)):
        if row is not None:
            ids.append(known[row])
            continue
        ids.append(repository.add(fit_id, _content(found, version, topic)))
        new.add(ids[-1])
    return ids, new


def _content(
    found: "Discovery", version: str, topic: int, examples: Sequence[tuple[str, int]] = (), n_segments: int = 0
) -> TopicContent:
    from feedback_ai.topics import LANGS, label_of

    terms = found.terms[topic]
    return TopicContent(
        model_version=version,
        prototype=found.prototypes[topic],
        labels={lang: label_of(terms, lang) for lang in LANGS},
        terms=terms,
        examples=examples,
        n_segments=n_segments,
    )


def _records(segments: SegmentVectors) -> list[str]:
    return [feedback_id for feedback_id, _ in segments.keys]
