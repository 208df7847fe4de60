"""Profiles of deadlines: working hours, and what each severity may take until it is acknowledged, answered, solved."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback_ai.errors import SettingError
from feedback_ai.schema.labels import Severity
from feedback_ai.triage.calendars import Calendar, Hours, public_holidays
from feedback_ai.triage.clocks import Limit, Unit
from feedback_ai.triage.states import CaseState

BUILT_IN = ("default", "china", "fca_disp")
"""Names of the profiles that come with the software."""
PROFILES = Path(__file__).with_name("profiles")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNGRADED = "ungraded"
"""In place of a severity, where neither the model nor a person gave one."""
GRADES = (*Severity, UNGRADED)
KEYS = (
    *("time_zone", "country", "subdivision", "days_off", "days_on"),
    *("warn_at", "pauses", "hours", "until", "target"),
)
MAX_LIMIT = 10_000
MAX_DAYS = 366
HINT = "docs/cases.md tells what a profile holds."


class Target(StrEnum):
    """What has a deadline."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"


UNTIL = {
    Target.ACKNOWLEDGE: CaseState.ACKNOWLEDGED,
    Target.FIRST_RESPONSE: CaseState.RESPONDED,
    Target.RESOLUTION: CaseState.CLOSED,
}
"""The state that ends each clock, unless a profile names another."""


@dataclass(frozen=True)
class Profile:
    """Deadlines of cases.

    Attributes:
        name: What it is called.
        calendar: Working hours.
        warn_at: Share of a clock's time from which it warns, in (0, 1].
        pauses: Whether clocks stop while the customer is waited for.
        limits: By grade (a severity or `UNGRADED`), then by target; a grade or target without one has no clock.
        until: The state that ends each clock.
    """

    name: str
    calendar: Calendar
    warn_at: float
    pauses: bool
    limits: Mapping[str, Mapping[Target, Limit]]
    until: Mapping[Target, CaseState]


@lru_cache(maxsize=8)
def load_profile(name: str = "default") -> Profile:
    """Read a profile.

    Args:
        name: One of `BUILT_IN`, or the path of a TOML file.

    Raises:
        SettingError: If the file cannot be read, or has an unknown key, time zone, country, grade or unit, hours that
            are no hours, or no working hours at all.
    """
    path = PROFILES / f"{name}.toml" if name in BUILT_IN else Path(name)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:  # a TOML error is a ValueError too
        raise SettingError(
            f"The profile of deadlines {name} cannot be read: {error}.",
            hint="Name a file or one of them.",
            options=BUILT_IN,
        ) from None
    _check_keys(content, KEYS, name)
    warn_at, pauses = content.get("warn_at", 0.8), content.get("pauses", True)
    if isinstance(warn_at, bool) or not isinstance(warn_at, int | float) or not 0 < warn_at <= 1:
        raise SettingError(f"{name}: warn_at must be a number above 0, 1 at most.", hint=HINT)
    if not isinstance(pauses, bool):
        raise SettingError(f"{name}: pauses must be true or false.", hint=HINT)
    limits = _limits(content.get("target"), name)
    return Profile(
        name, _calendar(content, name), float(warn_at), pauses, limits, _until(content.get("until", {}), name)
    )


def _calendar(content: Mapping[str, Any], where: str) -> Calendar:
    hours = content.get("hours")
    if not isinstance(hours, dict):
        raise SettingError(f"{where} has no [hours].", hint=HINT)
    _check_keys(hours, (*WEEKDAYS, "shifted"), f"{where}, hours")
    week = tuple(_hours(hours.get(day, []), f"{where}, {day}") for day in WEEKDAYS)
    if not any(week):
        raise SettingError(f"{where}: nobody ever works.", hint="Give hours to one day at least.")
    shifted = _hours(hours["shifted"], f"{where}, shifted") if "shifted" in hours else next(filter(None, week))
    zone, country, subdivision = (content.get(key) for key in ("time_zone", "country", "subdivision"))
    try:
        place = ZoneInfo(zone if isinstance(zone, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(f"{where}: there is no time zone {zone!r}.", hint="Give one as in Asia/Shanghai.") from None
    if country is not None:
        try:
            public_holidays(country, subdivision)
        except (NotImplementedError, AttributeError, TypeError) as error:
            raise SettingError(
                f"{where}: no public holidays are known: {error}.", hint="Give a code such as CN."
            ) from None
    days_off, days_on = (_days(content.get(key, []), f"{where}, {key}") for key in ("days_off", "days_on"))
    return Calendar(place, week, shifted, country, subdivision, days_off, days_on)


def _days(value: object, where: str) -> frozenset[date]:
    if not isinstance(value, list) or not all(type(one) is date for one in value):
        raise SettingError(f"{where} must be a list of dates, as in [2027-02-05].", hint=HINT)
    return frozenset(value)


def _hours(value: object, where: str) -> Hours:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SettingError(f"{where}: hours are a list such as ['09:00-12:00', '13:00-18:00'].", hint=HINT)
    found: list[tuple[time, time | None]] = []
    for one in value:
        begin, _, end = one.partition("-")
        try:
            stretch = (
                time.fromisoformat(begin.strip()),
                None if end.strip() == "24:00" else time.fromisoformat(end.strip()),
            )
        except ValueError:
            raise SettingError(f"{where}: {one!r} are no hours.", hint="Write them as in 09:00-18:00.") from None
        late = bool(found) and (found[-1][1] is None or stretch[0] < found[-1][1])
        if late or (stretch[1] is not None and stretch[1] <= stretch[0]):
            raise SettingError(f"{where}: {one!r} is out of order.", hint="Hours follow each other within the day.")
        found.append(stretch)
    return tuple(found)


def _until(value: object, where: str) -> dict[Target, CaseState]:
    if not isinstance(value, dict):
        raise SettingError(f"{where}: until must be a table.", hint=HINT)
    _check_keys(value, tuple(Target), f"{where}, until")
    if unknown := [state for state in value.values() if state not in tuple(CaseState)]:
        raise SettingError(f"{where}, until: there is no state {unknown[0]!r}.", hint=HINT, options=tuple(CaseState))
    return UNTIL | {Target(name): CaseState(state) for name, state in value.items()}


def _limits(listed: object, where: str) -> dict[str, dict[Target, Limit]]:
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise SettingError(f"{where} has no [[target]].", hint=HINT)
    limits: dict[str, dict[Target, Limit]] = {}
    for number, entry in enumerate(listed, 1):
        here = f"{where}, target {number}"
        _check_keys(entry, ("severity", *Target), here)
        grades = entry.get("severity")
        if not isinstance(grades, list) or not grades or any(grade not in GRADES for grade in grades):
            raise SettingError(f"{here}: severity must be a list of grades.", hint=HINT, options=GRADES)
        if twice := [grade for grade in grades if grade in limits]:
            raise SettingError(f"{here}: {twice[0]} was there before.", hint="Name each grade once.")
        own = {target: _limit(entry[target], f"{here}, {target}") for target in Target if target in entry}
        limits |= dict.fromkeys(grades, own)
    return limits


def _limit(value: object, where: str) -> Limit:
    units = tuple(Unit)
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in units:
        raise SettingError(f"{where}: write it as {{ working_hours = 4 }}.", hint=HINT, options=units)
    ((unit, n),) = value.items()
    whole = unit not in (Unit.WORKING_HOURS, Unit.HOURS)
    most = MAX_DAYS / 7 if unit == Unit.WEEKS else MAX_DAYS if whole else MAX_LIMIT
    if isinstance(n, bool) or not isinstance(n, int if whole else int | float) or not 0 < n <= most:
        kind = "a whole number" if whole else "a number"
        raise SettingError(f"{where}: {n!r} {unit} cannot be used.", hint=f"Give {kind} above 0, {most:,.0f} at most.")
    return Limit(float(n), Unit(unit))


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    if unknown := [key for key in table if key not in known]:
        raise SettingError(
            f"{where}: unknown key {', '.join(map(repr, unknown))}.", hint="Correct or remove it.", options=known
        )
