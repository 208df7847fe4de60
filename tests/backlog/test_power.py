import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.backlog.effect import Counts, Quality, against, compare, is_effective, was_falling
from feedback_ai.backlog.power import ENOUGH, can_control, power, weeks_needed


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


@settings(max_examples=10)
@given(st.integers(1, 6), st.integers(1, 40))
def test_controls_cost_power_and_the_fewer_they_are_the_more(bearing: int, size: int) -> None:
    def stated(controls: Counts | None) -> float:
        return power(baseline(bearing, 50), 12, 0.5, 0.7, 0.05, controls=controls, runs=200)

    few, many = (baseline(2 * n, 30 * n) for n in (size, 10 * size))
    assert stated(few) <= stated(many) + 0.08
    assert stated(many) <= stated(None) + 0.08


def test_the_scatter_of_controls_counts_too() -> None:
    even, uneven = baseline(20, 400), Counts(np.tile([0, 40], 26), np.full(52, 400))
    stated = [power(baseline(5, 100), 12, 0.5, 0.7, 0.05, controls=one) for one in (None, even, uneven)]
    assert stated[0] > stated[1] > stated[2] + 0.05


@pytest.mark.parametrize(("bearing", "texts"), [(0, 0), (0, 100), (100, 100)])
def test_against_controls_that_cannot_compare_there_is_none(bearing: int, texts: int) -> None:
    controls = baseline(bearing, texts)
    assert not can_control(controls)
    assert power(baseline(5, 100), 12, 0.5, 0.7, 0.05, controls=controls) == 0
    assert weeks_needed(baseline(5, 100), 0.5, 0.7, 0.05, controls=controls) is None


def test_the_power_with_controls_is_how_often_the_verdict_is_effective() -> None:
    rng = np.random.default_rng(3)
    runs, own, other = 1_000, (100, 0.06), (300, 0.08)
    before, before_else, after_else = (
        Counts(rng.binomial(texts, share, (runs, weeks)), np.full((runs, weeks), texts))
        for (texts, share), weeks in ((own, 52), (other, 52), (other, 12))
    )
    odds = 0.5 * own[1] / (1 - own[1])
    after = Counts(rng.binomial(own[0], odds / (1 + odds), (runs, 12)), np.full((runs, 12), own[0]))
    ratio = against(compare(before, after, 0.05), compare(before_else, after_else, 0.05))
    found = (is_effective(ratio, 0.7) & ~was_falling(before)).mean()
    stated = power(baseline(6, 100), 12, 0.5, 0.7, 0.05, controls=baseline(24, 300))
    assert stated == pytest.approx(found, abs=0.05)
