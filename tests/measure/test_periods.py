from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import OptionError
from feedback_ai.measure.periods import FORMS, KINDS, Period, parse_period, spanning

MOMENTS = st.datetimes(datetime(1902, 1, 1), datetime(2998, 12, 1), timezones=st.just(UTC))
CALENDAR = st.builds(lambda kind, moment: kind(moment), st.sampled_from(KINDS), MOMENTS)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026H1", "2026-01-01", "2026-07-01"),
        ("2026H2", "2026-07-01", "2027-01-01"),
        ("2026Q3", "2026-07-01", "2026-10-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026W31", "2026-07-27", "2026-08-03"),
        ("2026W01", "2025-12-29", "2026-01-05"),
        ("2020W53", "2020-12-28", "2021-01-04"),
    ],
)
def test_a_period_has_the_bounds_of_the_calendar(name: str, start: str, end: str) -> None:
    bounds = [datetime.fromisoformat(bound).replace(tzinfo=UTC) for bound in (start, end)]
    assert parse_period(name) == Period(name, *bounds)


@pytest.mark.parametrize("written", ["2026q3", " 2026Q3 ", "2026-Q3", "2026-q3", "2026Q03"])
def test_ways_of_writing_mean_the_same(written: str) -> None:
    assert parse_period(written) == parse_period("2026Q3")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("2026年", "2026"), ("2026年7月", "2026-07"), ("2026 年 12 月份", "2026-12"), ("2026年上半年", "2026H1")),
        *(
            ("2026年下半年", "2026H2"),
            ("2026年度", "2026"),
            ("2026年五月", "2026-05"),
            ("2026年十二月份", "2026-12"),
            ("2026年第三季度", "2026Q3"),
            ("2026年3季度", "2026Q3"),
            ("2026年四季", "2026Q4"),
        ),
    ],
)
def test_chinese_names_are_read(written: str, name: str) -> None:
    assert parse_period(written) == parse_period(name)


@pytest.mark.parametrize(
    "name",
    [
        *("2026Q3年", "2026-07年", "2026H1年", "2026W31年", "2026-1年", "2026年十三月", "2026年月"),
        *("2026年13月", "2026年年", "2026年五季度", "2026年7月1日", "2026年第31周", "2026年度7月", "年7月"),
        *("", "26", "2026Q5", "2026Q0", "2026H3", "2026-13", "2026-00", "2026W54", "2025W53", "2026W00", "0000"),
        *("3000", "2026-07-01", "2026 Q3", "Q3", "2026M7", "２０２６", "2026-", "2026Q", "-2026", "2026Q33", "summer"),
    ],
)
def test_what_is_no_period_is_refused_with_the_valid_forms(name: str) -> None:
    with pytest.raises(OptionError) as caught:
        parse_period(name)
    assert caught.value.options == FORMS


@pytest.mark.parametrize("name", FORMS)
def test_the_forms_that_are_told_are_read(name: str) -> None:
    assert parse_period(name).name == name


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("2026", "2025"),
        ("2026H1", "2025H2"),
        ("2026Q1", "2025Q4"),
        ("2026-03", "2026-02"),
        ("2026W01", "2025W52"),
        ("2021W01", "2020W53"),
    ],
)
def test_before_a_period_comes_one_of_its_kind(name: str, before: str) -> None:
    assert parse_period(name).before().name == before


@given(CALENDAR)
def test_the_name_of_a_period_is_read_as_the_period(period: Period) -> None:
    assert parse_period(period.name) == period
    assert spanning(period.start, period.end) == period


@given(CALENDAR)
def test_periods_of_a_kind_tile_time(period: Period) -> None:
    before = period.before()
    assert before.end == period.start
    assert before.start < before.end
    assert len(before.name) == len(period.name)


@given(MOMENTS)
def test_every_moment_is_in_one_period_of_each_kind(moment: datetime) -> None:
    for kind in KINDS:
        period = kind(moment)
        assert period.start <= moment < period.end
        assert not period.before().end > moment
        assert kind(period.end).start == period.end


@given(MOMENTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=300)))
def test_before_a_span_comes_a_calendar_period_or_one_as_long(start: datetime, length: timedelta) -> None:
    span = spanning(start, start + length)
    assert (span.start, span.end) == (start, start + length)
    before = span.before()
    assert before.end == start
    assert span.name in FORMS or before.end - before.start == length or parse_period(span.name) == span


def test_naive_moments_are_utc_and_others_are_turned_to_it() -> None:
    shanghai = datetime.fromisoformat("2026-07-01T08:00:00+08:00")
    assert spanning(shanghai, datetime(2026, 10, 1)).name == "2026Q3"


@pytest.mark.parametrize("hours", [0, -1])
def test_a_span_that_does_not_end_after_its_start_is_refused(hours: int) -> None:
    start = datetime(2026, 7, 1, tzinfo=UTC)
    with pytest.raises(OptionError, match="not after its start"):
        spanning(start, start + timedelta(hours=hours))
