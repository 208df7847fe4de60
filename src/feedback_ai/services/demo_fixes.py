"""The two fixes that the sample holds: each is planned as it could have been that day, and verified at the end."""

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
from feedback_ai.services.verification import Verification
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository

PLANTED_FILES = ("planted_en.json", "planted_zh.json")
ACTOR = "demo"
LEAST_SHARED = 5
"""Texts of a fix that an item must hold; with fewer it is about something else."""


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
        # What was known that day is all that the plan may know.
        planned = plan_effect(store, item.id, actor=ACTOR, start=fix.start, as_of=fix.start, settings=settings)
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
