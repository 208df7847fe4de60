from datetime import UTC, date, datetime
from itertools import islice

import pytest

from feedback_ai.triage.calendars import stretches_from, without, working_day_end
from feedback_ai.triage.sla import load_profile

CHINA = load_profile("china").calendar


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 13), True),
        (date(2026, 2, 14), True),  # a Saturday that is worked
        (date(2026, 2, 15), False),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),  # a Friday off for the Saturday
        (date(2026, 2, 24), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_the_holidays_of_china_and_the_weekends_worked_for_them(day: date, worked: bool) -> None:
    assert CHINA.is_working_day(day) is worked


def test_stretches_begin_with_the_moment_and_leave_pauses_out() -> None:
    start = datetime(2026, 3, 9, 10, 30, tzinfo=CHINA.zone)

    def local(stretches: object) -> list[tuple[str, str]]:
        return [(f"{a.astimezone(CHINA.zone):%H:%M}", f"{b.astimezone(CHINA.zone):%H:%M}") for a, b in stretches]

    assert local(islice(stretches_from(CHINA, start), 3)) == [
        ("10:30", "12:00"),
        ("13:00", "18:00"),
        ("09:00", "12:00"),
    ]
    pause = (datetime(2026, 3, 9, 11, tzinfo=CHINA.zone), datetime(2026, 3, 9, 14, tzinfo=CHINA.zone))
    left = islice(without(stretches_from(CHINA, start), [pause]), 2)
    assert local(left) == [("10:30", "11:00"), ("14:00", "18:00")]


def test_the_day_itself_is_no_business_day_after_it() -> None:
    end = working_day_end(CHINA, datetime(2026, 3, 8, 17, tzinfo=UTC), 1)  # the 9th, 01:00 in Shanghai
    assert end == datetime(2026, 3, 10, 18, tzinfo=CHINA.zone)
