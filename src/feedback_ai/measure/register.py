"""The register of indicators, service standards, scales of ratings and outcomes, read from a TOML file."""

import math
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from feedback_ai.measure.configuration import Entry, Names, load

DEFAULT = Path(__file__).with_name("indicators.toml")
HINT = "Compare it with the built-in file; docs/measures.md tells what each key means."
CONTACTS = "contacts"
"""Name of the series that tells how many customers a unit met."""
BEST_UNIT = "best_unit"
FIRST_YEAR = 2000
"""Standards are due from this year on; an earlier one is a slip of the pen."""

Kind = Literal["key_performance", "technical", "operational", "customer_experience"]
Element = Literal["hardware", "software", "people"]
Direction = Literal["higher", "lower"]
PeriodKind = Literal["week", "month", "quarter", "year"]
ScaleKind = Literal["nps", "csat", "ces"]
Formula = Literal[
    "nps",
    "csat",
    "ces",
    "net_sentiment",
    "decided_texts",
    "complaints_per_1000_contacts",
    "first_response",
    "resolution_time",
    "follow_up_rate",
    "series",
]
"""What an indicator may be computed by; `series` takes what was imported under its name."""
PERCENT = ("%", "％", "percent", "per cent", "百分比")
"""Units that stand for percentages, letter case ignored."""
RANGES: dict[Formula, tuple[float, float]] = {
    **dict.fromkeys(("csat", "decided_texts", "follow_up_rate"), (0.0, 100.0)),
    **dict.fromkeys(("nps", "net_sentiment"), (-100.0, 100.0)),
    **dict.fromkeys(("complaints_per_1000_contacts", "first_response", "resolution_time"), (0.0, math.inf)),
}
"""The least and the largest that a formula can give, where it has ends; `series` may be anything."""

KIND_NAMES: dict[str, tuple[str, str]] = {
    "key_performance": ("Key performance", "关键绩效"),
    "technical": ("Technical", "技术"),
    "operational": ("Operational", "运营"),
    "customer_experience": ("Customer experience", "客户体验"),
}
ELEMENT_NAMES: dict[str, tuple[str, str]] = {
    "hardware": ("Hardware", "硬件"),
    "software": ("Software", "软件"),
    "people": ("People", "人员"),
}


class Scale(Entry):
    """What the rating of a source is.

    Attributes:
        source: As records have it.
        kind: "nps" (0 to 10), "csat" or "ces".
        satisfied: With "csat": the lowest rating that counts as satisfied.
    """

    source: str = Field(min_length=1)
    kind: ScaleKind
    satisfied: float | None = None

    @model_validator(mode="after")
    def _has_a_cut(self) -> "Scale":
        if (self.kind == "csat") != (self.satisfied is not None):
            raise ValueError("csat, and nothing else, needs `satisfied`: the lowest rating that counts as satisfied")
        return self


class Outcome(Entry):
    """What drivers may be looked for beside ratings: a yes or no that stands in the metadata of records.

    Attributes:
        name: Such as "churn".
        labels: Its name for people.
        metadata: Key of the metadata; it must be one of FEEDBACK_AI_METADATA_KEYS.
        yes: Values that mean yes, letter case ignored; any other value means no, none at all that it is not known.
    """

    name: str = Field(min_length=1)
    labels: Names
    metadata: str = Field(min_length=1)
    yes: tuple[str, ...] = Field(default=("yes", "true", "1", "是"), min_length=1)

    def value_of(self, value: object) -> float | None:
        """1 for yes, 0 for no, None for what is not known."""
        if value is None or value == "":
            return None
        written = str(int(value)) if isinstance(value, bool | float) and value in {0, 1} else str(value)
        return float(written.strip().lower() in {one.lower() for one in self.yes} | ({"1"} if value is True else set()))


class Indicator(Entry):
    """One figure that is watched.

    Attributes:
        name: Which; also the name of its imported series.
        labels: Its name for people.
        kind: One of the four kinds.
        formula: How it is computed; see `Formula`.
        direction: Whether higher or lower is better.
        unit: What it is measured in.
        share: With the formula "series" and a unit of `PERCENT`: whether it is a percentage of a whole, from 0 to 100,
            as a quota is and growth is not; not known if None.
        target: What it should reach.
        benchmark: What others reach: a number, or "best_unit" for the best of one's own units in the same period.
        benchmark_source: Where the number comes from; it must be told.
        owner: Who answers for it.
        period: What it is computed for.
    """

    name: str = Field(min_length=1)
    labels: Names
    kind: Kind
    formula: Formula
    direction: Direction
    unit: str = ""
    share: bool | None = None
    target: float | None = None
    benchmark: float | Literal["best_unit"] | None = None
    benchmark_source: str | None = None
    owner: str | None = None
    period: PeriodKind = "month"

    @model_validator(mode="after")
    def _source_is_told(self) -> "Indicator":
        if isinstance(self.benchmark, float) and not self.benchmark_source:
            raise ValueError("a benchmark that is a number needs benchmark_source: where it comes from")
        return self

    @model_validator(mode="after")
    def _share_is_percent(self) -> "Indicator":
        if self.share is not None and (self.formula != "series" or not self.is_percent):
            raise ValueError('share is for the formula "series" with the unit "%"')
        return self

    @model_validator(mode="after")
    def _aims_are_in_range(self) -> "Indicator":
        for key, aim in (("target", self.target), ("benchmark", self.benchmark)):
            if isinstance(aim, float) and (told := self.out_of_range(key, aim)):
                raise ValueError(told)
        return self

    @property
    def is_percent(self) -> bool:
        """Whether it is measured in percent."""
        return self.unit.strip().lower() in PERCENT

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest that it can be."""
        return (0.0, 100.0) if self.share else RANGES.get(self.formula, (-math.inf, math.inf))

    def out_of_range(self, key: str, aim: float) -> str | None:
        """Why it can never be what it should be; None where it can.

        Args:
            key: Key of the aim in the file.
            aim: What it should be.
        """
        low, high = self.range
        if aim < low:
            return f"{key} = {aim:g} is less than {self.name!r} can be: {low:g} at least"
        return f"{key} = {aim:g} is more than {self.name!r} can be: {high:g} at most" if aim > high else None


class Standard(Entry):
    """A service standard: what must hold at a touchpoint, for one element of service, measured and by a date.

    Attributes:
        name: Which.
        labels: The standard in words.
        touchpoint: Where in the journey.
        element: Hardware, software or people.
        measure: The indicator it is measured by.
        target: The number that must be met.
        direction: Whether values must be at least ("higher") or at most ("lower") the target.
        by: From when on it must be met.
        review: When it is to be evaluated anew.
        owner: Who answers for it.
    """

    name: str = Field(min_length=1)
    labels: Names
    touchpoint: str = Field(min_length=1)
    element: Element
    measure: str
    target: float
    direction: Direction
    by: date
    review: date
    owner: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _is_smart(cls, entry: Any) -> Any:
        if isinstance(entry, dict):
            number = entry.get("target")
            if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
                raise ValueError("its target has no number, so that nobody can tell whether it is met")
            if type(entry.get("by")) is not date:
                raise ValueError("its target has no date (`by = 2027-01-31`), so that it is never due")
        return entry

    @model_validator(mode="after")
    def _review_follows(self) -> "Standard":
        if self.by.year < FIRST_YEAR:
            raise ValueError(f"by = {self.by} is no date of this age: give one from {FIRST_YEAR} on")
        if self.review < self.by:
            raise ValueError("it would be evaluated anew (`review`) before it must be met (`by`)")
        return self

    def is_met(self, value: float) -> bool:
        """Whether a value meets the standard."""
        return value >= self.target if self.direction == "higher" else value <= self.target


class Register(Entry):
    """Indicators, standards, scales and outcomes."""

    indicator: tuple[Indicator, ...] = ()
    standard: tuple[Standard, ...] = ()
    scale: tuple[Scale, ...] = ()
    outcome: tuple[Outcome, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Register":
        for what, names in (
            ("indicator", [one.name for one in self.indicator]),
            ("standard", [one.name for one in self.standard]),
            ("scale of the source", [one.source for one in self.scale]),
            ("outcome", [one.name for one in self.outcome]),
        ):
            if twice := next((name for name in names if names.count(name) > 1), None):
                raise ValueError(f"there are two of the {what} {twice!r}")
        for standard in self.standard:
            indicator = self.indicator_of(standard.measure)
            if indicator is None:
                raise ValueError(f"the standard {standard.name!r} is measured by {standard.measure!r}: no indicator")
            if told := indicator.out_of_range("target", standard.target):
                raise ValueError(f"the standard {standard.name!r}: {told}")
        if taken := {one.name for one in self.outcome} & {"rating", *get_args(ScaleKind)}:
            raise ValueError(f"an outcome cannot be called {min(taken)!r}")
        return self

    def sources_of(self, kind: str) -> frozenset[str]:
        """The sources whose rating is of a kind."""
        return frozenset(one.source for one in self.scale if one.kind == kind)

    def indicator_of(self, name: str) -> Indicator | None:
        """The indicator of a name; None where there is none."""
        return next((one for one in self.indicator if one.name == name), None)

    def series_names(self, more: Iterable[str] = ()) -> tuple[str, ...]:
        """Names under which series may be imported: contacts, the indicators, and others that are named."""
        return (CONTACTS, *(one.name for one in self.indicator), *more)


@lru_cache(maxsize=8)
def load_register(path: Path | None = None) -> Register:
    """Read a register from a TOML file; the built-in one if None.

    Raises:
        SettingError: If the file cannot be used; the message tells the place and the name.
    """
    return load(path or DEFAULT, Register, "register of indicators", HINT)
