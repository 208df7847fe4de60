import numpy as np
import pytest

from feedback_ai.topics.backtest import N_RISES, Group, backtest
from feedback_ai.topics.pace import WEEKLY


@pytest.fixture(scope="module")
def steady():
    """Twelve topics with a text or two a day for eight months, nothing rising."""
    rng = np.random.default_rng(3)
    return rng.negative_binomial(1.5 / 0.4, 1 / 1.4, size=(12, 240)), np.full(240, 80)


@pytest.fixture(scope="module")
def result(steady):
    return backtest([Group(*steady)], a_week=0.25)


def test_false_alarms_are_about_those_that_the_limits_are_made_for(result):
    assert result.false_alarms_a_week < 3 * 0.25
    assert result.days_between is None or result.days_between > 100


def test_greater_rises_are_seen_sooner_and_oftener(result):
    assert [rise.ratio for rise in result.rises] == [1.5, 2.0, 3.0]
    assert all(rise.n == N_RISES for rise in result.rises)
    soon = [rise.soon for rise in result.rises]
    assert soon == sorted(soon)
    assert result.rises[-1].soon > 0.8
    assert result.rises[-1].median_delay <= 4


def test_more_alarms_borne_see_rises_sooner(steady, result):
    bold = backtest([Group(*steady)], a_week=5.0)
    assert bold.false_alarms_a_week > result.false_alarms_a_week
    assert bold.rises[0].soon >= result.rises[0].soon


def test_a_rise_in_the_history_is_told_apart_from_false_alarms(steady):
    counts, exposure = steady
    counts = counts.copy()
    counts[4, 180:195] += 20
    found = backtest([Group(counts, exposure)], a_week=0.25)
    assert found.alarms_a_week > 0


def test_what_a_topic_needs_is_about_what_the_rises_show(steady, result):
    assert result.texts_a_day == pytest.approx(1.5, rel=0.1)
    assert result.needed_a_day in (0.5, 1.0, 2.0), "topics of 1.5 texts a day are seen soon"
    rarer = backtest([Group(steady[0] // 5, steady[1])], a_week=0.25)
    assert rarer.texts_a_day < 0.4
    assert rarer.rises[-1].soon < 0.5
    assert rarer.needed_a_day > rarer.texts_a_day


def test_what_a_topic_needs_is_by_the_scatter_of_days_not_of_weeks(steady):
    rng = np.random.default_rng(5)
    calm, bunched = np.full((30, 1, 40), 9), rng.negative_binomial(9 / 11, 1 / 12, size=(30, 1, 40))
    found = [
        backtest([Group(*steady), Group(own, np.full((1, 40), 600), WEEKLY)], a_week=0.25) for own in (calm, bunched)
    ]
    assert found[0].needed_a_day == found[1].needed_a_day


def test_the_same_seed_gives_the_same_result(steady, result):
    assert backtest([Group(*steady)], a_week=0.25) == result


def test_too_little_history_and_rare_topics():
    with pytest.raises(ValueError, match="too few days"):
        backtest([Group(np.ones((2, 10), dtype=int), np.full(10, 5))], a_week=0.25)
    rare = backtest([Group(np.zeros((2, 100), dtype=int), np.full(100, 5))], a_week=0.25)
    assert all(rise.n == 0 for rise in rare.rises)
    assert (rare.alarms_a_week, rare.days_between) == (0.0, None)


def test_topics_of_all_paces_are_replayed_together(steady):
    weeks = Group(np.full((3, 1, 60), 2), np.full((1, 60), 300), WEEKLY)
    found = backtest([Group(*steady), weeks], a_week=0.25)
    assert found.n_by_step == {"day": 12, "week": 3}
    assert found.n_topics == 15
    assert found.n_days > 240 - 35
    if found.days_between:
        assert found.days_between == pytest.approx(15 * found.days_between_all)
