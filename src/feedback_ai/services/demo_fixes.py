"""The two fixes that the sample holds, each carried around the circle: measure, test, done, check, verdict.

A test is planned by what was known on the day of the fix, but it is filed when the demonstration runs. Times of events
are never made up, so that no verdict here proves what was planned first, and the items say so.
What a person does who knows the matter, the planted ids do here: topics that are one matter are merged.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feedback_ai.backlog.states import State
from feedback_ai.backlog.titles import Words
from feedback_ai.services.backlog import list_items, update_item
from feedback_ai.services.backlog_effect import plan_effect, verify
from feedback_ai.services.backlog_views import ItemDetail, ItemView
from feedback_ai.services.backlog_work import add_countermeasure, finish_countermeasure
from feedback_ai.services.topics_shape import merge
from feedback_ai.services.verification import Verification
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.topics import TopicRepository

PLANTED_FILES = ("planted_en.json", "planted_zh.json")
ACTOR = "demo"
LEAST_SHARED = 5
"""Texts of a fix that an item must hold; with fewer it is about something else."""
MOSTLY = 0.5
"""Share of a topic's texts that are about a fix, from which the topic is."""


@dataclass(frozen=True)
class Fix:
    """A fix of the sample.

    Attributes:
        name: What the planted files call it.
        start: When it was in place; see `data/cards/sample.md`.
        what: What was done.
    """

    name: str
    start: datetime
    what: Words


FIXES = (
    Fix(
        "fix_works",
        datetime(2026, 7, 6, tzinfo=UTC),
        {"en": "appointments at staggered times, a reminder by text message", "zh": "分段预约，短信提醒"},
    ),
    Fix("fix_fails", datetime(2026, 7, 1, tzinfo=UTC), {"en": "a photo as proof of delivery", "zh": "拍照签收"}),
)


@dataclass(frozen=True)
class FixSummary:
    """What came of a fix.

    Attributes:
        what: What was done.
        item: The item as it stands at the end: in `act` where the fix is effective, else in `check`.
        verdict: The verdict by it.
    """

    what: Words
    item: ItemDetail
    verdict: Verification


@dataclass(frozen=True)
class Merged:
    """A topic that went into another one.

    Attributes:
        topic: Its label.
        into: The label of the one that stays.
    """

    topic: Words
    into: Words


def merge_topics(store: Store, directory: Path) -> tuple[Merged, ...]:
    """Merge topics that are mostly about the matter of one fix into the one that holds most of its texts.

    Args:
        store: A store with the sample and its topics.
        directory: Of the sample.
    """
    with store.reading() as session:
        repository = TopicRepository(session)
        topics = {topic.id: topic for topic in repository.all(retired=False)}
        texts = {
            id_: {record_id for _, record_id, _ in repository.records(id_, topic.n_texts)}
            for id_, topic in topics.items()
        }
    done = []
    for fix in FIXES:
        planted = _planted(directory, fix.name)
        shared = {id_: len(planted & own) for id_, own in texts.items()}
        first = max(shared, key=lambda id_: (shared[id_], -id_), default=None)
        for id_, own in texts.items():
            if first is not None and id_ != first and shared[id_] >= max(LEAST_SHARED, MOSTLY * len(own)):
                merge(store, id_, first, actor=ACTOR)
                done.append(Merged(topics[id_].labels, topics[first].labels))
    return tuple(done)


def verify_fixes(store: Store, directory: Path, *, settings: Settings) -> tuple[FixSummary, ...]:
    """Plan, carry out and verify the sample's fixes on the items that are about them.

    Args:
        store: A store with the sample and its backlog.
        directory: Of the sample.
        settings: Settings in force.
    """
    items = list_items(store)
    with store.reading() as session:
        held = BacklogRepository(session).record_ids([item.id for item in items])
    found = []
    for fix in FIXES:
        planted = _planted(directory, fix.name)
        item = max(items, key=lambda own: len(planted & set(held[own.id])), default=None)
        if item is None or len(planted & set(held[item.id])) < LEAST_SHARED:
            continue
        found.append(_carry_out(store, item, fix, settings))
    return tuple(found)


def _carry_out(store: Store, item: ItemView, fix: Fix, settings: Settings) -> FixSummary:
    """Take an item through its turn: planned, measured, done, checked, and judged."""
    own: dict[str, Any] = {"actor": ACTOR, "settings": settings}
    add_countermeasure(
        store,
        item.id,
        kind="lasting",
        text=f"{fix.what['en']} / {fix.what['zh']}",
        owner=item.team,
        due_at=fix.start,
        note="The sample tells of no containment.",
        **own,
    )
    # What was known that day is all that the plan may know. Each fix is for the whole matter, whichever dimension and
    # cause a text puts it under.
    plan_effect(store, item.id, start=fix.start, as_of=fix.start, labels=(), **own)
    update_item(store, item.id, state=State.DO, **own)
    finish_countermeasure(store, item.id, 1, at=fix.start, **own)
    standing = update_item(store, item.id, state=State.CHECK, **own)
    verdict = verify(store, item.id, **own)
    if verdict.verdict == "effective":
        standing = update_item(store, item.id, state=State.ACT, **own)
    return FixSummary(fix.what, standing, verdict)


def _planted(directory: Path, name: str) -> set[str]:
    """Record ids of the texts about a fix, before it and after."""
    plans = [json.loads((directory / file).read_text(encoding="utf-8")) for file in PLANTED_FILES]
    return {id_ for plan in plans for part in ("before", "after") for id_ in plan[name][part]}
