import os
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from evidence_fakes import EVIDENCE, bad, evidence, good, shuffled, text
from hypothesis import given, settings
from pandas.testing import assert_frame_equal

from feedback_ai.measure.spread import MIN_N, VERDICTS, cause_spread, gathering

FEW = settings(max_examples=20, deadline=None)
START = datetime(2026, 1, 5, tzinfo=UTC)
SIZES = (60, 40, 30, 20, 10, 5)
RUNS = int(os.environ.get("FEEDBACK_AI_SPREAD_RUNS", "120"))
"""Simulated stores; more of them by the environment."""


def unit(number):
    return f"unit {number}"


def made(rate_of, *, weeks=8, sizes=SIZES, seed=0):
    """Texts of units over weeks, each blaming people at the rate of its unit and week."""
    rng = np.random.default_rng(seed)
    return evidence(
        text(
            bad("empathy", "people") if rng.random() < rate_of(number, week) else good("empathy"),
            unit=unit(number),
            created_at=START + timedelta(weeks=week),
        )
        for number, size in enumerate(sizes)
        for week in range(weeks)
        for _ in range(max(size // weeks, 1))
    )


def row(own, **options):
    (found,) = cause_spread(own.texts, own.mentions, own.causes, **options).to_dict("records")
    return found


def test_a_cause_of_one_unit_is_told_with_its_name():
    found = row(made(lambda number, _: 0.6 if number == 1 else 0.05))
    assert (found["verdict"], found["units"]) == ("units", (unit(1),))
    assert found["q_units"] < 0.01


def test_a_cause_of_some_weeks_is_told_with_them():
    found = row(made(lambda _, week: 0.6 if week in (4, 5) else 0.03))
    assert found["verdict"] == "time"
    assert found["weeks"] == ("2026-W06", "2026-W07")


def test_a_bad_month_of_all_does_not_look_like_a_bad_unit():
    """The unit that wrote in the bad weeks only is not blamed for them: there is nobody to compare it with."""
    texts = []
    for week in range(8):
        rate, names = (5, ("late",)) if week in (6, 7) else (1, ("a", "b"))
        texts += [
            text(
                bad("empathy", "people") if at < rate else good("empathy"),
                unit=name,
                created_at=START + timedelta(weeks=week),
            )
            for name in names
            for at in range(10)
        ]
    found = row(evidence(texts))
    assert "late" not in found["units"]


def test_a_cause_everywhere_alike_is_systemic_and_a_rare_one_sporadic():
    own = made(lambda *_: 0.3, sizes=(96,) * 4)
    assert row(own)["verdict"] == "systemic"
    assert row(own, occasional=0.5)["verdict"] == "sporadic"


def test_few_texts_are_undecided():
    own = evidence(
        [*(text(bad("empathy", "people"), unit="a") for _ in range(MIN_N - 1)), text(good("empathy"), unit="b")]
    )
    found = row(own)
    assert found["verdict"] == "undecided"
    assert np.isnan(found["p_units"])
    assert np.isnan(found["p_time"])


def test_an_undecided_cause_names_no_place():
    """One unit of many may stand out by itself while all together do not differ: it is not told."""
    seen = 0
    for seed in range(60):
        found = row(made(lambda number, _: 0.25 if number == 5 else 0.1, sizes=(30,) * 6, seed=seed))
        if found["verdict"] == "undecided":
            seen += 1
            assert (found["units"], found["weeks"]) == ((), ())
    assert seen


def test_a_gathering_in_a_row_of_weeks_shows_in_the_runs():
    frame = pd.DataFrame(
        {
            "hit": [at < (4 if week < 10 else 2) for week in range(20) for at in range(10)],
            "week": [f"{week:02}" for week in range(20) for _ in range(10)],
            "unit": "a",
        }
    )
    found = gathering(frame, "week", ["unit"], np.random.default_rng(1))
    assert found.p_runs <= 0.01
    assert found.above == ()


@pytest.mark.parametrize("column", ["model_version", "labels_version"])
def test_a_model_that_finds_more_is_no_bad_month(column):
    own = made(lambda _, week: 0.1 if week < 4 else 0.3, sizes=(200, 200))
    assert row(own)["verdict"] == "time"
    later = own.texts["created_at"] >= START + timedelta(weeks=4)
    texts = own.texts.assign(**{column: np.where(later, "2", "1")})
    (found,) = cause_spread(texts, own.mentions, own.causes).to_dict("records")
    assert found["q_time"] > 0.05
    assert (found["weeks"], found["rate"]) == ((), row(own)["rate"])


def test_a_bad_month_is_found_within_what_one_model_labelled():
    own = made(lambda _, week: 0.6 if week in (1, 6) else 0.1, sizes=(200, 200))
    texts = own.texts.assign(model_version=np.where(own.texts["created_at"] < START + timedelta(weeks=4), "1", "2"))
    (found,) = cause_spread(texts, own.mentions, own.causes).to_dict("records")
    assert (found["verdict"], found["weeks"]) == ("time", ("2026-W03", "2026-W08"))


def test_units_that_another_model_labelled_are_not_compared_with_the_others():
    own = made(lambda number, _: 0.4 if number == 1 else 0.1, sizes=(200, 200))
    assert row(own)["units"] == (unit(1),)
    texts = own.texts.assign(model_version=np.where(own.texts["unit"] == unit(1), "2", "1"))
    (found,) = cause_spread(texts, own.mentions, own.causes).to_dict("records")
    assert np.isnan(found["p_units"])
    assert found["units"] == ()


def test_chance_is_seldom_called_a_gathering():
    """Spread as chance would have it, a cause is laid to units (or weeks) at most 5 % of the time."""
    laid = {"units": 0, "time": 0}
    for seed in range(RUNS):
        found = row(made(lambda *_: 0.15, seed=seed))
        laid["units"] += found["q_units"] <= 0.05
        laid["time"] += found["q_time"] <= 0.05
    # Of 120 runs at 5 %, more than 11 come up once in thirty; the seeds are fixed.
    allowed = 0.05 * RUNS + 2 * (0.05 * 0.95 * RUNS) ** 0.5
    assert laid["units"] <= allowed
    assert laid["time"] <= allowed


@FEW
@given(EVIDENCE)
def test_the_table_is_whole_whatever_the_texts(own):
    table = cause_spread(own.texts, own.mentions, own.causes)
    assert set(table["verdict"]) <= set(VERDICTS)
    assert (table["n"] <= table["n_texts"]).all()
    for name in ("p_units", "q_units", "p_time", "q_time"):
        assert table[name].dropna().between(0, 1).all()
    again = cause_spread(shuffled(own.texts, 1), shuffled(own.mentions, 2), shuffled(own.causes, 3))
    assert_frame_equal(table, again)


def test_nothing_unhappy_has_no_rows():
    own = evidence([text(good("empathy"))])
    assert cause_spread(own.texts, own.mentions, own.causes).empty


@pytest.mark.parametrize("column", ["unit", "created_at"])
def test_texts_without_a_place_are_not_tested(column):
    own = evidence([text(bad("empathy", "people"), **{"unit": "a", "created_at": START, column: None})] * 10)
    found = row(own)
    assert found["n"] == 10
    assert np.isnan(found["p_units"])
