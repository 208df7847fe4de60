import pytest
from scipy.stats import beta

from feedback_ai.topics.growth import compare_rates, false_discovery_rates


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
