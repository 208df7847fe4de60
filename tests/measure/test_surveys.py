import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.surveys import WHOLE, cronbach_alpha, survey_gaps
from feedback_ai.schema.surveys import ITEMS, N_ITEMS

answers_of_one = st.lists(st.none() | st.integers(1, 7), min_size=N_ITEMS, max_size=N_ITEMS)


def frame(rows):
    columns = ["feedback_id", "unit", "touchpoint", "channel", "created_at", "expected", "perceived"]
    listed = [(f"r{n}", unit, None, None, None, wanted, met) for n, (unit, wanted, met) in enumerate(rows)]
    answers = pd.DataFrame(listed, columns=columns)
    answers["created_at"] = pd.to_datetime(answers["created_at"], utc=True)
    return answers


def row_of(gaps, dimension, item=0, **where):
    for name, value in where.items():
        gaps = gaps[gaps[name] == value]
    (row,) = gaps[(gaps["dimension"] == dimension) & (gaps["item"] == item)].to_dict("records")
    return row


def test_gaps_are_perception_minus_expectation():
    rows = [("east", [6] * N_ITEMS, [4 + n % 2] * N_ITEMS) for n in range(12)]
    gaps = survey_gaps(frame(rows))
    assert len(gaps) == N_ITEMS + len(ITEMS) + 1
    row = row_of(gaps, "reliability")
    assert (row["n"], row["expected"], row["perceived"], row["gap"]) == (12, 6.0, 4.5, -1.5)
    assert row["gap_low"] < -1.5 < row["gap_high"] < 0
    assert row["verdict"] == "unacceptable"
    assert row_of(gaps, "reliability", 5)["gap"] == -1.5
    assert row_of(gaps, WHOLE)["gap"] == -1.5


def test_items_that_were_left_out_count_nowhere():
    wanted, met = [6.0] * N_ITEMS, [5.0] * N_ITEMS
    met[0], wanted[1] = None, None
    gaps = survey_gaps(frame([("east", wanted, met)] * 3))
    assert row_of(gaps, "tangibles", 1)["n"] == 0
    assert math.isnan(row_of(gaps, "tangibles", 2)["gap"])
    assert (row_of(gaps, "tangibles")["n"], row_of(gaps, "tangibles")["gap"]) == (3, -1.0)


def test_groups_stand_apart():
    rows = [("east", [5] * N_ITEMS, [6] * N_ITEMS)] * 10 + [(None, [5] * N_ITEMS, [5] * N_ITEMS)] * 10
    gaps = survey_gaps(frame(rows), "unit")
    assert gaps["group"].unique().tolist() == ["east", ""]
    assert row_of(gaps, WHOLE, group="east")["verdict"] == "excellent"
    assert row_of(gaps, WHOLE, group="")["verdict"] == "acceptable"


def test_few_answers_are_undecided():
    gaps = survey_gaps(frame([("east", [7] * N_ITEMS, [1] * N_ITEMS)] * 3))
    assert set(gaps["verdict"]) == {"undecided"}


def test_no_answers_have_no_rows():
    assert survey_gaps(frame([])).empty
    assert survey_gaps(frame([]), "unit").empty


@given(st.lists(st.tuples(answers_of_one, answers_of_one), min_size=1, max_size=8))
def test_figures_lie_within_their_bounds(pairs):
    gaps = survey_gaps(frame([("east", *pair) for pair in pairs]))
    for name, low, high in (("gap", -6, 6), ("gap_low", -6, 6), ("gap_high", -6, 6), ("expected", 1, 7)):
        values = gaps[name].dropna()
        assert values.between(low - 1e-9, high + 1e-9).all()
    alphas = pd.concat([gaps["alpha_expected"], gaps["alpha_perceived"]]).dropna()
    assert (alphas <= 1).all()
    assert (gaps["n"] <= len(pairs)).all()


def test_alpha_is_that_of_a_worked_case():
    # By hand: variances 1.3, 2 and 0.7 of the items, 9.8 of the sums: 3/2 (1 - 4 / 9.8).
    answers = np.array([[2, 3, 3], [4, 5, 4], [3, 3, 4], [5, 6, 5], [4, 3, 3]], dtype=float)
    assert cronbach_alpha(answers) == pytest.approx(1.5 * (1 - 4 / 9.8))


def test_alpha_of_items_that_agree_is_one_and_of_none_is_unknown():
    column = np.array([[1.0], [3.0], [6.0]])
    assert cronbach_alpha(np.repeat(column, 4, axis=1)) == pytest.approx(1.0)
    assert math.isnan(cronbach_alpha(np.ones((5, 4))))
    assert math.isnan(cronbach_alpha(np.full((5, 4), np.nan)))
    assert math.isnan(cronbach_alpha(column))


@given(st.integers(0, 2**32 - 1), st.integers(2, 22), st.integers(3, 30))
def test_alpha_does_not_depend_on_the_order_of_respondents_or_items(seed, n_items, n_respondents):
    dice = np.random.default_rng(seed)
    answers = dice.integers(1, 8, (n_respondents, n_items)).astype(float)
    alpha = cronbach_alpha(answers)
    shuffled = cronbach_alpha(dice.permutation(dice.permutation(answers, axis=0), axis=1))
    assert alpha == pytest.approx(shuffled, nan_ok=True)
    assert math.isnan(alpha) or alpha <= 1
