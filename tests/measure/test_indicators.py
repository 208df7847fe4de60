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
    ("direction", "value", "low", "high", "whole", "expected"),
    [
        ("higher", 60, 55, 65, False, ("met", "interval")),
        ("higher", 60, 45, 65, False, ("undecided", "interval")),
        ("higher", 40, 35, 45, False, ("not_met", "interval")),
        ("lower", 40, 35, 45, False, ("met", "interval")),
        ("lower", 50, np.nan, np.nan, True, ("met", "as_imported")),
        ("lower", 60, np.nan, np.nan, True, ("not_met", "as_imported")),
        ("lower", 1, np.nan, np.nan, False, ("undecided", "no_interval")),
        ("lower", 99, np.nan, np.nan, False, ("undecided", "no_interval")),
        ("lower", np.nan, np.nan, np.nan, True, (None, None)),
    ],
)
def test_a_target_is_met_missed_or_undecided(direction, value, low, high, whole, expected):
    assert verdict(indicator(direction=direction, target=50), value, low, high, whole=whole) == expected
    assert verdict(indicator(direction=direction), value, low, high, whole=whole) == (None, None)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.sampled_from(["higher", "lower"]), st.floats(0, 100))
def test_what_is_computed_from_too_few_is_never_called_met_or_missed(hours, direction, target):
    cases = pd.DataFrame({"first_response_h": hours, "resolution_h": None, "followed_up": None})
    cases = cases.assign(unit="east", touchpoint=None, channel=None, created_at=pd.Timestamp("2026-07-03", tz="UTC"))
    one = indicator(formula="first_response", direction=direction, target=target)
    texts = evidence([]).texts.assign(complaint=False)
    figures = figures_of(one, inputs_of(texts, {}, Register(), kind="month", by=None, cases=cases))
    (row,) = indicator_rows(one, figures, figures).to_dict("records")
    if len(hours) < 6:
        assert (row["verdict"], row["judged"]) == ("undecided", "no_interval")
    else:
        assert row["judged"] == "interval"


@pytest.mark.parametrize("ratings", [[7], [7, 7], [7, 7, 7]])
def test_ratings_that_tell_no_scatter_decide_nothing(ratings):
    texts = evidence([text(source="ces", rating=rating, created_at=datetime(2026, 7, 3)) for rating in ratings]).texts
    register = Register.model_validate({"scale": [{"source": "ces", "kind": "ces"}]})
    one = indicator(formula="ces", target=5)
    figures = figures_of(one, inputs_of(texts.assign(complaint=False), {}, register, kind="month", by=None))
    (row,) = indicator_rows(one, figures, figures).to_dict("records")
    assert (row["value"], row["n"], row["verdict"], row["judged"]) == (7, len(ratings), "undecided", "no_interval")


@pytest.mark.parametrize(
    ("unit", "value", "n", "expected"),
    [
        ("hours", 3.0, None, ("met", "as_imported")),
        ("hours", 3.0, 500, ("undecided", "no_interval")),
        ("%", 3.0, None, ("met", "as_imported")),
        ("%", 3.0, 10, ("undecided", "interval")),
        ("%", 3.0, 2_000, ("met", "interval")),
        ("%", 9.0, 2_000, ("not_met", "interval")),
        ("%", 120.0, 2_000, ("undecided", "no_interval")),
    ],
)
def test_an_imported_value_without_n_is_judged_as_it_stands_and_one_with_n_by_its_interval(unit, value, n, expected):
    one = indicator(formula="series", direction="lower", unit=unit, target=4)
    (row,) = rows(one, [], mood=[("2026-07", "", value, n)])
    assert (row["verdict"], row["judged"]) == expected
    assert (row["low"] <= value <= row["high"]) == (expected[1] == "interval")


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
