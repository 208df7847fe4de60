"""The two fixes that the sample holds: each is planned as it could have been that day, and verified at the end.

What a person does who knows the matter, the planted ids do here: topics that are one matter are merged.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feedback_ai.backlog.plan import EffectPlan
from feedback_ai.backlog.titles import Words
from feedback_ai.services.backlog import list_items, update_item
from feedback_ai.services.backlog_effect import plan_effect, verify
from feedback_ai.services.backlog_views import ItemView
from feedback_ai.services.backlog_work import add_countermeasure
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
    """What came of a fix."""

    what: Words
    item: ItemView
    plan: EffectPlan
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
        # What was known that day is all that the plan may know. Each fix is for the whole matter, whichever dimension
        # and cause a text puts it under.
        planned = plan_effect(
            store, item.id, actor=ACTOR, start=fix.start, as_of=fix.start, labels=(), settings=settings
        )
        what = f"{fix.what['en']} / {fix.what['zh']}"
        told = "The sample tells of no containment."
        add_countermeasure(store, item.id, actor=ACTOR, kind="lasting", text=what, note=told, settings=settings)
        for state in ("do", "check"):
            update_item(store, item.id, actor=ACTOR, state=state, settings=settings)
        verdict = verify(store, item.id, actor=ACTOR, settings=settings)
        if planned.effect is not None:
            found.append(FixSummary(fix.what, planned, planned.effect, verdict))
    return tuple(found)


def _planted(directory: Path, name: str) -> set[str]:
    """Record ids of the texts about a fix, before it and after."""
    plans = [json.loads((directory / file).read_text(encoding="utf-8")) for file in PLANTED_FILES]
    return {id_ for plan in plans for part in ("before", "after") for id_ in plan[name][part]}
