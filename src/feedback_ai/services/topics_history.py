"""What became of topics: lineage, fits and their comparison, themes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.store import Store
from feedback_ai.store.topic_history import HistoryRepository, Lineage
from feedback_ai.store.topic_registry import RegistryRepository
from feedback_ai.store.topics import TopicFit, TopicRepository

Became = Literal["continued", "new", "returned", "retired", "merged"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Flow(_View):
    """Segments that a topic shares with another one, or with itself, before and after a fit.

    Attributes:
        topic_id: The other topic.
        n: How many segments.
        share: Of the segments that were there before, in (0, 1].
    """

    topic_id: int
    n: int
    share: float


class Passage(_View):
    """What a fit did to a topic.

    Attributes:
        fit_id: The fit.
        topic_id: The topic.
        kind: `continued`; `split`: much of it went into a new topic; `merged`: one that was retired went into it;
            `new`; `returned` after it had been retired; `retired`.
        labels: Its name then in `en` and `zh`.
        n_segments: Segments that it had then.
        came_from: Whose segments it had then, by share of its own; shares under a tenth are not told.
        went_to: Who had the segments then that it had before, by share of these.
    """

    fit_id: int
    topic_id: int
    kind: Literal["continued", "split", "merged", "new", "returned", "retired"]
    labels: dict[str, str]
    n_segments: int
    came_from: tuple[Flow, ...]
    went_to: tuple[Flow, ...]


class Act(_View):
    """What a person did to a topic: `rename`, `pin`, `unpin`, `hide`, `unhide`, `merge` or `split`."""

    at: datetime
    actor: str
    kind: str
    detail: dict[str, Any]


class Fit(_View):
    """A fit, in figures.

    Attributes:
        agreement: Adjusted Rand index with the topics before; None for the first fit, or where it was not kept.
    """

    id: int
    created_at: datetime
    model_version: str
    n_segments: int
    n_topics: int
    n_unassigned: int
    continued: int
    new: int
    split: int
    merged: int
    retired: int
    agreement: float | None


class Change(_View):
    """What became of a topic between two fits.

    Attributes:
        became: `continued`, `new`, `returned`, `retired`, or `merged` where people merged it into another topic.
        before: Its name at the earlier fit; None where it was not there.
        after: Its name at the later fit; None where it was not there.
        n_before: Segments that it had at the earlier fit.
        n_after: At the later one.
        merged_into: Where people merged it into.
        passages: What the fits in between and the later one did to it, where they did more than go on with it.
    """

    topic_id: int
    became: Became
    before: dict[str, str] | None
    after: dict[str, str] | None
    n_before: int
    n_after: int
    merged_into: int | None
    passages: tuple[Passage, ...]


class Comparison(_View):
    """Two fits, and what became of each topic from the earlier to the later one."""

    earlier: Fit
    later: Fit
    changes: tuple[Change, ...]


class Theme(_View):
    """A group of topics.

    Attributes:
        labels: Its name in `en` and `zh`, from the terms of its topics.
        topics: Ids of its topics, those with the most texts first.
    """

    id: int
    labels: dict[str, str]
    topics: tuple[int, ...]


def list_themes(store: Store, *, hidden: bool = False) -> list[Theme]:
    """The themes of the last fit, those with the most topics first; with or without topics that people hid."""
    with store.reading() as session:
        topics: dict[int | None, list[int]] = defaultdict(list)
        for topic in TopicRepository(session).all(retired=False, hidden=hidden):
            topics[topic.theme_id].append(topic.id)
        themes = [
            Theme(id=theme.id, labels=theme.labels, topics=tuple(topics[theme.id]))
            for theme in HistoryRepository(session).themes()
            if theme.id in topics
        ]
    return sorted(themes, key=lambda theme: (-len(theme.topics), theme.id))


def history_of(session: Session, topic_id: int) -> tuple[tuple[Passage, ...], tuple[Act, ...]]:
    """What fits and what people did to a topic, the oldest first."""
    passages = tuple(_passage(one) for one in HistoryRepository(session).of_topic(topic_id))
    acts = tuple(
        Act(at=act.at, actor=act.actor, kind=act.kind, detail=act.detail)
        for act in RegistryRepository(session).acts(topic_id)
    )
    return passages, acts


def list_fits(store: Store) -> list[Fit]:
    """All fits, the newest first."""
    with store.reading() as session:
        return [_fit(fit) for fit in HistoryRepository(session).fits()]


def compare_fits(store: Store, first: int, second: int) -> Comparison:
    """What became of each topic between two fits, whichever is named first.

    Raises:
        NotFoundError: If there was no such fit.
        OptionError: If it is twice the same, or the topics of one were not kept.
    """
    earlier, later = sorted((first, second))
    if earlier == later:
        raise OptionError("A fit cannot be compared with itself.", hint="Name two fits.")
    with store.reading() as session:
        history = HistoryRepository(session)
        fits = {fit.id: fit for fit in history.fits()}
        told = history.told_fits()
        for fit_id in (earlier, later):
            _check(fit_id, fits, told)
        passages = history.between(earlier, later)
        merged = history.merged()
    by_topic: dict[int, list[Lineage]] = defaultdict(list)
    for passage in passages:
        by_topic[passage.topic_id].append(passage)
    found = [_change(own, earlier, later, merged) for own in by_topic.values()]
    # What came and went in between is in neither.
    changes = [one for one in found if one.before is not None or one.after is not None]
    order = ("new", "returned", "merged", "retired", "continued")
    changes.sort(key=lambda one: (order.index(one.became), -max(one.n_before, one.n_after), one.topic_id))
    return Comparison(earlier=_fit(fits[earlier]), later=_fit(fits[later]), changes=tuple(changes))


def _check(fit_id: int, fits: dict[int, TopicFit], told: Sequence[int]) -> None:
    options = [str(id_) for id_ in told]
    if fit_id not in fits:
        raise NotFoundError(
            f"There was no fit {fit_id}.", hint="`feedback-ai topics fits` lists them.", options=options
        )
    if fits[fit_id].summary.get("n_topics") and fit_id not in told:
        raise OptionError(
            f"Fit {fit_id} was made before topics of each fit were kept.", hint="Choose a later one.", options=options
        )


def _change(own: Sequence[Lineage], earlier: int, later: int, merged: dict[int, int]) -> Change:
    """What became of a topic, from what the fits from the earlier to the later one did to it, at least one."""
    topic_id = own[0].topic_id
    before = next((one for one in own if one.fit_id == earlier and one.kind != "retired"), None)
    after = next((one for one in own if one.fit_id == later and one.kind != "retired"), None)
    became: Became = "continued"
    if after is None:
        became = "merged" if topic_id in merged else "retired"
    elif before is None:
        became = "returned" if any(one.kind == "returned" for one in own) else "new"
    return Change(
        topic_id=topic_id,
        became=became,
        before=None if before is None else before.labels,
        after=None if after is None else after.labels,
        n_before=0 if before is None else before.n_segments,
        n_after=0 if after is None else after.n_segments,
        merged_into=merged[topic_id] if became == "merged" else None,
        passages=tuple(_passage(one) for one in own if one.fit_id != earlier and one.kind != "continued"),
    )


def _passage(lineage: Lineage) -> Passage:
    return Passage.model_validate(vars(lineage))


def _fit(fit: TopicFit) -> Fit:
    told = fit.summary
    return Fit(
        id=fit.id,
        created_at=fit.created_at,
        model_version=fit.model_version,
        n_segments=fit.n_segments,
        n_topics=told.get("n_topics", 0),
        n_unassigned=told.get("n_unassigned", 0),
        **{kind: len(told.get(kind, ())) for kind in ("continued", "new", "split", "merged", "retired")},
        agreement=told.get("agreement"),
    )
