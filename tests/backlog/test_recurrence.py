import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.recurrence import FALSE_ALARMS, LEAST_RATIO, Known, known_from, limit, overdispersed, statistic

KNOWN = st.builds(Known, st.floats(0.05, 0.3), st.floats(0.005, 0.04), st.floats(1, 3))
DAYS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=40)


@given(DAYS, KNOWN)
def test_evidence_never_falls_below_nothing_and_never_looks_ahead(days, known):
    bearing, others = np.array(days).T
    values = statistic(bearing, others, known)
    assert (values >= 0).all()
    half = len(days) // 2
    np.testing.assert_allclose(statistic(bearing[:half], others[:half], known), values[:half])


@given(DAYS, KNOWN, st.integers(0, 39))
def test_one_more_text_is_never_less_evidence(days, known, place):
    bearing, others = np.array(days).T
    more = bearing.copy()
    more[place % len(days)] += 1
    assert (statistic(more, others, known) >= statistic(bearing, others, known) - 1e-9).all()


@given(st.tuples(st.integers(1, 400), st.integers(0, 100)), st.floats(1, 3), st.floats(0.2, 0.7))
def test_the_rate_that_is_allowed_is_at_least_the_one_seen(bearing, dispersion, target):
    known = known_from(bearing, (1000, 300), dispersion, target)
    seen = max(bearing[1], 0.5) / 300
    assert known.fixed >= seen - 1e-12
    assert known.fixed <= max(seen, target * known.before) + 1e-12
    assert known.ratio >= LEAST_RATIO


def test_false_alarms_keep_to_what_is_stated_and_a_relapse_is_found():
    known = Known(before=0.07, fixed=0.021, dispersion=1.0)
    cut = limit(known, 14.0, 182)
    rng = np.random.default_rng(4)
    others = rng.poisson(14.0, (2000, 182))
    held = overdispersed(rng, 0.021 * others, 1.0)
    assert (statistic(held, others, known).max(axis=-1) > cut).mean() <= FALSE_ALARMS
    back = overdispersed(rng, 0.07 * others[:, :45], 1.0)
    assert (statistic(back, others[:, :45], known).max(axis=-1) > cut).mean() > 0.8


def test_more_of_everything_is_no_relapse():
    known = Known(before=0.07, fixed=0.021, dispersion=1.0)
    rng = np.random.default_rng(4)
    others = rng.poisson(42.0, (500, 182))
    held = overdispersed(rng, 0.021 * others, 1.0)
    assert (statistic(held, others, known).max(axis=-1) > limit(known, 14.0, 182)).mean() < 0.1


def test_a_longer_watch_asks_for_more_evidence():
    known = Known(before=0.07, fixed=0.021, dispersion=1.5)
    assert limit(known, 14.0, 365) > limit(known, 14.0, 91)
