"""Dates are read without guessing."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.ingest.dates import DateError, order_of, parse_date

DAY = datetime(2026, 4, 3, tzinfo=UTC)
MINUTE = datetime(2026, 4, 3, 17, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-04-03", DAY),
        ("20260403", DAY),
        ("2026/4/3", DAY),
        ("2026.4.3", DAY),
        ("2026年4月3日", DAY),
        ("2026 年 04 月 03 日", DAY),
        ("3.4.2026", DAY),
        ("Apr 3, 2026", DAY),
        ("April 3rd, 2026", DAY),
        ("3 April 2026", DAY),
        ("3-Apr-2026", DAY),
        ("2026-04-03T17:12:00Z", MINUTE),
        ("2026-04-03T17:12:00+00:00", MINUTE),
        ("2026-04-04T01:12:00+08:00", MINUTE),
        ("2026-04-03 17:12", MINUTE),
        ("2026-04-03 17:12:00 UTC", MINUTE),
        ("2026/4/3 17:12", MINUTE),
        ("2026/4/3 5:12 PM", MINUTE),
        ("2026/4/3 下午5:12", MINUTE),
        ("2026年4月3日 17:12", MINUTE),
        ("2026年4月3日17时12分", MINUTE),
        ("2026年4月3日17时12分00秒", MINUTE),
        ("20260403171200", MINUTE),
        ("Apr 3, 2026 5:12:00 PM", MINUTE),
        ("Fri, 3 Apr 2026 17:12:00 +0000", MINUTE),
        ("\t2026-04-03 17:12 ", MINUTE),
        ("1775236320", MINUTE),
        ("1775236320000", MINUTE),
        (1775236320, MINUTE),
        (1775236320.0, MINUTE),
        (1775236320000, MINUTE),
        (46115.71666666667, MINUTE),
        ("46115", DAY),
        (date(2026, 4, 3), DAY),
        (datetime(2026, 4, 3, 17, 12), MINUTE),
        (datetime(2026, 4, 4, 1, 12, tzinfo=timezone(timedelta(hours=8))), MINUTE),
    ],
)
def test_reads_the_forms_that_have_one_meaning(written: object, meant: datetime) -> None:
    assert parse_date(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2026 25:99",
        "2026-02-31",
        "2026-04-03 25:00",
        "2026-13-01",
        "yesterday",
        "Q2 2026",
        "2026-04",
        "12",
        "3/4/26",
        "Foo 3, 2026",
        "",
        7,
        -1775236320,
        float("inf"),
        True,
        None,
        ["2026-04-03"],
        "2026-04-03T10:00:00+99:00",
        10**30,
    ],
)
def test_refuses_what_is_no_date(written: object) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert caught.value.code == "date_unreadable"


def test_a_date_with_two_meanings_is_refused_unless_the_order_is_known() -> None:
    with pytest.raises(DateError) as caught:
        parse_date("03/04/2026")
    assert caught.value.code == "date_ambiguous"
    assert parse_date("03/04/2026", day_first=True) == DAY
    assert parse_date("04/03/2026 17:12", day_first=False) == MINUTE


def test_a_part_above_twelve_settles_the_order() -> None:
    assert parse_date("23/04/2026") == parse_date("04/23/2026") == datetime(2026, 4, 23, tzinfo=UTC)
    assert parse_date("04/04/2026") == datetime(2026, 4, 4, tzinfo=UTC)


def test_a_date_against_the_known_order_is_refused() -> None:
    with pytest.raises(DateError):
        parse_date("04/23/2026", day_first=True)


@pytest.mark.parametrize(
    ("written", "proved"),
    [
        (["03/04/2026", "13/04/2026"], True),
        (["03/04/2026", "04/13/2026 10:00"], False),
        (["03/04/2026", None, 5, "soon"], None),
        (["13/04/2026", "04/13/2026"], None),
        (["13.04.2026"], None),
        ([], None),
    ],
)
def test_the_order_of_a_file_is_what_its_dates_prove(written: list[object], proved: bool | None) -> None:
    assert order_of(written) is proved


@given(st.datetimes(timezones=st.just(UTC)))
@settings(deadline=None, max_examples=100)
def test_iso_dates_come_back_to_the_microsecond(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment


@given(st.text(max_size=40) | st.floats() | st.integers())
@settings(deadline=None, max_examples=200)
def test_anything_is_a_date_or_refused(value: object) -> None:
    try:
        parsed = parse_date(value)
    except DateError:
        return
    assert parsed.tzinfo is not None
