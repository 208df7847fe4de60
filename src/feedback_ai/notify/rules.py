"""Alert rules: what people want to be told of, from a TOML file."""

from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, Field, model_validator

from feedback_ai.notify.quiet import QuietHours
from feedback_ai.schema.configuration import Name, Several, Table, read_configuration
from feedback_ai.schema.labels import Facet, Severity

DEFAULT = Path(__file__).with_name("alerts.toml")
HINT = "docs/alerts.md shows a file and tells every key."

SignalKind = Literal["topic", "candidate", "case", "incident"]
"""A topic that grows, a matter that no topic covers, a graded text, a mass incident."""
By = Literal["case", "unit", "channel", "topic", "dimension"]
"""What makes one matter of cases: each of its own, or all of one unit, channel, topic or dimension together."""
MIN_TEXTS: dict[SignalKind, int] = {"topic": 5, "candidate": 5, "case": 1, "incident": 1}
"""Floors of rules that name none."""
GROWING = ("topic", "candidate")


def _as_time(value: object) -> object:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("write a time of day such as 22:00") from None


FacetName = Annotated[Facet, Field(strict=False)]
SeverityName = Annotated[Severity, Field(strict=False)]
TimeOfDay = Annotated[time, BeforeValidator(_as_time)]


class Quiet(Table):
    """The table `[quiet]`."""

    begin: TimeOfDay = Field(alias="from")
    end: TimeOfDay = Field(alias="to")
    zone: str
    exempt: Annotated[tuple[SeverityName, ...], Several] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.begin == self.end or self.begin.tzinfo or self.end.tzinfo:
            raise ValueError("quiet hours need two different times of day without an offset")
        if self.zone not in available_timezones():
            raise ValueError(f"there is no time zone {self.zone!r}; write one such as Europe/London or Asia/Shanghai")
        return self

    @property
    def hours(self) -> QuietHours:
        """The same, ready to be asked."""
        exempt = frozenset(str(severity) for severity in self.exempt)
        return QuietHours(self.begin, self.end, ZoneInfo(self.zone), exempt)


class Rule(Table):
    """One rule: it fits a signal that keeps the limits and has enough texts that fulfil all conditions.

    Attributes:
        name: What it is called; it is part of what makes two alerts the same.
        signal: What it looks at.
        min_texts: Fewest texts that fulfil the conditions; by `signal` where not given.
        max_q: Greatest q value of a topic or candidate.
        alarm: Only topics on which the watch raised an alarm.
        by: What makes one matter of cases.
        days: Cases written in so many days count.
        quiet: Whether it keeps quiet hours.
        topic: Numbers of topics; the other conditions are values of the same name, any of them fulfils it. A topic that
            was merged into another one stands for that one.
        parts: Whether the parts of a topic that was split go along with it.
    """

    name: Name
    signal: SignalKind
    min_texts: int | None = Field(default=None, ge=1, le=100_000)
    max_q: float | None = Field(default=None, gt=0, le=1, strict=False)
    alarm: bool = False
    by: By = "case"
    days: int = Field(default=7, ge=1, le=366)
    quiet: bool = True
    topic: Annotated[tuple[int, ...], Several] = ()
    parts: bool = True
    dimension: Annotated[tuple[FacetName, ...], Several] = ()
    unit: Annotated[tuple[str, ...], Several] = ()
    channel: Annotated[tuple[str, ...], Several] = ()
    severity: Annotated[tuple[SeverityName, ...], Several] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        given = self.model_fields_set
        if self.signal not in GROWING and "max_q" in given:
            raise ValueError("max_q is for the signals topic and candidate")
        if self.signal != "topic" and "alarm" in given:
            raise ValueError("alarm is for the signal topic")
        if self.signal != "case" and given & {"by", "days"}:
            raise ValueError("by and days are for the signal case")
        if self.signal == "topic" and self.max_q is None and not self.alarm:
            raise ValueError("a rule on topics needs a limit: alarm = true, or max_q")
        if "parts" in given and not self.topic:
            raise ValueError("parts is for rules that name a topic")
        if self.signal == "case" and not self.severity:
            raise ValueError("a rule on cases names severities")
        return self

    @property
    def floor(self) -> int:
        """Fewest texts."""
        return self.min_texts or MIN_TEXTS[self.signal]


class AlertRules(Table):
    """The whole file.

    Attributes:
        rest_days: So long after it was closed an alert does not open again.
        quiet: Quiet hours; none if None.
        rule: The rules, each name once.
    """

    rest_days: int = Field(default=7, ge=0, le=366)
    quiet: Quiet | None = None
    rule: tuple[Rule, ...] = Field(min_length=1, strict=False)

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [rule.name for rule in self.rule]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the rule {twice!r} is there twice; give each its own name")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rules, in their order."""
        return tuple(rule.name for rule in self.rule)


@lru_cache(maxsize=8)
def load_alert_rules(path: Path | None = None) -> AlertRules:
    """Read alert rules from a TOML file; the built-in ones if None.

    Raises:
        SettingError: If the file cannot be used; the message names the key.
    """
    return read_configuration(path or DEFAULT, AlertRules, "alert rules", HINT)
