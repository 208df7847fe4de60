import numpy as np
import pytest

from feedback_ai.topics.pace import DAILY, WEEKLY
from feedback_ai.topics.season import HARMONICS, curve, seasons, years_of
from feedback_ai.topics.watch import watch

YEAR = 365
WAVE = 0.35
"""Twice as many at the peak as at the lowest."""


def drawn(means, n_topics, days, seed=0):
    """Counts of topics around means, a little more scattered than Poisson's, (k, 1, t), and all texts, (1, t)."""
    rng = np.random.default_rng(seed)
    shape = n_topics, days
    return rng.negative_binomial(np.broadcast_to(means, shape) / 0.3, 1 / 1.3)[:, None], np.full((1, days), 900)


def wave(days, height=WAVE):
    return np.exp(height * np.sin(2 * np.pi * np.arange(days) / 365.25))


def test_a_season_is_found_and_near_the_true_one():
    days = 3 * YEAR
    found = seasons(*drawn(4 * wave(days), 20, days), DAILY, days)
    assert (found != 0).any(axis=1).mean() >= 0.9
    told = np.log(curve(found, years_of(np.arange(days), DAILY)))
    assert np.sqrt(((told - np.log(wave(days))) ** 2).mean()) < 0.1


@pytest.mark.parametrize("years", [2, 4])
def test_where_there_is_none_hardly_one_is_found(years):
    days = years * YEAR + 8
    flat = seasons(*drawn(4.0, 100, days), DAILY, days)
    assert (flat != 0).any(axis=1).mean() <= 0.03
    growing = 2 * np.exp(0.7 * np.arange(days) / YEAR)
    assert (seasons(*drawn(growing, 100, days, 1), DAILY, days) != 0).any(axis=1).mean() <= 0.03


def test_what_happened_in_one_year_is_no_season():
    days = 2 * YEAR + 8
    once = 4 * np.where(np.abs(np.arange(days) - 500) < 40, 3.0, 1.0)
    assert (seasons(*drawn(once, 60, days), DAILY, days) != 0).any(axis=1).mean() <= 0.02


@pytest.mark.parametrize(("days", "mean"), [(2 * YEAR - 20, 6.0), (3 * YEAR, 0.1)])
def test_too_little_history_or_too_few_texts_tell_none(days, mean):
    found = seasons(*drawn(mean * wave(days), 5, days), DAILY, days)
    assert found.shape == (5, 2 * HARMONICS)
    assert not found.any()
    assert (curve(found, years_of(np.arange(9), DAILY)) == 1).all()


def test_nothing_later_is_read():
    days = 3 * YEAR
    counts, exposure = drawn(4 * wave(days), 5, days)
    changed, other = counts.copy(), exposure.copy()
    changed[..., 900:], other[..., 900:] = 99, 5
    np.testing.assert_array_equal(seasons(counts, exposure, DAILY, 900), seasons(changed, other, DAILY, 900))


def test_a_source_that_began_in_the_second_year_makes_no_season():
    days = 3 * YEAR
    exposure = np.full((2, days), 200)
    exposure[1, : YEAR + 100] = 0
    rng = np.random.default_rng(2)
    counts = rng.poisson(np.array([0.01, 0.03])[None, :, None] * exposure, (40, 2, days))
    assert (seasons(counts, exposure, DAILY, days) != 0).any(axis=1).mean() <= 0.05


def test_weeks_tell_a_season_as_days_do():
    counts, exposure = drawn(4 * wave(156 * 7), 5, 156 * 7)
    by_week = counts.reshape(5, 1, 156, 7).sum(axis=3), exposure.reshape(1, 156, 7).sum(axis=2)
    of_days, of_weeks = seasons(counts, exposure, DAILY, 156 * 7), seasons(*by_week, WEEKLY, 156)
    np.testing.assert_allclose(of_days, of_weeks, atol=1e-8)


def test_a_known_season_is_no_rise_and_a_rise_in_it_is_one():
    """Sixteen topics go up in the three months that are judged, as every year; one doubles beside that."""
    days = 3 * YEAR + 60
    usual = 6 * wave(days, 0.5)
    counts, exposure = drawn(usual, 16, days)
    counts[0, 0, -30:] += drawn(usual[-30:], 1, 30, 5)[0][0, 0]
    since = days - 90
    seen = watch(counts, exposure, days_between=1e5, since=since)
    assert seen.alarms[0, -30:].any()
    assert seen.alarms[1:].any(axis=1).mean() <= 0.1
    short = watch(counts[..., 700:], exposure[..., 700:], days_between=1e5, since=since - 700)
    assert short.alarms[1:].any(axis=1).mean() > 0.5, "a year alone does not tell it"
    near = seen.means[1:, since:] / usual[since:]
    assert np.abs(near.mean(axis=0) - 1).max() < 0.15


def test_with_less_than_two_years_nothing_changes(monkeypatch):
    days = 2 * YEAR - 20
    counts, exposure = drawn(4 * wave(days), 5, days)
    before = watch(counts, exposure, since=600)
    monkeypatch.setattr("feedback_ai.topics.watch.seasons", lambda *_: np.zeros((5, 2 * HARMONICS)))
    after = watch(counts, exposure, since=600)
    for name in ("means", "levels", "limits", "alarms"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
