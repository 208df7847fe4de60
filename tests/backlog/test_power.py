import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.backlog.effect import Counts, Quality
from feedback_ai.backlog.power import ENOUGH, power, weeks_needed


def baseline(bearing: int, texts: int, weeks: int = 52) -> Counts:
    return Counts(np.full(weeks, bearing), np.full(weeks, texts))


@settings(max_examples=10)
@given(st.integers(1, 6), st.sampled_from([0.3, 0.5, 0.6]))
def test_power_is_a_share_and_a_larger_effect_is_found_more_often(bearing: int, target: float) -> None:
    own = power(baseline(bearing, 50), 12, target, 0.7, 0.05, runs=200)
    assert 0 <= own <= 1
    assert power(baseline(bearing, 50), 12, target / 2, 0.7, 0.05, runs=200) >= own - 0.05


def test_few_texts_have_no_power_and_a_plan_tells_how_long_it_takes() -> None:
    few = baseline(2, 100)
    assert power(few, 12, 0.5, 0.7, 0.05) < ENOUGH
    weeks = weeks_needed(few, 0.5, 0.7, 0.05)
    assert weeks is not None
    assert weeks > 12
    assert power(few, weeks, 0.5, 0.7, 0.05) >= ENOUGH
    assert weeks_needed(Counts(np.array([1, 0, 0, 1]), np.full(4, 5)), 0.5, 0.7, 0.05) is None


def test_without_a_text_there_is_none() -> None:
    assert power(baseline(0, 100), 12, 0.5, 0.7, 0.05) == 0
    assert power(Counts(np.zeros(5, int), np.zeros(5, int)), 12, 0.5, 0.7, 0.05) == 0


def test_wrong_labels_and_scatter_cost_power() -> None:
    own = power(baseline(5, 100), 12, 0.5, 0.7, 0.05)
    assert power(baseline(5, 100), 12, 0.5, 0.7, 0.05, Quality(0.7, 0.985)) < own
    uneven = Counts(np.tile([0, 10], 26), np.full(52, 100))
    assert power(uneven, 12, 0.5, 0.7, 0.05) < own - 0.1


def test_the_same_plan_has_the_same_power() -> None:
    assert power(baseline(5, 100), 12, 0.5, 0.7, 0.05) == pytest.approx(power(baseline(5, 100), 12, 0.5, 0.7, 0.05))
