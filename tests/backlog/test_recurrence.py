from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.recurrence import (
    FALSE_ALARMS,
    LEAST_RATIO,
    STATED,
    Known,
    evidence,
    known_from,
    limit,
    overdispersed,
)

KNOWN = st.builds(
    Known, st.floats(0.05, 0.3), st.integers(0, 60), st.integers(200, 2_000), st.floats(1, 3), st.floats(0.2, 0.9)
)
DAYS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=40)
HALVED = Known(before=0.07, bearing=35, others=1_200, dispersion=1.0, most=0.6)
"""Twelve weeks of 14 other texts a day, in which a third or so was left."""


@given(DAYS, KNOWN)
def test_evidence_never_falls_below_nothing_and_never_looks_ahead(days, known):
    bearing, others = np.array(days).T
    values = evidence(bearing, others, known)
    assert (values >= 0).all()
    half = len(days) // 2
    np.testing.assert_allclose(evidence(bearing[:half], others[:half], known), values[:half])


@given(DAYS, KNOWN)
def test_one_more_text_today_is_never_less_evidence(days, known):
    bearing, others = np.array(days).T
    more = bearing.copy()
    more[-1] += 1
    assert evidence(more, others, known)[-1] >= evidence(bearing, others, known)[-1] - 1e-9


@given(DAYS, KNOWN)
def test_many_watches_at_once_are_each_as_alone(days, known):
    bearing, others = np.array(days).T
    both = evidence(np.stack([bearing, bearing[::-1]]), np.stack([others, others[::-1]]), known)
    np.testing.assert_allclose(both[0], evidence(bearing, others, known))
    np.testing.assert_allclose(both[1], evidence(bearing[::-1], others[::-1], known))


@given(st.tuples(st.integers(1, 400), st.integers(0, 100)), st.floats(1, 3), st.floats(0.2, 0.6), st.floats(0.6, 0.8))
def test_a_working_fix_may_leave_what_was_seen_and_more_than_its_target(bearing, dispersion, target, smallest):
    known = known_from(bearing, (1_000, 300), dispersion, target, smallest)
    seen = max(bearing[1], 0.5) / 300
    highest = known.most * known.before
    assert highest >= seen - 1e-12
    assert target - 1e-12 <= known.most <= max(smallest, seen / known.before) + 1e-12
    assert 0 < known.fixed < highest
    assert known.back >= max(known.before, LEAST_RATIO * highest) - 1e-12


def test_a_watch_learns_from_the_days_that_pass():
    # A fix that left more than the first weeks showed: what is quiet for long does not look like a relapse later.
    lucky = replace(HALVED, bearing=10)
    quiet = np.zeros(60, dtype=int)
    quiet[::3] = 1
    others, day = np.full(60, 14), np.array([2])
    late = evidence(np.append(quiet, day), np.append(others, 14), lucky)
    early = evidence(day, np.array([14]), lucky)
    assert late[-1] - late[-2] < early[0]


def test_false_alarms_keep_to_what_is_stated_and_a_relapse_is_found():
    rng = np.random.default_rng(4)
    others = rng.poisson(14.0, (1_000, 182))
    held = overdispersed(rng, 0.021 * others, 1.0)
    known = replace(HALVED, bearing=25)
    assert (evidence(held, others, known).max(axis=-1) > limit(182, 1.0)).mean() <= FALSE_ALARMS
    back = overdispersed(rng, 0.07 * others[:, :45], 1.0)
    assert (evidence(back, others[:, :45], known).max(axis=-1) > limit(182, 1.0)).mean() > 0.8


def test_over_all_rates_that_a_fix_may_have_left_alarms_keep_to_the_bound():
    # Doob's inequality, with the rate drawn as `Known` believes it to be.
    rng = np.random.default_rng(5)
    rates, weights = HALVED.levels()
    drawn = rng.choice(rates, 1_500, p=np.exp(weights))
    held = overdispersed(rng, np.repeat(14.0 * drawn[:, None], 182, axis=1), 1.0)
    alarms = (evidence(held, np.full(held.shape, 14), HALVED).max(axis=-1) > limit(182, 1.0)).mean()
    assert alarms <= STATED + 2 * (STATED / 1_500) ** 0.5


def test_more_of_everything_is_no_relapse():
    rng = np.random.default_rng(4)
    others = rng.poisson(42.0, (500, 182))
    held = overdispersed(rng, 0.021 * others, 1.0)
    assert (evidence(held, others, replace(HALVED, bearing=25)).max(axis=-1) > limit(182, 1.0)).mean() < 0.1


def test_a_longer_or_rougher_watch_asks_for_more_evidence():
    assert limit(365, 1.5) > limit(91, 1.5)
    assert limit(182, 2.0) > limit(182, 1.0) == pytest.approx(np.log(1 + 182 / STATED))
