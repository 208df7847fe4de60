import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.formulas import FIGURES, FORMULAS, MISSING, SERIES, Inputs
from feedback_ai.measure.register import Formula, Register

REGISTER = Register(
    scale=(
        {"source": "nps", "kind": "nps"},
        {"source": "five", "kind": "csat", "satisfied": 4},
        {"source": "ten", "kind": "csat", "satisfied": 8},
        {"source": "effort", "kind": "ces"},
    )
)


def texts(*rows, by_unit="east"):
    frame = pd.DataFrame(rows, columns=["source", "rating", "sentiment", "complaint"])
    return frame.assign(period="2026-07", group="", unit=by_unit)


def rated(source, *ratings):
    return texts(*((source, rating, None, False) for rating in ratings))


def inputs(frame=None, cases=None, register=REGISTER, by=None, **series):
    values = {name: pd.DataFrame(rows, columns=SERIES) for name, rows in series.items()}
    return Inputs(texts() if frame is None else frame, cases, values, register, by)


def figure(name, given_):
    (row,) = FORMULAS[name](given_).to_dict("records")
    return row


def test_there_is_a_function_for_every_name_and_no_other():
    assert set(FORMULAS) == set(Formula.__args__)


@pytest.mark.parametrize("name", FORMULAS)
def test_without_data_every_formula_says_what_is_missing_and_never_0(name):
    for register in (REGISTER, Register()):
        row = figure(name, inputs(register=register))
        assert row["missing"] in MISSING
        assert np.isnan(row["value"])
        assert all(MISSING[row["missing"]])


def test_nps_counts_promoters_minus_detractors():
    row = figure("nps", inputs(pd.concat([rated("nps", 10, 9, 9, 8, 7, 6, 0), rated("five", 1, 1)])))
    assert (row["value"], row["n"]) == (pytest.approx(100 * (3 - 2) / 7), 7)
    assert row["low"] < row["value"] < row["high"]


def test_csat_is_the_share_of_the_satisfied_by_the_scale_of_each_source():
    row = figure("csat", inputs(pd.concat([rated("five", 5, 4, 3), rated("ten", 8, 7)])))
    assert (row["value"], row["n"]) == (pytest.approx(60), 5)


def test_ces_is_a_mean():
    row = figure("ces", inputs(rated("effort", 5, 6, 7)))
    assert row["value"] == pytest.approx(6)
    assert row["low"] == pytest.approx(6 - 4.303 / np.sqrt(3), abs=0.01)
    assert np.isnan(figure("ces", inputs(rated("effort", 5)))["low"])


def test_a_text_is_decided_where_the_model_abstained_from_nothing():
    frame = texts(*(("x", None, sentiment, False) for sentiment in ("positive", "negative", "negative", None)))
    frame = frame.assign(intent=["praise", "complaint", None, "other"], severity=["S0", "S2", "S3", "S4"])
    row = figure("decided_texts", inputs(frame))
    assert (row["value"], row["n"]) == (50, 4)
    assert row["low"] < 50 < row["high"]


def test_net_sentiment_leaves_out_what_is_not_known():
    row = figure(
        "net_sentiment", inputs(texts(*(("x", None, s, False) for s in ("positive", "negative", "negative", None))))
    )
    assert (row["value"], row["n"]) == (pytest.approx(-100 / 3), 3)


def test_complaints_are_counted_on_contacts():
    frame = texts(*(("x", None, None, complaint) for complaint in (True, True, False)))
    row = figure("complaints_per_1000_contacts", inputs(frame, contacts=[("2026-07", "", 400, None)]))
    assert (row["value"], row["n"]) == (pytest.approx(5), 400)
    assert row["low"] < 5 < row["high"]


def test_contacts_without_complaints_are_a_rate_of_0_and_complaints_without_contacts_none():
    given_ = inputs(texts(("x", None, None, True)), contacts=[("2026-06", "", 400, None)])
    june, july = FORMULAS["complaints_per_1000_contacts"](given_).to_dict("records")
    assert (june["period"], june["value"], june["low"]) == ("2026-06", 0, 0)
    assert june["high"] > 0
    assert (july["period"], july["missing"]) == ("2026-07", "contacts")
    assert np.isnan(july["value"])


def test_a_total_of_units_counts_the_complaints_of_these_units_only():
    frame = pd.concat([texts(*[("x", None, None, True)] * 3), texts(*[("x", None, None, True)] * 9, by_unit="west")])
    row = figure("complaints_per_1000_contacts", inputs(frame, contacts=[("2026-07", "east", 1000, None)]))
    assert row["value"] == pytest.approx(3)


def cases(**columns):
    frame = pd.DataFrame({"first_response_h": np.nan, "resolution_h": np.nan, "followed_up": None} | columns)
    return frame.assign(period="2026-07", group="")


def test_times_are_medians_of_those_that_are_known():
    hours = [float(hour) for hour in range(1, 12)]
    row = figure("first_response", inputs(cases=cases(first_response_h=[*hours, np.nan])))
    assert (row["value"], row["n"]) == (6, 11)
    assert (row["low"], row["high"]) == (2, 10)
    assert np.isnan(figure("resolution_time", inputs(cases=cases(resolution_h=[1.0, 2.0])))["low"])


def test_follow_ups_are_a_share():
    row = figure("follow_up_rate", inputs(cases=cases(followed_up=[True, False, True, None])))
    assert (row["value"], row["n"]) == (pytest.approx(200 / 3), 3)


def test_totals_of_a_series_are_its_own_or_weighted_or_not_known():
    own = inputs(churn=[("2026-07", "", 3.0, None), ("2026-07", "east", 9.0, 10)])
    assert own.series_of("churn")[["value", "missing"]].to_dict("records") == [{"value": 3.0, "missing": None}]
    weighted = inputs(churn=[("2026-07", "east", 2.0, 100), ("2026-07", "west", 6.0, 300)]).series_of("churn")
    assert weighted[["value", "n"]].to_numpy().tolist() == [[5.0, 400.0]]
    unknown = inputs(churn=[("2026-07", "east", 2.0, None)]).series_of("churn")
    assert unknown["missing"].tolist() == ["parts"]
    by_unit = inputs(by="unit", churn=[("2026-07", "east", 2.0, None), ("2026-07", "", 4.0, None)]).series_of("churn")
    assert by_unit["group"].tolist() == ["east"]
    assert inputs(by="channel", churn=[("2026-07", "east", 2.0, None)]).series_of("churn").empty


@given(st.lists(st.tuples(st.sampled_from(["nps", "five", "ten", "effort"]), st.integers(1, 10)), min_size=1))
def test_intervals_hold_the_estimate(ratings):
    frame = texts(*((source, rating, "positive", False) for source, rating in ratings))
    for name in ("nps", "csat", "ces", "net_sentiment"):
        found = FORMULAS[name](inputs(frame))
        assert list(found.columns) == FIGURES
        for row in found[found["missing"].isna()].to_dict("records"):
            assert np.isnan(row["low"]) or row["low"] - 1e-9 <= row["value"] <= row["high"] + 1e-9
