"""Items that were closed: which of them are watched for six months, and why the others are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.backlog.effect import seen_ratio
from feedback_ai.backlog.plan import EffectPlan
from feedback_ai.backlog.recurrence import Known, known_from
from feedback_ai.backlog.states import State
from feedback_ai.services.backlog_proof import closing, is_effective, last_verdict
from feedback_ai.services.backlog_views import Words
from feedback_ai.services.verification import Verification
from feedback_ai.store.backlog import StoredItem
from feedback_ai.store.history import StoredEvent

WITHDRAWN_EVENT = "verdict withdrawn"
ENDED_EVENT = "watch ended"
WATCH = timedelta(days=182)
Status = Literal["watching", "recurred", "over", "not comparable", "not watched"]
Lack = Literal["dropped", "no_test", "not_verified", "not_effective", "withdrawn", "ended"]
WHY: dict[Lack, tuple[str, str]] = {
    "dropped": ("it was given up before its countermeasure was checked", "在检查措施之前已放弃"),
    "no_test": ("it has no effect test", "没有效果检验方案"),
    "not_verified": ("its effect test was never judged after the follow-up", "观察期满后从未判定效果"),
    "not_effective": ("its countermeasure was not judged effective", "措施未被判定为有效"),
    "withdrawn": ("its verdict was withdrawn already", "有效判定已撤回"),
    "ended": ("its watch is over", "跟踪已结束"),
}
"""Why a closed item is not watched: there is no proven effect that could be lost."""


class WatchView(BaseModel):
    """Where the watch of a closed item stands, or why there is none."""

    model_config = ConfigDict(frozen=True)

    item_id: int
    status: Status
    closed_at: datetime
    until: datetime = Field(description="End of the watch: six months after closing.")
    why: Words | None = Field(default=None, description="Why it is not watched; null for those that are.")
    statistic: float | None = Field(
        description="Evidence that the rate is back, the highest of all days: the natural logarithm of 1 plus a sum of "
        "likelihood ratios; 0 is none."
    )
    limit: float | None = Field(description="What the statistic must pass, on the same scale.")
    false_alarms: float | None = Field(
        description="Chance that is aimed at of passing it within the watch though nothing came back."
    )
    recurred_on: datetime | None = Field(description="End of the day on which it passed.")
    like_relapse: list[int] = Field(
        default=[],
        description="Periods after closing, from 1, with as many texts as a relapse would make: no proof of one, but a "
        "reason to look.",
    )
    reopened: bool = Field(description="Whether this run opened the item again.")
    continued_by: int | None = Field(description="The open item about the same problem, which goes on instead.")


@dataclass(frozen=True)
class Closed:
    """An item that was closed as effective.

    Attributes:
        item: The item.
        plan: Its effect test.
        verdict: The verdict by it.
        closed_at: When it was closed last.
        since: What happened to it since.
    """

    item: StoredItem
    plan: EffectPlan
    verdict: Verification
    closed_at: datetime
    since: tuple[StoredEvent, ...]

    @property
    def start(self) -> datetime:
        """When the watch begins: where the follow-up of its verdict ended."""
        return self.verdict.after.end

    @property
    def until(self) -> datetime:
        """When it is over."""
        return self.closed_at + WATCH

    def known(self) -> Known:
        """What the verdict tells the watch."""
        before, after = self.verdict.before, self.verdict.after
        ratios = (self.plan.target, self.plan.smallest)
        if self.plan.quality is not None:
            share, quality = np.asarray(before.bearing / before.texts), self.plan.quality.as_quality()
            ratios = (float(seen_ratio(ratios[0], share, quality)), float(seen_ratio(ratios[1], share, quality)))
        others = before.texts - before.bearing, after.texts - after.bearing
        return known_from((before.bearing, after.bearing), others, self.verdict.dispersion, *ratios)


@dataclass(frozen=True)
class Unwatched:
    """A closed item that is not watched."""

    item_id: int
    closed_at: datetime
    lack: Lack

    @property
    def until(self) -> datetime:
        """When its watch would be over."""
        return self.closed_at + WATCH

    def view(self) -> WatchView:
        """It as people and programs see it."""
        en, zh = WHY[self.lack]
        return WatchView(
            item_id=self.item_id,
            status="not watched",
            closed_at=self.closed_at,
            until=self.until,
            why=Words(en=en, zh=zh),
            statistic=None,
            limit=None,
            false_alarms=None,
            recurred_on=None,
            reopened=False,
            continued_by=None,
        )


def closed_item(item: StoredItem, events: Sequence[StoredEvent]) -> Closed | Unwatched | None:
    """What is to be watched of a closed item, or why nothing is; None where no event tells when it was closed."""
    place = closing(events)
    if place is None:
        return None
    event, since = events[place], tuple(events[place + 1 :])
    lack = _lack(item, events, event, since)
    if lack is not None:
        return Unwatched(item.id, event.at, lack)
    plan, verdict = EffectPlan.model_validate(item.effect), Verification.model_validate(last_verdict(events))
    return Closed(item, plan, verdict, event.at, since)


def _lack(
    item: StoredItem, events: Sequence[StoredEvent], event: StoredEvent, since: Sequence[StoredEvent]
) -> Lack | None:
    if event.detail.get("from") != State.ACT:
        return "dropped"
    if item.effect is None:
        return "no_test"
    if last_verdict(events) is None:
        return "not_verified"
    if not is_effective(events):
        return "not_effective"
    kinds = {one.kind for one in since}
    return "withdrawn" if WITHDRAWN_EVENT in kinds else "ended" if ENDED_EVENT in kinds else None
