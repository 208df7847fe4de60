import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from feedback_ai.topics.cusum import degrees_of_freedom, evidence, limits_for, run_length


@given(st.integers(0, 40), st.floats(0.05, 20), st.floats(1.01, 6), st.floats(1.1, 4))
def test_evidence_is_the_log_likelihood_ratio(count, mean, dispersion, ratio):
    size = mean / (dispersion - 1)
    expected = nbinom.logpmf(count, ratio * size, 1 / dispersion) - nbinom.logpmf(count, size, 1 / dispersion)
    (gained,) = evidence(np.array([count]), np.array([mean]), dispersion, ratio)
    assert gained == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 10), st.floats(2, 20))
def test_without_dispersion_it_is_nearly_that_of_poisson_counts(count, mean):
    (gained,) = evidence(np.array([count]), np.array([mean]), 1.0, 2.0)
    assert gained == pytest.approx(poisson.logpmf(count, 2 * mean) - poisson.logpmf(count, mean), abs=0.05)


def limit_for(length, mean, dispersion, history=None):
    past = None if history is None else np.array([history])
    (limit,) = limits_for(length, np.array([mean]), np.array([dispersion]), history=past)
    return float(limit)


def cumulate(gained):
    """Page's statistic, as the watch goes on with it from day to day."""
    sums, level = np.zeros_like(gained), np.zeros(len(gained))
    for step in range(gained.shape[1]):
        level = np.maximum(level + gained[:, step], 0.0)
        sums[:, step] = level
    return sums


def simulated(mean, dispersion, limit, ratio=1.0, runs=400, steps=4000):
    """First step over the limit in each run of made-up counts; `steps` where there is none."""
    rng = np.random.default_rng(5)
    size = ratio * mean / (dispersion - 1)
    counts = rng.negative_binomial(size, 1 / dispersion, size=(runs, steps))
    over = cumulate(evidence(counts, np.full(counts.shape, mean), dispersion)) > limit
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1, steps)


@pytest.mark.parametrize(("mean", "dispersion"), [(0.3, 1.5), (4.0, 3.0)])
def test_false_alarms_come_as_seldom_as_asked(mean, dispersion):
    limit = limit_for(200, mean, dispersion)
    assert simulated(mean, dispersion, limit).mean() == pytest.approx(200, rel=0.2)


def test_a_rate_twice_as_high_is_seen_soon():
    limit = limit_for(365, 4.0, 1.5)
    assert np.median(simulated(4.0, 1.5, limit, ratio=2.0, steps=400)) <= 5


def test_run_lengths_grow_with_the_limit_and_limits_with_the_length():
    lengths = [run_length(1.0, 1.5, limit) for limit in (1.0, 2.0, 4.0)]
    assert lengths == sorted(lengths)
    limits = [limit_for(length, 1.0, 1.5) for length in (30, 365, 3650)]
    assert limits == sorted(limits)


@pytest.mark.parametrize(("mean", "dispersion"), [(1.0, 1.0), (5.0, 2.0)])
def test_the_less_history_the_higher_the_limit(mean, dispersion):
    limits = [limit_for(1400, mean, dispersion, history) for history in (None, (336, 336), (84, 84), (28, 28))]
    assert limits == sorted(limits)
    assert limits[0] < limits[-1]


def test_run_lengths_are_right_where_they_can_be_told_exactly():
    # So low a limit is exceeded by any day that is evidence at all, else the sum falls back to nothing.
    chance = poisson.sf(13, 10.0)
    assert run_length(10.0, 1.0, 1e-6) == pytest.approx(1 / chance, rel=0.02)


@given(st.floats(0.05, 80), st.floats(1, 4), st.integers(10, 400))
def test_few_texts_tell_less_of_the_scatter(mean, dispersion, steps):
    assert 0 < degrees_of_freedom(mean, dispersion, steps) < steps
    assert degrees_of_freedom(mean, dispersion, steps) < degrees_of_freedom(2 * mean, dispersion, steps)
