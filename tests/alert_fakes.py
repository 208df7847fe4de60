"""Stores with something to be told of, and rules in files."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backlog_fakes import NOW, Complaint, file

from feedback_ai.settings import Settings
from feedback_ai.store import Store

END = NOW + timedelta(days=1)
CLOCK = datetime.fromisoformat("2026-09-30T12:00:00+00:00")
"""The time of day in tests: the last day that has texts."""
CASES = """
[[rule]]
name = "Critical case"
signal = "case"
severity = "S1"
by = "unit"
"""


def quiet_days(n: int = 60) -> list[Complaint]:
    """Two months of ten texts a day, one of them an S3 complaint of topic 1, in three units."""
    units = ("east", "west", "mobile-care")
    usual = {"topic": 1, "severity": "S3"}, {"topic": 2, "severity": "S4"}
    return [
        Complaint(f"q-{day}-{number}", days_ago=day, unit=units[number % 3], **usual[number > 0])
        for day in range(1, n + 1)
        for number in range(10)
    ]


def burst(n: int = 20, days_ago: int = 1, prefix: str = "b", **fields: Any) -> list[Complaint]:
    """Many serious complaints on one day, two units turn by turn."""
    fields = {"severity": "S2", "days_ago": days_ago, **fields}
    return [Complaint(f"{prefix}-{number}", unit="east" if number % 2 else "west", **fields) for number in range(n)]


def settings_with(home: Path, alerts: str | None = None, incidents: str | None = None) -> Settings:
    """Settings whose rules are in files of their own."""
    home.mkdir(parents=True, exist_ok=True)
    named: dict[str, Path] = {}
    for name, text in (("alerts", alerts), ("incidents", incidents)):
        if text is not None:
            named[name] = home / f"{name}-{abs(hash(text))}.toml"
            named[name].write_text(text, encoding="utf-8")
    return Settings(home=home, **named)


def fill(store: Store, *parts: Iterable[Complaint]) -> None:
    for part in parts:
        file(store, part)
