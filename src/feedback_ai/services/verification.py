"""A verdict on an improvement with the figures that it rests on."""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.backlog.effect import (
    Counts,
    Ratio,
    Verdict,
    against,
    compare,
    corrected,
    dispersion_of,
    judge,
    was_falling,
)
from feedback_ai.backlog.plan import WEEK, EffectPlan
from feedback_ai.schema.messages import in_chinese
from feedback_ai.services.backlog_views import Words

Reason = Literal["too_early", "no_texts", "falling_before", "shown", "ruled_out", "open"]
WHY: dict[Reason, tuple[str, str]] = {
    "too_early": ("The follow-up is not over: {left} weeks are missing.", "观察期未满：还差 {left} 周。"),
    "no_texts": ("The unit has no texts to count on one side.", "前后某一段没有该单位的文本可计。"),
    "falling_before": (
        "The problem was falling before the countermeasure and may have gone on falling without it.",
        "改进之前该问题已在下降，没有改进也可能继续下降。",
    ),
    "shown": (
        "The fall is beyond chance and at least as large as planned to matter.",
        "下降超出偶然波动，且达到预先设定的幅度。",
    ),
    "ruled_out": (
        "A fall as large as planned to matter is ruled out.",
        "可以排除达到预先设定幅度的下降。",
    ),
    "open": (
        "Neither a fall that matters is shown nor is it ruled out.",
        "既不能证明、也不能排除有意义的下降。",
    ),
}


class Stretch(BaseModel):
    """A stretch of time."""

    model_config = ConfigDict(frozen=True)

    start: datetime
    end: datetime = Field(description="Exclusive.")
    bearing: int = Field(description="Texts that bear the problem.")
    texts: int = Field(description="All texts of the unit.")


class Interval(BaseModel):
    """A ratio of odds, after by before: 0.5 is half as often among what the unit receives."""

    model_config = ConfigDict(frozen=True)

    value: float | None = Field(description="Null where there was none before.")
    low: float
    high: float | None = Field(description="Null where it has no end.")


class Verification(BaseModel):
    """A verdict with its figures."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    reason: Reason
    why: Words
    as_of: datetime = Field(description="Nothing written from then on was read.")
    before: Stretch
    after: Stretch
    seen: Interval = Field(description="By the labels as they are, by the controls where the plan has any.")
    ratio: Interval = Field(description="Corrected for wrong labels where that is known; the verdict is on this one.")
    level: float = Field(description="Of the intervals: 0.9 where each side has a chance of 0.05.")
    correction: Words = Field(description="How it was corrected, or that it was not.")
    controls: Interval | None = Field(description="What the same problem did at the other units.")
    dispersion: float = Field(description="Variance of the weekly counts by chance alone.")
    model: str | None = Field(description="Version of the model that labelled all texts that count.")
    planned_first: bool = Field(description="Whether the test was fixed before its follow-up began.")


def decide(
    plan: EffectPlan,
    start: datetime,
    as_of: datetime,
    stretches: Sequence[tuple[Counts, Counts]],
    *,
    model: str | None,
    planned_at: datetime | None,
) -> Verification:
    """The verdict of a plan.

    Args:
        plan: The plan.
        start: When the countermeasure was in place.
        as_of: The first moment that was not read.
        stretches: Baseline and follow-up in weeks, of the item's unit and, where the plan has controls, of the others.
        model: Version of the model.
        planned_at: When the plan was fixed.
    """
    before, after = stretches[0]
    weeks = after.texts.shape[-1]
    seen, control = _ratios(stretches, plan.significance)
    ratio = seen if plan.quality is None else corrected(seen, before, plan.quality.as_quality())
    reason = _reason(plan, before, after, ratio)
    en, zh = (one.format(left=plan.weeks - weeks) for one in WHY[reason])
    return Verification(
        verdict="effective" if reason == "shown" else "ineffective" if reason == "ruled_out" else "undecided",
        reason=reason,
        why=Words(en=en, zh=zh),
        as_of=as_of,
        before=_stretch(before, plan.baseline_from, plan.baseline_to),
        after=_stretch(after, start, start + weeks * WEEK),
        seen=_interval(seen),
        ratio=_interval(ratio),
        level=round(1 - 2 * plan.significance, 4),
        correction=_correction(plan),
        controls=None if control is None else _interval(control),
        dispersion=round(float(dispersion_of(before, after)), 3),
        model=model,
        planned_first=planned_at is not None and planned_at <= start,
    )


def _ratios(stretches: Sequence[tuple[Counts, Counts]], significance: float) -> tuple[Ratio, Ratio | None]:
    own, *others = (compare(before, after, significance) for before, after in stretches)
    return (against(own, others[0]), others[0]) if others else (own, None)


def _reason(plan: EffectPlan, before: Counts, after: Counts, ratio: Ratio) -> Reason:
    if after.texts.shape[-1] < plan.weeks:
        return "too_early"
    if not before.texts.sum() or not after.texts.sum():
        return "no_texts"
    verdict = judge(ratio, plan.smallest)
    if verdict == "effective":
        return "falling_before" if was_falling(before) else "shown"
    return "ruled_out" if verdict == "ineffective" else "open"


def _correction(plan: EffectPlan) -> Words:
    if plan.quality is None:
        return Words(en="not corrected: how often labels are right is not known", zh="未校正：标签的准确程度未知")
    own = plan.quality
    figures = f"{own.sensitivity:.3f}", f"{own.specificity:.3f}"
    return Words(
        en=f"corrected for wrong labels: sensitivity {figures[0]}, specificity {figures[1]} ({own.source})",
        zh=f"已按标签误差校正：灵敏度 {figures[0]}，特异度 {figures[1]}（{in_chinese(own.source) or own.source}）",
    )


def _stretch(counts: Counts, start: datetime, end: datetime) -> Stretch:
    return Stretch(start=start, end=end, bearing=int(counts.bearing.sum()), texts=int(counts.texts.sum()))


def _interval(ratio: Ratio) -> Interval:
    value, low, high = (float(end) for end in ratio)
    return Interval(
        value=round(value, 4) if isfinite(value) else None,
        low=round(low, 4),
        high=round(high, 4) if isfinite(high) else None,
    )
