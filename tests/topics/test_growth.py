import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest

from feedback_ai.topics.growth import compare_rates, dispersions, false_discovery_rates

counts = st.integers(0, 60)


def test_a_rate_that_did_not_change():
    rates = compare_rates(10, 100, 30, 300)
    assert rates.expected == pytest.approx(10)
    assert rates.ratio == pytest.approx(1)
    assert rates.ratio_low < 1 < rates.ratio_high
    assert rates.p > 0.4


def test_growth_is_by_exposure_not_by_count():
    assert compare_rates(20, 200, 10, 100).ratio == pytest.approx(1)
    assert compare_rates(20, 100, 10, 100).ratio == pytest.approx(2)


def test_interval_is_that_of_the_conditional_binomial():
    rates = compare_rates(25, 250, 16, 750)
    low = float(beta.ppf(0.025, 25, 17))
    assert rates.ratio_low == pytest.approx(low / (1 - low) * 3)
    assert rates.p < 1e-5


def test_a_topic_that_was_not_there_before_has_no_ratio_but_a_lower_bound():
    rates = compare_rates(8, 100, 0, 300)
    assert (rates.ratio, rates.ratio_high) == (None, None)
    assert rates.ratio_low > 1
    assert rates.p == pytest.approx(0.25**8)


def test_nothing_at_all_is_no_growth():
    assert compare_rates(0, 10, 0, 10).p == 1.0


def test_q_values_are_adjusted_for_how_many_were_looked_at():
    assert false_discovery_rates([0.01, 0.04, 0.9]) == pytest.approx([0.03, 0.06, 0.9])
    assert false_discovery_rates([]) == []


@given(counts, counts, st.integers(1, 500), st.integers(1, 500))
def test_counts_that_scatter_as_poissons_have_the_exact_test(observed, before, exposure, exposure_before):
    rates = compare_rates(observed, exposure, before, exposure_before)
    share = exposure / (exposure + exposure_before)
    if observed + before:
        exact = binomtest(observed, observed + before, share, alternative="greater").pvalue
        assert rates.p == pytest.approx(exact, abs=1e-9)


@given(counts.filter(bool), counts.filter(bool), st.floats(1, 20))
def test_what_scatters_more_is_less_sure(observed, before, dispersion):
    sure, unsure = compare_rates(observed, 100, before, 100), compare_rates(observed, 100, before, 100, dispersion)
    assert unsure.ratio == sure.ratio
    assert unsure.ratio_low <= sure.ratio_low + 1e-9
    assert unsure.ratio_high is None or unsure.ratio_high >= sure.ratio_high - 1e-9
    if observed > 2 * before:
        assert unsure.p >= sure.p - 1e-9


def test_dispersion_of_poisson_counts_is_one_and_of_bursts_more():
    rng = np.random.default_rng(0)
    exposure = rng.integers(80, 120, size=12)
    calm = rng.poisson(0.05 * exposure, size=(40, 12))
    assert np.median(dispersions(calm, exposure)) < 1.15
    bursts = 4 * rng.poisson(0.05 * exposure / 4, size=(40, 12))
    assert 2.5 < np.median(dispersions(bursts, exposure)) < 5.5


def test_one_topic_alone_that_scatters_is_seen_among_calm_ones():
    calm = np.full((30, 12), 5)
    loud = np.array([[60, *[0] * 11]])
    *others, own = dispersions(np.concatenate([calm, loud]), np.full(12, 100))
    assert own > 10
    assert max(others) < 2


@pytest.mark.parametrize(("weeks", "exposure"), [(1, 10), (3, 0)])
def test_without_two_weeks_chance_alone_is_taken(weeks, exposure):
    assert dispersions(np.ones((2, weeks), dtype=int), np.full(weeks, exposure)) == [1.0, 1.0]


def test_topics_without_texts_and_no_topics():
    assert dispersions(np.zeros((2, 4), dtype=int), np.full(4, 9)) == [1.0, 1.0]
    assert dispersions(np.zeros((0, 4), dtype=int), np.full(4, 9)) == []


def test_false_alarms_keep_their_rate_where_counts_come_in_bursts():
    rng = np.random.default_rng(1)
    n, size = 1500, 3
    before = size * rng.poisson(10 / size, size=(n, 12))
    window = size * rng.poisson(10 * 4 / size, size=n)
    scatter = dispersions(before, np.full(12, 100))

    def alarms(dispersion):
        p = [
            compare_rates(int(w), 400, int(b.sum()), 1200, d).p
            for w, b, d in zip(window, before, dispersion, strict=True)
        ]
        return np.mean(np.array(p) < 0.05)

    assert alarms(scatter) < 0.07
    assert alarms([1.0] * n) > 0.12
