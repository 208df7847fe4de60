import numpy as np
import pytest

from feedback_ai.topics.pace import DAILY, HOURLY, WEEKLY, pace_of
from feedback_ai.topics.watch import FALSE_ALARMS_A_WEEK, watch

FIRST = DAILY.guard + DAILY.least
"""The first day that has a forecast."""


def scattered(means, dispersion, shape, seed=0):
    """Made-up counts with a variance of `dispersion` times the mean."""
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(np.broadcast_to(means, shape) / (dispersion - 1), 1 / dispersion)


def test_a_forecast_is_the_share_before_times_the_texts_of_the_day():
    counts = np.full((1, FIRST + 2), 3)
    exposure = np.full(FIRST + 2, 30)
    exposure[-1] = 60
    seen = watch(counts, exposure)
    assert np.isnan(seen.means[0, :FIRST]).all()
    assert seen.means[0, -2:] == pytest.approx([3, 6], rel=0.02)


def test_no_day_is_judged_by_a_later_one():
    counts = scattered(2.0, 2.0, (5, 120))
    exposure = np.full(120, 100)
    changed = counts.copy()
    changed[:, 100:] = 40
    before, after = watch(counts, exposure), watch(changed, exposure)
    for name in ("means", "levels", "limits", "alarms"):
        np.testing.assert_array_equal(getattr(before, name)[:, :100], getattr(after, name)[:, :100])


def test_a_doubled_topic_raises_an_alarm_soon_and_says_since_when():
    counts = scattered(4.0, 1.3, (8, 160))
    counts[3, 130:] += scattered(6.0, 1.3, 30, seed=1)
    seen = watch(counts, np.full(160, 200))
    raised = np.flatnonzero(seen.alarms[3, 130:])
    assert raised.size
    assert raised[0] <= 4
    assert 126 <= seen.begins[3, 130 + raised[0]] <= 130 + raised[0]


def test_more_of_everything_is_no_rise():
    exposure = np.where(np.arange(160) < 130, 200, 600)
    seen = watch(scattered(0.02 * exposure, 1.3, (8, 160)), exposure, days_between=1e5)
    assert not seen.alarms.any()


def test_few_texts_raise_no_alarm_however_rare_the_topic():
    counts = np.zeros((1, 120), dtype=int)
    counts[0, 110:114] = 1
    assert not watch(counts, np.full(120, 50)).alarms.any()
    counts[0, 114] = 4
    assert watch(counts, np.full(120, 50)).alarms[0, 114]


def test_after_an_alarm_the_evidence_begins_anew():
    counts = np.full((1, 120), 2)
    counts[0, 100] = 60
    seen = watch(counts, np.full(120, 50))
    assert seen.alarms[0, 100]
    assert seen.levels[0, 101] < seen.limits[0, 101]


def test_days_without_texts_and_stores_without_history_are_borne():
    counts, exposure = np.full((2, 100), 1), np.full(100, 10)
    counts[:, 60:70], exposure[60:70] = 0, 0
    assert not watch(counts, exposure).alarms.any()
    assert not watch(counts[:, :5], exposure[:5]).alarms.any()
    assert watch(np.zeros((0, 50), dtype=int), np.full(50, 9)).alarms.shape == (0, 50)


def test_false_alarms_are_about_as_many_as_borne():
    counts = scattered(1.0, 1.6, (40, 700))
    seen = watch(counts, np.full(700, 200))
    weeks = (700 - FIRST) / 7
    assert seen.alarms.sum() / weeks < 3 * FALSE_ALARMS_A_WEEK


def test_a_source_that_starts_or_stops_sending_is_no_rise():
    exposure = np.full((2, 200), 200)
    exposure[1, :120] = 0
    exposure[0, 160:] = 0
    # The topic is rare in the first source and common in the second one.
    counts = np.stack(
        [scattered(np.array([[0.01], [0.2]]) * exposure + 1e-9, 1.3, (2, 200), seed) for seed in range(6)]
    )
    assert not watch(counts, exposure, days_between=1e4).alarms.any()
    assert watch(counts.sum(axis=1), exposure.sum(axis=0), days_between=1e4).alarms.any(axis=1).all()


def test_a_topic_that_always_has_busy_mondays_raises_nothing_on_one():
    week = np.array([6.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    means = week[np.arange(400) % 7]
    seen = watch(scattered(means, 1.2, (10, 400)), np.full(400, 100), days_between=1e5, since=200)
    assert seen.means[:, 203::7].mean() > 3 * seen.means[:, 204::7].mean()
    assert not seen.alarms.any()


def test_the_history_ends_where_evidence_begins():
    counts = np.full((1, 160), 4)
    counts[0, 130:] = 6
    seen = watch(counts, np.full(160, 100), days_between=1e9)
    assert seen.levels[0, 145] > 0
    assert seen.means[0, 145] == pytest.approx(4, rel=0.05)


@pytest.mark.parametrize(("a_day", "pace"), [(500, HOURLY), (3, DAILY), (0.1, WEEKLY), (0, WEEKLY)])
def test_the_more_texts_the_shorter_the_steps(a_day, pace):
    assert pace_of(a_day) is pace


@pytest.mark.parametrize("pace", [HOURLY, WEEKLY])
def test_a_rise_is_seen_by_the_hour_and_by_the_week(pace):
    begin = pace.guard + 2 * pace.least
    counts = scattered(5.0, 1.2, (3, begin + 12))
    counts[1, begin:] += 10
    seen = watch(counts, np.full(begin + 12, 400), days_between=1e4, pace=pace)
    assert seen.alarms[1, begin : begin + 6].any()
    assert not seen.alarms[[0, 2]].any()
    assert seen.steps_between == pytest.approx(1e4 * pace.steps_a_day)


@pytest.mark.parametrize("pace", [HOURLY, DAILY, WEEKLY])
def test_a_running_step_is_judged_by_what_its_sources_send_at_that_hour_and_weekday(pace):
    n_steps = pace.guard + 2 * pace.least + 3
    # Of the two sources one began late; both send most at one hour of one weekday, the one that the last step has.
    week = np.where(np.arange(n_steps) % pace.week == (n_steps - 1) % pace.week, 60, 12)
    exposure = np.stack([week, np.where(np.arange(n_steps) < pace.guard + pace.least // 2, 0, 2 * week)])
    counts = (exposure // 12)[None]
    counts[..., -1] += 4
    over = watch(counts, exposure, days_between=1e3, pace=pace, since=n_steps - 1)
    running = exposure.copy()
    running[:, -1] = [20, 8]
    seen = watch(counts, running, days_between=1e3, pace=pace, since=n_steps - 1, running=True)
    assert over.levels[0, -1] > 0
    assert seen.levels[0, -1] == pytest.approx(over.levels[0, -1])
    assert seen.limits[0, -1] == pytest.approx(over.limits[0, -1])
