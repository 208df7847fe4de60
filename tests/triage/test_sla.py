from datetime import date
from pathlib import Path

import pytest

from feedback_ai.errors import SettingError
from feedback_ai.triage.clocks import Limit, Unit
from feedback_ai.triage.sla import BUILT_IN, GRADES, Target, load_profile
from feedback_ai.triage.states import CaseState

SMALL = """
time_zone = "Asia/Shanghai"
[hours]
monday = ["09:00-24:00"]
[[target]]
severity = ["S1"]
resolution = { working_hours = 4.5 }
"""


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_profiles_have_all_grades_and_targets(name: str) -> None:
    profile = load_profile(name)
    assert set(profile.limits) == set(GRADES)
    assert all(set(limits) == set(Target) for limits in profile.limits.values())


def test_the_profile_after_disp() -> None:
    profile = load_profile("fca_disp")
    assert profile.limits["S3"][Target.FIRST_RESPONSE] == Limit(3, Unit.BUSINESS_DAYS)
    assert profile.limits["S3"][Target.RESOLUTION] == Limit(8, Unit.WEEKS)
    assert profile.until[Target.RESOLUTION] is CaseState.RESPONDED
    assert not profile.pauses


def test_what_a_file_leaves_out_has_no_clock(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path / "small.toml", SMALL))
    assert profile.limits == {"S1": {Target.RESOLUTION: Limit(4.5, Unit.WORKING_HOURS)}}
    assert (profile.warn_at, profile.pauses, profile.calendar.country) == (0.8, True, None)
    assert profile.until[Target.RESOLUTION] is CaseState.CLOSED


def test_days_of_ones_own_come_before_the_calendar(tmp_path: Path) -> None:
    own = 'country = "CN"\ndays_off = [2026-03-09]\ndays_on = [2026-10-05, 2026-03-15]\n[hours]'
    calendar = load_profile(written(tmp_path / "own.toml", SMALL.replace("[hours]", own))).calendar
    worked = [calendar.is_working_day(date(2026, *day)) for day in ((3, 9), (3, 16), (10, 5), (3, 15), (3, 22))]
    assert worked == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Asia/Shanghai", "Asia/Nowhere", "no time zone"),
        ("Asia/Shanghai", "../etc/passwd", "no time zone"),
        ("[hours]", 'country = "XX"\n[hours]', "public holidays"),
        ("[hours]", 'country = "GB"\nsubdivision = "zz"\n[hours]', "public holidays"),
        ("[hours]", "warn_at = 0\n[hours]", "warn_at"),
        ("[hours]", "pauses = 1\n[hours]", "pauses"),
        ("[hours]", 'days_off = ["2027-02-05"]\n[hours]', "list of dates"),
        ("[hours]", "days_on = [2027-02-05T09:00:00]\n[hours]", "list of dates"),
        ("[hours]", "speed = 1\n[hours]", "unknown key 'speed'"),
        ('monday = ["09:00-24:00"]', "", "nobody ever works"),
        ("09:00-24:00", "18:00-09:00", "out of order"),
        ("09:00-24:00", "9-17", "are no hours"),
        ('"09:00-24:00"', '"09:00-13:00", "12:00-14:00"', "out of order"),
        ("monday", "mon", "unknown key 'mon'"),
        ("S1", "S9", "severity"),
        ("resolution", "response", "unknown key"),
        ("working_hours = 4.5", "minutes = 4", "working_hours = 4"),
        ("working_hours = 4.5", "business_days = 4.5", "whole"),
        ("working_hours = 4.5", "weeks = 53", "cannot be used"),
        ("working_hours = 4.5", "hours = 0", "cannot be used"),
        ("[hours]", '[until]\nresolution = "done"\n[hours]', "no state"),
        ("[[target]]", "[target]", r"no \[\[target\]\]"),
        ("[[target]]", '[[target]]\nseverity = ["S1"]\n[[target]]', "was there before"),
        ("time_zone", "time zone", "cannot be read"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SMALL
    with pytest.raises(SettingError, match=told):
        load_profile(written(tmp_path / "broken.toml", SMALL.replace(old, new)))


def test_a_profile_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(SettingError) as caught:
        load_profile("no such profile")
    assert caught.value.options == BUILT_IN
