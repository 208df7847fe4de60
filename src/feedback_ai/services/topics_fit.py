"""A fit of topics on what is in a store, in which known topics keep their ids."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from feedback_ai.services.topics_settle import settle
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.topics import TopicRepository
from feedback_ai.store.vectors import VectorRepository

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer


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
        n_themes: Themes into which they are grouped.
        n_unassigned: Segments that belong to none of them.
        cut: Least cosine at which a segment belongs to its nearest topic.
        continued: Ids of known topics that go on, those among them that had been retired too.
        new: Ids of new topics.
        retired: Ids of topics that were in use and that nothing continues.
        returned: Ids of those that go on and had been retired.
        split: Ids of those that go on and of whose segments much went into a new topic.
        merged: Ids of those that go on and have most of the segments of one that was retired.
        kept: Ids of those that people named, pinned, hid, split or merged and that go on as they were.
        agreement: Adjusted Rand index of the segments that had been offered to topics before, with their topics then
            and now, those without a topic as a group; None where there were no such segments.
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
    parameters: dict[str, Any]


def fit(
    store: Store,
    analyzer: "Analyzer",
    *,
    anew: bool = False,
    settings: Settings | None = None,
    on_progress: Callable[[int], None] = lambda records: None,
) -> FitSummary:
    """Find the topics of all segments that judge something, and give every one of them its topic.

    Topics are found outside of any transaction; everything is stored in one at the end, where records that came in
    meanwhile get their topics too. Known topics go on as they are, and new matter becomes new topics; what people did
    to topics stays in any case.

    Args:
        store: The store.
        analyzer: The model; topics are made of the vectors of its version only.
        anew: Draw the borders of known topics anew; one that looks like a known one, and shares segments with it, still
            keeps its id.
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
    found = discover(segments.texts, segments.languages, [id_ for id_, _ in segments.keys], segments.vectors)
    with store.writing() as session:
        settled = settle(session, found, version, anew=anew)
        summary = FitSummary(
            model_version=version,
            n_distinct=found.n_distinct,
            n_sampled=found.n_sampled,
            n_encoded=n_encoded,
            parameters=found.parameters,
            **vars(settled),
        )
        TopicRepository(session).finish_fit(summary.fit_id, summary.model_dump(mode="json"))
    return summary


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
