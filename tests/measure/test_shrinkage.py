import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.shrinkage import Prior, fit_prior, shrink

SHARES = st.lists(
    st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=15
)
EVENTS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 5000)), min_size=1, max_size=15)


def arrays(units):
    return np.array([x for x, _ in units], dtype=float), np.array([n for _, n in units], dtype=float)


def check(units, kind):
    counts, exposure = arrays(units)
    shrunk = shrink(counts, exposure, kind)
    seen = exposure > 0
    for raw, rate, low, high in zip(
        shrunk.raw[seen], shrunk.rate[seen], shrunk.low[seen], shrunk.high[seen], strict=True
    ):
        assert min(raw, shrunk.prior.mean) - 1e-9 <= rate <= max(raw, shrunk.prior.mean) + 1e-9
        assert 0 <= low <= rate <= high
        assert low < high
    if kind == "share":
        assert np.nanmax(shrunk.high, initial=0) <= 1
    # A unit without exposure is expected to be as all are, where anything is expected.
    for rate in shrunk.rate[~seen]:
        assert rate == pytest.approx(shrunk.prior.mean) if shrunk.prior.weight else np.isnan(rate)


@given(SHARES)
def test_shrunk_shares_lie_between_raw_and_mean(units):
    check(units, "share")


@given(EVENTS)
def test_shrunk_events_lie_between_raw_and_mean(units):
    check(units, "events")


@given(st.lists(st.integers(0, 50), min_size=3, max_size=15), st.sampled_from(["share", "events"]))
def test_units_of_equal_n_keep_their_order(counts, kind):
    shrunk = shrink(np.array(counts, dtype=float), np.full(len(counts), 50.0), kind)
    assert all(np.diff(shrunk.rate[np.argsort(counts, kind="stable")]) >= -1e-12)


@given(SHARES, st.sampled_from(["share", "events"]))
def test_the_prior_weighs_at_most_all_that_was_seen(units, kind):
    counts, exposure = arrays(units)
    prior = fit_prior(counts, exposure, kind)
    assert 0 <= prior.weight <= exposure.sum()


def test_a_small_unit_moves_further_than_a_large_one():
    shrunk = shrink(np.array([3.0, 90.0, 30.0, 60.0]), np.array([3.0, 100.0, 100.0, 100.0]), "share")
    assert shrunk.raw.tolist() == pytest.approx([1, 0.9, 0.3, 0.6])
    assert shrunk.raw[0] - shrunk.rate[0] > 10 * (shrunk.raw[1] - shrunk.rate[1]) > 0


@pytest.mark.parametrize("kind", ["share", "events"])
def test_the_moments_find_the_prior_that_units_were_drawn_from(kind):
    generator = np.random.default_rng(7)
    n = generator.integers(20, 400, size=4000).astype(float)
    if kind == "share":
        counts = generator.binomial(n.astype(int), generator.beta(0.3 * 25, 0.7 * 25, size=4000)).astype(float)
    else:
        counts = generator.poisson(n * generator.gamma(0.3 * 25, 1 / 25, size=4000)).astype(float)
    prior = fit_prior(counts, n, kind)
    assert prior.mean == pytest.approx(0.3, rel=0.02)
    assert prior.weight == pytest.approx(25, rel=0.1)


@pytest.mark.parametrize("kind", ["share", "events"])
def test_intervals_cover_the_truth(kind):
    generator = np.random.default_rng(11)
    n = generator.integers(5, 200, size=2000).astype(float)
    truth = generator.beta(6, 14, size=2000)
    counts = (
        generator.binomial(n.astype(int), truth).astype(float)
        if kind == "share"
        else generator.poisson(n * truth).astype(float)
    )
    shrunk = shrink(counts, n, kind)
    assert np.mean((shrunk.low <= truth) & (truth <= shrunk.high)) > 0.94


def test_of_two_units_nothing_is_shrunk():
    shrunk = shrink(np.array([1.0, 9.0]), np.array([10.0, 10.0]), "share")
    assert shrunk.rate.tolist() == shrunk.raw.tolist() == [0.1, 0.9]
    assert shrunk.prior == Prior(0.5, 0.0)


def test_units_that_differ_less_than_by_chance_are_drawn_to_the_mean():
    shrunk = shrink(np.full(5, 10.0), np.full(5, 20.0), "share")
    assert shrunk.prior == Prior(0.5, 100.0)


def test_nothing_seen_is_not_known():
    shrunk = shrink(np.zeros(3), np.zeros(3), "share")
    assert np.isnan(shrunk.rate).all()
    assert np.isnan(shrunk.low).all()
    assert np.isnan(shrunk.prior.mean)
