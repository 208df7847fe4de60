"""The effect test of an improvement, fixed before work begins: what is counted, when, and what would prove it."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.backlog.effect import Quality
from feedback_ai.backlog.power import ENOUGH
from feedback_ai.backlog.titles import Words

Label = Literal["dimension", "cause"]
Controls = Literal["none", "units"]
WEEK = timedelta(days=7)
BASELINE_WEEKS = 52
FOLLOW_UP_WEEKS = 12
LEAST_WEEKS = 4
"""Weeks that a baseline and a follow-up need; fewer tell nothing of how counts scatter."""


class LabelQuality(BaseModel):
    """How often the labels that are counted are right, and where that is known from."""

    model_config = ConfigDict(frozen=True)

    sensitivity: float = Field(gt=0, le=1, description="Share of the texts with the problem that are counted.")
    specificity: float = Field(gt=0, le=1, description="Share of the texts without it that are not counted.")
    source: str = Field(description="`given`, or the figures of the model's card that they come from.")

    def as_quality(self) -> Quality:
        """What the test calculates with."""
        return Quality(self.sensitivity, self.specificity)


class ControlBaseline(BaseModel):
    """What the other units had in the baseline."""

    model_config = ConfigDict(frozen=True)

    bearing: int = Field(description="Their texts that bear the problem.")
    texts: int = Field(description="All their texts from the same sources.")
    dispersion: float = Field(description="Variance of their weekly counts by chance alone, at least 1.")


class EffectPlan(BaseModel):
    """An effect test; what it finds is judged by this and by nothing that is decided later."""

    model_config = ConfigDict(frozen=True)

    labels: tuple[Label, ...] = Field(
        description="What a text must be unhappy about beside the item's topic, at its unit: `dimension`, `cause`."
    )
    sources: tuple[str, ...] = Field(description="Sources whose texts count: those that the baseline has.")
    controls: Controls = Field(description="`units`: the same at all other units is subtracted; else `none`.")
    baseline_from: datetime = Field(description="Start of the baseline.")
    baseline_to: datetime = Field(description="Its end, exclusive: whole weeks from its start.")
    start: datetime | None = Field(
        description="When the countermeasure is in place; null: when the item goes to `check`."
    )
    weeks: int = Field(description="Length of the follow-up.")
    target: float = Field(description="Ratio of the odds, after by before, that the countermeasure aims at.")
    smallest: float = Field(description="Ratio that must be reached; a smaller fall does not matter.")
    significance: float = Field(description="Chance at most that a fix without effect is called effective.")
    quality: LabelQuality | None = Field(description="How often labels are right; null where unknown.")
    bearing: int = Field(description="Texts of the baseline that bear the problem.")
    texts: int = Field(description="All texts of the unit in the baseline: the exposure.")
    dispersion: float = Field(description="Variance of the weekly counts by chance alone, at least 1.")
    control: ControlBaseline | None = Field(
        default=None, description="The same of the controls, whose chance the power counts; null without controls."
    )
    power: float = Field(description="How often a fix that reaches its target is found, in [0, 1].")
    weeks_needed: int | None = Field(description="Weeks of follow-up for a power of 0.8; null if over two years.")
    planned_first: bool | None = Field(
        default=None,
        description="Whether it was fixed before its follow-up begins; where not, no verdict by it is a proof. Null in "
        "a test that was fixed before this was kept.",
    )

    @property
    def has_power(self) -> bool:
        """Whether the test finds what it looks for often enough."""
        return self.power >= ENOUGH

    @property
    def told(self) -> Words:
        """What its power means."""
        percent = f"{100 * self.power:.0f} %"
        if self.has_power:
            return {
                "en": f"it finds a fix that reaches its target in {percent} of cases",
                "zh": f"若改进达到目标，{percent} 的情况下能被检出",
            }
        if self.weeks_needed is None:
            en, zh = "with this baseline no follow-up of up to two years is enough", "以此基线，观察两年也不够"
        else:
            en, zh = f"it would need {self.weeks_needed} weeks", f"需要 {self.weeks_needed} 周"
        return {
            "en": f"TOO LITTLE POWER: it finds a fix that reaches its target in {percent} of cases only; {en}",
            "zh": f"检验力不足：即使改进达到目标，也只有 {percent} 的情况能被检出；{zh}",
        }
