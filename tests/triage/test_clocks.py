from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.triage.calendars import Calendar
from feedback_ai.triage.clocks import Limit, Status, Unit, deadline, elapsed, read_clock
from feedback_ai.triage.sla import load_profile

CHINA, LONDON = load_profile("china").calendar, load_profile("fca_disp").calendar
ALWAYS = Calendar(ZoneInfo("Europe/London"), (((time(0), None),),) * 7)
NIGHT = Calendar(ZoneInfo("Europe/London"), ((),) * 6 + (((time(0, 30), time(2, 30)),),))
CALENDARS = [CHINA, LONDON, ALWAYS, NIGHT]

# Worked by hand from the calendars that the State Council's office and gov.uk published. China works 09:00-12:00 and
# 13:00-18:00, London 09:00-17:00, Monday to Friday; all times are local.
TABLE = [
    ("within a day", CHINA, "2026-03-09 14:00", 2, "working_hours", "2026-03-09 16:00"),
    ("over lunch", CHINA, "2026-03-09 11:00", 2, "working_hours", "2026-03-09 14:00"),
    ("to the end of the day", CHINA, "2026-03-09 16:00", 2, "working_hours", "2026-03-09 18:00"),
    ("begun in the evening", CHINA, "2026-03-09 20:00", 1, "working_hours", "2026-03-10 10:00"),
    ("begun before work", CHINA, "2026-03-09 06:00", 1, "working_hours", "2026-03-09 10:00"),
    ("begun on a Sunday", CHINA, "2026-03-08 10:00", 1, "business_days", "2026-03-09 18:00"),
    ("over a weekend", CHINA, "2026-03-06 16:00", 4, "working_hours", "2026-03-09 11:00"),
    ("over a weekend, by days", CHINA, "2026-03-06 16:00", 2, "business_days", "2026-03-10 18:00"),
    ("the Saturday before it is worked", CHINA, "2026-02-13 16:00", 4, "working_hours", "2026-02-14 11:00"),
    ("Spring Festival 2026, to 23 February", CHINA, "2026-02-14 17:00", 2, "working_hours", "2026-02-24 10:00"),
    ("Spring Festival 2026, by days", CHINA, "2026-02-13 10:00", 3, "business_days", "2026-02-25 18:00"),
    ("the Saturday after it is worked", CHINA, "2026-02-27 10:00", 3, "business_days", "2026-03-03 18:00"),
    ("Spring Festival 2025, to 4 February", CHINA, "2025-01-27 16:00", 4, "working_hours", "2025-02-05 11:00"),
    ("the Sunday before it is worked", CHINA, "2025-01-24 17:00", 2, "working_hours", "2025-01-26 10:00"),
    ("Golden Week 2025, 1 to 8 October", CHINA, "2025-09-30 16:00", 1, "business_days", "2025-10-09 18:00"),
    ("the Saturday after it is worked", CHINA, "2025-10-10 17:30", 1, "working_hours", "2025-10-11 09:30"),
    ("Golden Week 2026, 1 to 7 October", CHINA, "2026-09-30 17:00", 2, "working_hours", "2026-10-08 10:00"),
    ("the Sunday before it is worked", CHINA, "2026-09-18 17:00", 2, "working_hours", "2026-09-20 10:00"),
    ("a week by the wall clock takes no notice", CHINA, "2026-09-30 17:00", 1, "weeks", "2026-10-07 17:00"),
    ("Easter 2026", LONDON, "2026-04-02 15:00", 3, "business_days", "2026-04-09 17:00"),
    ("Boxing Day 2026 is kept on a Monday", LONDON, "2026-12-24 16:00", 2, "working_hours", "2026-12-29 10:00"),
    ("the clocks go forward: a day by the wall clock", LONDON, "2026-03-28 12:00", 1, "days", "2026-03-29 12:00"),
    ("the clocks go forward: 24 hours", LONDON, "2026-03-28 12:00", 24, "hours", "2026-03-29 13:00"),
    ("the clocks go back: a day by the wall clock", LONDON, "2026-10-24 12:00", 1, "days", "2026-10-25 12:00"),
    ("the clocks go back: 24 hours", LONDON, "2026-10-24 12:00", 24, "hours", "2026-10-25 11:00"),
    ("office hours do not see it", LONDON, "2026-03-27 16:00", 2, "working_hours", "2026-03-30 10:00"),
    ("nor when the clocks go back", LONDON, "2026-10-23 16:00", 2, "working_hours", "2026-10-26 10:00"),
    ("eight weeks into summer time", LONDON, "2026-02-16 10:00", 8, "weeks", "2026-04-13 10:00"),
    ("eight weeks into winter time", LONDON, "2026-09-07 10:00", 8, "weeks", "2026-11-02 10:00"),
    ("a day of 23 hours", ALWAYS, "2026-03-29 00:00", 24, "working_hours", "2026-03-30 01:00"),
    ("a day of 25 hours", ALWAYS, "2026-10-25 00:00", 24, "working_hours", "2026-10-25 23:00"),
    ("hours that the clocks leave out", NIGHT, "2026-03-29 00:00", 1, "working_hours", "2026-03-29 02:30"),
    ("hours that come twice", NIGHT, "2026-10-25 00:00", 2.5, "working_hours", "2026-10-25 02:00"),
]  # fmt: skip


def at(calendar: Calendar, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)


@pytest.mark.parametrize(("what", "calendar", "start", "n", "unit", "due"), TABLE)
def test_deadlines_worked_by_hand(what: str, calendar: Calendar, start: str, n: float, unit: str, due: str) -> None:
    found = deadline(Limit(n, Unit(unit)), calendar, at(calendar, start))
    assert found.astimezone(calendar.zone).replace(tzinfo=None) == datetime.fromisoformat(due), what


NOON = ("03-09 11:00", "03-09 14:00")
PAUSED = [
    ("none", 4, "working_hours", [], "2026-03-09 15:00"),
    ("over the night and a morning hour", 4, "working_hours", [("03-09 11:00", "03-10 10:00")], "2026-03-10 14:00"),
    ("while nobody works", 9, "working_hours", [("03-09 19:00", "03-10 08:00")], "2026-03-10 11:00"),
    ("behind the deadline", 4, "working_hours", [("03-09 15:00", "03-12 08:00")], "2026-03-09 15:00"),
    ("before the start", 4, "working_hours", [("03-06 09:00", "03-09 11:00")], "2026-03-09 16:00"),
    ("two that overlap count once", 4, "working_hours", [NOON, ("03-09 13:30", "03-09 16:00")], "2026-03-10 10:00"),
    ("three hours of business days", 2, "business_days", [("03-10 09:00", "03-10 12:00")], "2026-03-12 12:00"),
    ("a day of a week", 1, "weeks", [("03-10 10:00", "03-11 10:00")], "2026-03-17 10:00"),
    ("over a weekend", 8, "working_hours", [("03-09 14:00", "03-16 09:00")], "2026-03-16 15:00"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "n", "unit", "pauses", "due"), PAUSED)
def test_pauses_worked_by_hand(what: str, n: float, unit: str, pauses: list[tuple[str, str]], due: str) -> None:
    waits = [(at(CHINA, f"2026-{begin}"), at(CHINA, f"2026-{end}")) for begin, end in pauses]
    found = deadline(Limit(n, Unit(unit)), CHINA, at(CHINA, "2026-03-09 10:00"), waits)
    assert found == at(CHINA, due), what


READ = [
    ("2026-03-09 10:00", None, Status.RUNNING, 0.0),
    ("2026-03-09 14:00", None, Status.RUNNING, 0.5),
    ("2026-03-09 16:00", None, Status.WARNING, 5 / 6),
    ("2026-03-09 17:00", None, Status.WARNING, 1.0),
    ("2026-03-09 17:01", None, Status.BREACHED, 1.0),
    ("2026-03-20 09:00", "2026-03-09 13:00", Status.MET, 2 / 6),
    ("2026-03-20 09:00", "2026-03-09 17:00", Status.MET, 1.0),
    ("2026-03-20 09:00", "2026-03-09 17:01", Status.BREACHED, 1.0),
    ("2026-03-01 09:00", None, Status.RUNNING, 0.0),
]


@pytest.mark.parametrize(("now", "done", "status", "used"), READ)
def test_a_clock_warns_ahead_and_is_met_or_breached(now: str, done: str | None, status: Status, used: float) -> None:
    read = read_clock(
        *(Limit(6, Unit.WORKING_HOURS), CHINA, at(CHINA, "2026-03-09 10:00")),
        now=at(CHINA, now),
        done=None if done is None else at(CHINA, done),
    )
    assert (read.status, read.due_at) == (status, at(CHINA, "2026-03-09 17:00"))
    assert read.used == pytest.approx(used)


def test_a_paused_clock_stands_still_and_a_breached_one_is_not_saved() -> None:
    start, limit = at(CHINA, "2026-03-09 10:00"), Limit(4, Unit.WORKING_HOURS)
    waits = [(at(CHINA, "2026-03-09 11:00"), None)]
    for now, due in (("2026-03-09 14:00", "2026-03-09 17:00"), ("2026-03-13 17:00", "2026-03-16 11:00")):
        read = read_clock(limit, CHINA, start, now=at(CHINA, now), pauses=waits)
        assert (read.status, read.used, read.due_at) == (Status.PAUSED, 0.25, at(CHINA, due))
    late = [(at(CHINA, "2026-03-09 16:00"), None)]
    assert read_clock(limit, CHINA, start, now=at(CHINA, "2026-03-13 17:00"), pauses=late).status is Status.BREACHED


moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))
calendars = st.sampled_from(CALENDARS)
spans = st.timedeltas(timedelta(minutes=1), timedelta(days=20))
pauses = st.lists(st.builds(lambda begin, length: (begin, begin + length), moments, spans), max_size=4)
near = st.timedeltas(timedelta(), timedelta(days=60))
limits = st.one_of(
    st.builds(Limit, st.floats(0.1, 60), st.sampled_from([Unit.WORKING_HOURS, Unit.HOURS])),
    st.builds(Limit, st.integers(1, 15).map(float), st.sampled_from([Unit.BUSINESS_DAYS, Unit.DAYS, Unit.WEEKS])),
)
some = settings(deadline=None, max_examples=60)


@some
@given(calendar=st.none() | calendars, start=moments, first=near, second=near, waits=pauses)
def test_elapsed_time_adds_up(calendar, start, first, second, waits) -> None:
    middle, end = start + first, start + first + second
    parts = elapsed(calendar, start, middle, waits), elapsed(calendar, middle, end, waits)
    assert sum(parts, timedelta()) == elapsed(calendar, start, end, waits)
    assert timedelta() <= parts[1] <= second


@some
@given(calendar=calendars, start=moments, limit=limits, waits=pauses, offset=spans, length=spans)
def test_pausing_never_brings_a_deadline_nearer(calendar, start, limit, waits, offset, length) -> None:
    before = deadline(limit, calendar, start, waits)
    more = [*waits, (start + offset, start + offset + length)]
    assert start < before <= deadline(limit, calendar, start, more)


@some
@given(calendar=calendars, start=moments, limit=limits, later=spans, waits=pauses)
def test_deadlines_are_monotone(calendar, start, limit, later, waits) -> None:
    due = deadline(limit, calendar, start, waits)
    assert due <= deadline(Limit(limit.n + 1, limit.unit), calendar, start, waits)
    if limit.unit in (Unit.WORKING_HOURS, Unit.BUSINESS_DAYS) and not waits:
        assert due <= deadline(limit, calendar, start + later)


@some
@given(calendar=calendars, start=moments, n=st.floats(0.1, 40), waits=pauses)
def test_at_its_deadline_a_limit_is_used_up(calendar, start, n, waits) -> None:
    due = deadline(Limit(n, Unit.WORKING_HOURS), calendar, start, waits)
    assert elapsed(calendar, start, due, waits) == timedelta(hours=n)


@some
@given(calendar=calendars, start=moments, limit=limits, age=near, more=near)
def test_a_clock_never_goes_back(calendar, start, limit, age, more) -> None:
    first = read_clock(limit, calendar, start, now=start + age)
    second = read_clock(limit, calendar, start, now=start + age + more)
    assert first.due_at == second.due_at
    assert 0 <= first.used <= second.used <= 1
    order = [Status.RUNNING, Status.WARNING, Status.BREACHED]
    assert order.index(first.status) <= order.index(second.status)
