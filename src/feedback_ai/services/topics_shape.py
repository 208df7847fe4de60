"""What people do to topics: name, pin, hide, merge, split; no fit undoes it, and each act is kept with its actor."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.services.topics import TopicView, found_topic
from feedback_ai.services.topics_assign import assign_all
from feedback_ai.store import Store
from feedback_ai.store.records import is_storable
from feedback_ai.store.topic_registry import RegistryRepository
from feedback_ai.store.topics import Topic, TopicContent, TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LANGS = ("en", "zh")
MAX_NAME_CHARS = 120
Key = tuple[str, int]


def change(
    store: Store,
    topic_id: int,
    *,
    actor: str,
    names: Mapping[str, str | None] | None = None,
    pinned: bool | None = None,
    hidden: bool | None = None,
) -> TopicView:
    """Name, pin or hide a topic, or take that back.

    Args:
        store: The store.
        topic_id: A topic in use.
        actor: Who does it.
        names: Its name by language, `en` or `zh`; None brings the computed label back. A language left out stays.
        pinned: Whether its prototypes stay as they are and no fit retires it.
        hidden: Whether it is left out of lists, growth and backlog. It still takes its segments, and stays as it is.

    Raises:
        NotFoundError: If there is no topic under that id.
        OptionError: If it is retired, nothing is given, or a name is empty, too long or of another language.
    """
    clean = _clean(names or {})
    if not clean and pinned is None and hidden is None:
        raise OptionError(
            "Nothing was given to change.", hint="Give one of them.", options=("name", "pinned", "hidden")
        )
    with store.writing() as session:
        registry = RegistryRepository(session)
        registry.lock()
        topic = _in_use(session, topic_id)
        wanted = {lang: name for lang, name in {**topic.names, **clean}.items() if name is not None}
        now = datetime.now(UTC)
        if wanted != topic.names:
            registry.change(topic_id, names=wanted)
            registry.add_act(topic_id, now, actor, "rename", {"from": topic.names, "to": wanted})
        for kind, before, value in (("pin", topic.pinned, pinned), ("hide", topic.hidden, hidden)):
            if value is not None and value != before:
                registry.change(topic_id, **{"pinned" if kind == "pin" else "hidden": value})
                registry.add_act(topic_id, now, actor, kind if value else f"un{kind}", {})
        return TopicView.of(_in_use(session, topic_id))


def merge(store: Store, topic_id: int, into: int, *, actor: str) -> TopicView:
    """Merge a topic into another one, which keeps its name and both prototypes; the id of the first leads to it.

    Args:
        store: The store.
        topic_id: The topic that goes.
        into: The one that stays.
        actor: Who does it.

    Raises:
        NotFoundError: If there is no topic under one of the ids.
        OptionError: If they are the same, one is retired, or one is of another model than the last fit.
    """
    if topic_id == into:
        raise OptionError(f"Topic {topic_id} cannot be merged into itself.", hint="Name another topic.")
    with store.writing() as session:
        registry = RegistryRepository(session)
        registry.lock()
        gone, stays = _in_use(session, topic_id), _in_use(session, into)
        version = _of_last_fit(session, gone, stays)
        registry.merge(topic_id, into)
        now = datetime.now(UTC)
        registry.add_act(topic_id, now, actor, "merge", {"into": into, "n_segments": gone.n_segments})
        registry.add_act(into, now, actor, "merge", {"from": topic_id, "n_segments": stays.n_segments})
        _assign_anew(session, version, [topic_id, into])
        return TopicView.of(_in_use(session, into))


def split(
    store: Store, topic_id: int, *, actor: str, examples: Sequence[tuple[str, int | None]] = ()
) -> tuple[TopicView, TopicView]:
    """Split a topic in two; the new half gets a new id, the other one keeps id and name.

    Args:
        store: The store.
        topic_id: The topic.
        actor: Who does it.
        examples: Segments of the topic that belong to the new half, by feedback id and segment index; None for all that
            the record has in the topic. If there are none, the topic falls where its segments lie apart the most.

    Returns:
        The topic and its new half.

    Raises:
        NotFoundError: If there is no topic under that id.
        OptionError: If it is retired or of another model than the last fit, or an example does not belong to it.
        TooFewError: If it has too few segments, or they do not differ.
    """
    from feedback_ai.topics.halves import MIN_SEGMENTS, halve, middles

    with store.writing() as session:
        registry, now = RegistryRepository(session), datetime.now(UTC)
        registry.lock()
        topic = _in_use(session, topic_id)
        version = _of_last_fit(session, topic)
        segments = _segments_of(session, topic_id, version)
        if len(segments.keys) < MIN_SEGMENTS:
            raise TooFewError(
                f"Topic {topic_id} has {len(segments.keys)} segments.", hint=f"To be split it needs {MIN_SEGMENTS}."
            )
        side = halve(segments.vectors, _rows(segments, examples, topic_id))
        if side.all() or not side.any():
            raise TooFewError(f"The segments of topic {topic_id} do not fall apart.", hint="Name other examples.")
        new_id = _add_half(session, topic, segments, side)
        for id_, middle in zip((topic_id, new_id), middles(segments.vectors, side), strict=True):
            registry.set_prototypes(id_, middle)
            registry.change(id_, shaped=True)
        detail = {"n_segments": topic.n_segments, "n_examples": len(examples)}
        registry.add_act(topic_id, now, actor, "split", {"new": new_id, **detail})
        registry.add_act(new_id, now, actor, "split", {"from": topic_id, **detail})
        _assign_anew(session, version, [topic_id, new_id])
        halves = _in_use(session, topic_id), _in_use(session, new_id)
        if not all(half.n_segments for half in halves):
            raise TooFewError(f"The segments of topic {topic_id} do not fall apart.", hint="Name other examples.")
        return TopicView.of(halves[0]), TopicView.of(halves[1])


def _clean(names: Mapping[str, str | None]) -> dict[str, str | None]:
    if unknown := sorted(set(names) - set(LANGS)):
        raise OptionError(f"There are no names in {unknown[0]!r}.", hint="Choose a language.", options=LANGS)
    found = {lang: None if name is None else " ".join(name.split()) for lang, name in names.items()}
    if any(name is not None and not (0 < len(name) <= MAX_NAME_CHARS and is_storable(name)) for name in found.values()):
        raise OptionError("The name cannot be used.", hint=f"Give 1 to {MAX_NAME_CHARS} characters of text.")
    return found


def _in_use(session: Session, topic_id: int) -> Topic:
    """A topic that can be changed."""
    topic = found_topic(session, topic_id)
    if not topic.retired:
        return topic
    raise OptionError(
        f"Topic {topic_id} was merged into {topic.merged_into} and cannot be changed."
        if topic.merged_into
        else f"Topic {topic_id} is retired and cannot be changed.",
        hint="Choose a topic in use.",
        options=[str(id_) for id_ in RegistryRepository(session).in_use()],
    )


def _of_last_fit(session: Session, *topics: Topic) -> str:
    """The model of topics, which must be that of the last fit."""
    fit = TopicRepository(session).last_fit()
    for topic in topics:
        if fit is None or topic.model_version != fit.model_version:
            raise OptionError(
                f"Topic {topic.id} is made of vectors of another model than the last fit.",
                hint="It keeps its name and its place in history, but no segment can be compared with it.",
            )
    return topics[0].model_version


def _segments_of(session: Session, topic_id: int, version: str) -> SegmentVectors:
    keys = set(RegistryRepository(session).keys_of(topic_id))
    loaded = VectorRepository(session).load(version, of=sorted({id_ for id_, _ in keys}))
    return loaded.part([row for row, key in enumerate(loaded.keys) if key in keys])


def _rows(segments: SegmentVectors, examples: Sequence[tuple[str, int | None]], topic_id: int) -> list[int]:
    """The rows of examples among the segments of a topic."""
    found: set[int] = set()
    for feedback_id, wanted in examples:
        own = [row for row, (id_, index) in enumerate(segments.keys) if id_ == feedback_id and wanted in (None, index)]
        if not own:
            named = feedback_id if wanted is None else f"{feedback_id}:{wanted}"
            raise OptionError(
                f"Segment {named!r} does not belong to topic {topic_id}.",
                hint="`feedback-ai topics show ID --format json` names some that do.",
                options=[f"{id_}:{index}" for id_, index in segments.keys[:10]],
            )
        found |= set(own)
    return sorted(found)


def _add_half(session: Session, topic: Topic, segments: SegmentVectors, side: "npt.NDArray[np.bool_]") -> int:
    """Store the new half with labels that tell both halves apart, and give its id."""
    import numpy as np

    from feedback_ai.topics import key_terms, label_of, lang_of
    from feedback_ai.topics.canonical import collapse, sample
    from feedback_ai.topics.discovery import MAX_SAMPLE
    from feedback_ai.topics.tokens import tokenizer

    # Rows stand for records here, so that each different segment can be found again.
    rows = [str(row) for row in range(len(segments.keys))]
    told = sample(collapse(segments.texts, segments.languages, rows, segments.vectors), MAX_SAMPLE)
    tokens = [tokenizer(lang_of(lang))(text) for text, lang in zip(told.texts, told.languages, strict=True)]
    halves = np.array([int(side[int(own[0])]) for own in told.records], dtype=np.int64)
    contents = [
        TopicContent(
            model_version=topic.model_version,
            labels={lang: label_of(terms, lang) for lang in LANGS},  # type: ignore[arg-type]
            terms=terms,
            examples=(),
            n_segments=0,
        )
        for terms in key_terms(tokens, told.languages, halves, 2)
    ]
    repository, registry = TopicRepository(session), RegistryRepository(session)
    repository.continue_(topic.id, topic.last_fit.id, contents[0])
    new_id = repository.add(topic.last_fit.id, contents[1])
    registry.change(new_id, theme_id=topic.theme_id, hidden=topic.hidden)
    return new_id


def _assign_anew(session: Session, version: str, topic_ids: Sequence[int]) -> None:
    """Give all segments their topics in the one way there is, and the changed topics their examples."""
    from feedback_ai.topics import nearest_examples

    segments = VectorRepository(session).load(version)
    assignments = assign_all(session, segments, version)
    if assignments is None:
        raise NotFoundError("There are no topics in use.", hint="Run `feedback-ai topics fit` first.")
    records = [feedback_id for feedback_id, _ in segments.keys]
    found = nearest_examples(assignments, records, segments.texts, segments.languages)
    for topic_id in topic_ids:
        keys: list[Any] = [list(segments.keys[row]) for row in found.get(topic_id, ())]
        n_own = int((assignments.assigned & (assignments.nearest == topic_id)).sum())
        RegistryRepository(session).change(topic_id, examples=keys, n_segments=n_own)
