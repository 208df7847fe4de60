from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.notify.quiet import QuietHours

SHANGHAI = QuietHours(time(22), time(7), ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-05-04T21:59:59+08:00", "2026-05-04T21:59:59+08:00"),
        ("2026-05-04T22:00:00+08:00", "2026-05-05T07:00:00+08:00"),
        ("2026-05-05T03:00:00+08:00", "2026-05-05T07:00:00+08:00"),
        ("2026-05-05T07:00:00+08:00", "2026-05-05T07:00:00+08:00"),
    ],
)
def test_what_falls_into_quiet_hours_waits_until_they_end(moment: str, told: str) -> None:
    assert SHANGHAI.until(datetime.fromisoformat(moment)) == datetime.fromisoformat(told)


def test_hours_of_one_day_end_on_that_day() -> None:
    noon = QuietHours(time(12), time(13, 30), ZoneInfo("Europe/London"))
    assert noon.until(datetime(2026, 7, 1, 11, 15, tzinfo=UTC)) == datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    assert noon.until(datetime(2026, 7, 1, 12, 45, tzinfo=UTC)) == datetime(2026, 7, 1, 12, 45, tzinfo=UTC)


times = st.times().map(lambda at: at.replace(microsecond=0))
zones = st.sampled_from(["UTC", "Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe"])


@given(begin=times, end=times, zone=zones, moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))
def test_nothing_is_told_earlier_nor_much_more_than_a_day_later(
    begin: time, end: time, zone: str, moment: datetime
) -> None:
    if begin == end:
        return
    quiet, at = QuietHours(begin, end, ZoneInfo(zone)), moment.replace(tzinfo=UTC)
    told = quiet.until(at)
    assert at <= told
    assert (told - at).total_seconds() <= 26 * 3600
    assert told == at or quiet.until(told) == told or told.astimezone(ZoneInfo(zone)).fold
