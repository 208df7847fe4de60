from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from evidence_fakes import evidence, text
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.formulas import SERIES
from feedback_ai.measure.indicators import figures_of, indicator_rows, inputs_of, period_of, verdict
from feedback_ai.measure.periods import parse_period
from feedback_ai.measure.register import Indicator, Register


def indicator(**fields):
    names = {"name": "mood", "labels": {"en": "Mood", "zh": "情绪"}, "kind": "customer_experience"}
    return Indicator(**{**names, "formula": "net_sentiment", "direction": "higher", **fields})


def frame(n, unit="east", month=7, sentiment="positive"):
    return [text(unit=unit, sentiment=sentiment, created_at=datetime(2026, month, 3))] * n


def rows(one, listed, by=None, **series):
    texts = evidence(listed).texts.assign(complaint=False)
    values = {name: pd.DataFrame(own, columns=SERIES) for name, own in series.items()}

    def figures(divided):
        return figures_of(one, inputs_of(texts, values, Register(), kind=one.period, by=divided))

    return indicator_rows(one, figures(by), figures("unit")).to_dict("records")


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)), st.sampled_from(["week", "month", "quarter", "year"]))
def test_periods_have_the_names_that_are_read(moment, kind):
    (name,) = period_of(pd.Series(pd.to_datetime([moment], utc=True)), kind)
    period = parse_period(str(name))
    assert period.name == name
    assert period.start.replace(tzinfo=None) <= moment < period.end.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("direction", "value", "low", "high", "expected"),
    [
        ("higher", 60, 55, 65, "met"),
        ("higher", 60, 45, 65, "undecided"),
        ("higher", 40, 35, 45, "not_met"),
        ("lower", 40, 35, 45, "met"),
        ("lower", 50, np.nan, np.nan, "met"),
        ("lower", 60, np.nan, np.nan, "not_met"),
        ("lower", np.nan, np.nan, np.nan, None),
    ],
)
def test_a_target_is_met_missed_or_undecided(direction, value, low, high, expected):
    assert verdict(indicator(direction=direction, target=50), value, low, high) == expected
    assert verdict(indicator(direction=direction), value, low, high) is None


def test_an_indicator_has_a_row_a_period():
    found = rows(indicator(target=50), frame(40) + frame(3, month=8, sentiment="negative"))
    assert [(row["period"], row["value"], row["basis"], row["verdict"]) for row in found] == [
        ("2026-07", 100, "stored", "met"),
        ("2026-08", -100, "stored", "not_met"),
    ]
    (quarter,) = rows(indicator(period="quarter"), frame(4))
    assert quarter["period"] == "2026Q3"


def test_what_was_imported_fills_what_no_text_tells():
    found = rows(indicator(), frame(4), mood=[("2026-07", "", 9.0, 7), ("2026-08", "", 8.0, 7), ("2026Q3", "", 1.0, 7)])
    assert [(row["period"], row["value"], row["basis"]) for row in found] == [
        ("2026-07", 100, "stored"),
        ("2026-08", 8, "imported"),
    ]


def test_where_nothing_is_known_one_row_says_what_is_missing():
    (row,) = rows(indicator(formula="series"), frame(4))
    assert (row["period"], row["missing"], row["basis"]) == ("", "series", None)
    assert np.isnan(row["value"])
    (row,) = rows(indicator(formula="first_response"), frame(4))
    assert row["missing"] == "cases"


def test_the_best_unit_is_the_benchmark_if_it_is_large_enough():
    listed = frame(40, "east") + frame(40, "west", sentiment="negative") + frame(3, "tiny")
    best = indicator(benchmark="best_unit")
    (row,) = rows(best, listed)
    assert (row["benchmark"], row["benchmark_unit"]) == (100, "east")
    (row,) = rows(indicator(benchmark="best_unit", direction="lower"), listed)
    assert (row["benchmark"], row["benchmark_unit"]) == (-100, "west")
    (row,) = rows(best, frame(3, "tiny"))
    assert np.isnan(row["benchmark"])
    (row,) = rows(indicator(benchmark=42, benchmark_source="industry report"), listed)
    assert row["benchmark"] == 42


def test_by_unit_those_without_one_are_left_out():
    found = rows(indicator(), frame(2, "east") + frame(2, None), by="unit")
    assert [row["group"] for row in found] == ["east"]
