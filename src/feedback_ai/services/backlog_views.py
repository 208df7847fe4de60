"""The improvement backlog as people and programs see it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.backlog.countermeasures import Kind, is_overdue
from feedback_ai.backlog.items import Key
from feedback_ai.backlog.plan import EffectPlan
from feedback_ai.backlog.scores import Scores, ranks
from feedback_ai.backlog.states import Proof, State
from feedback_ai.backlog.titles import title, topic_words
from feedback_ai.services.backlog_proof import closing, countermeasure_turns, event_turns, lack, proof, turn
from feedback_ai.store.backlog import StoredEvidence, StoredItem
from feedback_ai.store.history import StoredEvent
from feedback_ai.store.outbox import WAITING, Message
from feedback_ai.store.trackers import StoredLink


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Words(_View):
    """The same in English and Chinese."""

    en: str
    zh: str


class PartView(_View):
    """One part of a priority."""

    value: float = Field(description="In [0, 1].")
    factor: float | None = Field(
        default=None, description="What the priority is multiplied with; null until the next build in an old store."
    )
    top: float = Field(default=1.0, description="The highest factor that there is.")
    weight: float = Field(description="Exponent of the factor, by the sum of all.")
    why: Words = Field(description="What the value is made of.")
    error: float = Field(
        default=0.0, description="Half the width of the 95 % interval by chance alone, as a share of the factor."
    )


class CountermeasureView(_View):
    """What is done about an item."""

    number: int = Field(description="Its place among those of the item, from 1.")
    kind: Kind = Field(description="`containment` stops the harm at once, `lasting` removes the cause.")
    text: str
    owner: str | None
    due_at: datetime
    cost: float | None = Field(description="In the currency of the house.")
    added_at: datetime
    done_at: datetime | None = Field(default=None, description="When it was done; null while it is not.")
    done_by: str | None = Field(default=None, description="Who said so.")
    overdue: bool = Field(
        description="Whether the day that it is due on is over, UTC, while it is not done, has not failed, and the "
        "item is open."
    )
    failed_at: datetime | None = Field(default=None, description="When the problem was found to have come back.")
    turn: int | None = Field(
        default=None,
        description="The turn that it was done or failed in, from 1; else the present one. Null in lists.",
    )


class ItemView(_View):
    """An improvement."""

    id: int
    title: Words
    topic_id: int | None
    topic: Words | None = Field(description="Label of the topic; null where there is none.")
    cause: str = Field(description="A root cause; `unknown` where the texts name none.")
    dimension: str = Field(description="A SERVQUAL dimension, `product` or `price`.")
    unit: str | None
    state: State
    owner: str | None
    team: str | None = Field(description="Team that the routing names for most of its texts.")
    due_at: datetime | None
    priority: float = Field(
        description="0 to 100: the product of its parts, a weighted geometric mean; 100 where each is at its top."
    )
    parts: dict[str, PartView] = Field(description="`severity`, `frequency`, `trend`, `reach` and `impact`.")
    error: float = Field(default=0.0, description="Half the width of the priority's 95 % interval by chance alone.")
    rank: int | None = Field(
        default=None,
        description="Among all open items that the last build saw: one more than those that stand above it beyond "
        "chance. Equal ranks are a tie; null for the others.",
    )
    rice: float | None = Field(default=None, description="Reach x impact x confidence / effort, where estimated.")
    wsjf: float | None = Field(default=None, description="Cost of delay / effort, where effort is estimated.")
    impact: float | None = Field(default=None, description="People's estimate; severity stands in for it.")
    confidence: float | None = Field(default=None, description="People's estimate, in (0, 1].")
    effort: float | None = Field(default=None, description="People's estimate, above 0, in a unit of their own.")
    cost: float | None = Field(default=None, description="What it costs, in the currency of the house.")
    effect: EffectPlan | None = Field(default=None, description="Its effect test; null where none is fixed.")
    countermeasures: tuple[CountermeasureView, ...] = ()
    n_texts: int = Field(description="Texts that it rests on now; the reason of `frequency` names those of the window.")
    seen: bool = Field(
        description="Whether the last build saw it. Where not, its figures are of an earlier build, and it is listed "
        "behind those that were seen. Builds do not look for closed items."
    )
    window_to: datetime | None = Field(
        description="End of the window, exclusive, of the last build that saw it; null where no record had a time."
    )
    first_seen: datetime | None
    last_seen: datetime | None
    created_at: datetime
    updated_at: datetime


class EvidenceView(_View):
    """A segment that an item rests on."""

    feedback_id: str
    segment_index: int
    source: str
    record_id: str
    language: str
    created_at: datetime | None
    words: str = Field(description="Its redacted words.")


class EventView(_View):
    """Something that happened to an item."""

    at: datetime
    actor: str
    kind: str = Field(
        description="`built`, `updated by build`, `not seen by build`, `state`, `owner`, `due`, `note`, `estimate`, "
        "`countermeasure`, `countermeasure done`, `effect test`, `verified`, `checked`, `verdict withdrawn`, "
        "`watch ended`, `pushed` or `tracker`."
    )
    detail: dict[str, Any]
    turn: int = Field(description="The turn of the circle that it belongs to, from 1.")


class ClosingView(_View):
    """How an item was closed."""

    at: datetime
    actor: str
    proven: bool = Field(
        description="Whether a test that was fixed before its follow-up began had found its countermeasure effective."
    )
    dropped: bool = Field(description="Whether it was given up before its countermeasure was checked.")
    note: str | None = Field(description="What was said to it; without proof, why it was closed all the same.")


class LinkView(_View):
    """The issue of an item in a tracker."""

    tracker: str
    external_id: str | None = Field(default=None, description="Null where none is made yet.")
    url: str | None = None
    status: str | None = Field(default=None, description="As the tracker calls it, when it was heard of last.")
    category: str | None = Field(default=None, description="What that means: `open`, `done` or `dropped`.")
    gone: bool = Field(default=False, description="Whether the issue was not there, or not for the token.")
    synced_at: datetime | None = None
    waiting: bool = Field(default=False, description="Whether a message about the item is still to be sent.")
    last_error: str | None = Field(default=None, description="Why the last attempt failed.")


class ItemDetail(ItemView):
    """An improvement with what it rests on, the newest first, and what happened to it, the first first."""

    evidence: tuple[EvidenceView, ...]
    history: tuple[EventView, ...]
    links: tuple[LinkView, ...] = Field(default=(), description="Its issues in trackers.")
    turn: int = Field(description="Its turn of the circle, from 1; what goes back to `plan` begins the next one.")
    closing: ClosingView | None = Field(default=None, description="How it was closed; null while it is open.")
    warning: Words | None = Field(
        default=None,
        description="That it went on without a countermeasure, one that is done, or a verdict that it works.",
    )


class BuildSummary(_View):
    """What a build did."""

    window_from: datetime | None = Field(description="Start of the window; null where no record has a time.")
    window_to: datetime | None = Field(description="End of the window, exclusive.")
    n_texts: int = Field(description="Analysed texts in the window, and those of unknown time.")
    n_unhappy: int = Field(description="Texts with an unhappy segment that has a topic which is not hidden.")
    n_in_items: int = Field(description="Those of them that an item rests on; the others stand too much alone.")
    n_without_topic: int = Field(description="Unhappy segments without a topic, or of a hidden one; they form no item.")
    n_undated: int = Field(description="Those of them whose time is unknown: they count, but in no trend.")
    added: tuple[int, ...] = Field(description="Ids of new items.")
    updated: tuple[int, ...] = Field(description="Ids of items whose figures or evidence changed.")
    unchanged: int = Field(description="Items that were seen again just as they were.")
    not_seen: tuple[int, ...] = Field(description="Ids of open items that it did not see; their figures are older.")


def key_of(item: StoredItem) -> Key:
    """What an item is about."""
    return Key(topic_id=item.topic_id, dimension=item.dimension, cause=item.cause, unit=item.unit)


def view(
    item: StoredItem, labels: Mapping[int, Mapping[str, str]], ranked: Mapping[int, int] | None = None
) -> ItemView:
    """An item with the words of today.

    Args:
        item: The item.
        labels: Labels of topics by id and language.
        ranked: Ranks of items by id; nothing has one if None.
    """
    return ItemView(**_fields(item, labels, ranked or {}))


def detail(
    item: StoredItem,
    labels: Mapping[int, Mapping[str, str]],
    evidence: list[StoredEvidence],
    events: list[StoredEvent],
    ranked: Mapping[int, int],
    issues: tuple[LinkView, ...] = (),
) -> ItemDetail:
    """An item with evidence, history and issues."""
    lacking, fields = lack(item, events), _fields(item, labels, ranked)
    taken = zip(fields.pop("countermeasures"), countermeasure_turns(item, events), strict=True)
    return ItemDetail(
        **fields,
        countermeasures=tuple(own.model_copy(update={"turn": of_turn}) for own, of_turn in taken),
        evidence=tuple(EvidenceView.model_validate(one) for one in evidence),
        history=tuple(EventView(**vars(one), turn=own) for one, own in zip(events, event_turns(events), strict=True)),
        links=issues,
        turn=turn(events),
        closing=_closing(item, events),
        warning=None if lacking is None else Words(en=lacking[0], zh=lacking[1]),
    )


def links(stored: Iterable[StoredLink], messages: Mapping[str, Message]) -> tuple[LinkView, ...]:
    """The issues of one item, those too that are still to be made, by tracker."""
    known = {link.tracker: vars(link) for link in stored}
    return tuple(
        LinkView(
            **{"tracker": name, **known.get(name, {})},
            waiting=name in messages and messages[name].state == WAITING,
            last_error=messages[name].last_error if name in messages else None,
        )
        for name in sorted({*known, *messages})
    )


def ranks_of(items: Iterable[StoredItem]) -> dict[int, int]:
    """Ranks of the items that the last build saw and that are open, by id."""
    listed = [item for item in items if item.seen and item.state != State.CLOSED]
    ranked = ranks([(item.priority, Scores.of(item.priority, item.parts).error) for item in listed])
    return {item.id: rank for item, rank in zip(listed, ranked, strict=True)}


def _closing(item: StoredItem, events: list[StoredEvent]) -> ClosingView | None:
    place = closing(events)
    if item.state != State.CLOSED or place is None:
        return None
    event, before = events[place], events[:place]
    return ClosingView(
        at=event.at,
        actor=event.actor,
        proven=proof(before) is Proof.PROVEN,
        dropped=event.detail.get("from") in (State.PLAN, State.DO),
        note=event.detail.get("note"),
    )


def _fields(item: StoredItem, labels: Mapping[int, Mapping[str, str]], ranked: Mapping[int, int]) -> dict[str, Any]:
    label = None if item.topic_id is None else labels.get(item.topic_id)
    scores = Scores.of(item.priority, item.parts, item.impact, item.confidence, item.effort)
    return {
        **vars(item),
        "title": title(label, key_of(item)),
        "topic": topic_words(label),
        "error": scores.error,
        "rice": scores.rice,
        "wsjf": scores.wsjf,
        "rank": ranked.get(item.id),
        "countermeasures": _countermeasures(item),
    }


def _countermeasures(item: StoredItem) -> tuple[CountermeasureView, ...]:
    now = datetime.now(UTC)
    return tuple(
        CountermeasureView(
            **own,
            number=number,
            overdue=item.state != State.CLOSED
            and not (own.get("done_at") or own.get("failed_at"))
            and is_overdue(datetime.fromisoformat(own["due_at"]), now),
        )
        for number, own in enumerate(item.countermeasures, start=1)
    )
