import numpy as np
import pytest
import statsmodels.api as statsmodels
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.backlog.effect import (
    CONTINUITY,
    Counts,
    Quality,
    against,
    compare,
    corrected,
    dispersion_of,
    judge,
    seen_ratio,
    seen_share,
    true_share,
    was_falling,
)

WEEKS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=2, max_size=20)
QUALITIES = st.builds(Quality, st.floats(0.6, 1), st.floats(0.8, 1))


def counts(weeks):
    bearing, others = np.array(weeks).T
    return Counts(bearing, bearing + others)


def steady(n, bearing, texts):
    return Counts(np.full(n, bearing), np.full(n, texts))


@given(WEEKS, WEEKS, st.floats(0.01, 0.2))
def test_the_ratio_lies_in_its_interval_which_a_stricter_test_only_widens(before, after, significance):
    ratio = compare(counts(before), counts(after), significance)
    assert 0 <= ratio.low <= ratio.value <= ratio.high
    wider = compare(counts(before), counts(after), significance / 2)
    assert wider.low <= ratio.low + 1e-9
    assert wider.high >= ratio.high - 1e-9


@given(WEEKS)
def test_the_same_again_is_never_called_an_effect(weeks):
    assert judge(compare(counts(weeks), counts(weeks), 0.05), 0.7) != "effective"


@given(WEEKS, WEEKS)
def test_before_and_after_exchanged_turn_the_ratio_over(before, after):
    one, other = (compare(*pair, 0.05) for pair in ((counts(before), counts(after)), (counts(after), counts(before))))
    if 0 < one.value < np.inf:
        assert one.value * other.value == pytest.approx(1)
    if one.low > 0 and 0 < other.high < np.inf:
        assert one.low * other.high == pytest.approx(1, rel=1e-4)


def test_half_as_many_of_everything_is_no_effect():
    ratio = compare(steady(30, 10, 100), steady(12, 5, 50), 0.05)
    assert ratio.value == pytest.approx(1)
    assert judge(ratio, 0.7) == "ineffective"


def test_verdicts_by_what_the_interval_rules_out():
    before = steady(40, 10, 100)
    assert judge(compare(before, steady(12, 4, 100), 0.05), 0.7) == "effective"
    assert judge(compare(before, steady(12, 9, 100), 0.05), 0.7) == "ineffective"
    assert judge(compare(steady(4, 3, 30), steady(4, 2, 30), 0.05), 0.7) == "undecided"
    # Beyond chance, yet too small to matter.
    assert judge(compare(steady(400, 10, 100), steady(400, 8, 100), 0.05), 0.7) != "effective"


def test_a_problem_that_is_gone_has_a_ratio_of_zero_and_an_upper_end():
    ratio = compare(steady(20, 5, 50), steady(12, 0, 50), 0.05)
    assert ratio.value == ratio.low == 0
    assert 0 < ratio.high < 0.5


def test_the_step_is_that_of_a_quasi_binomial_regression():
    rng = np.random.default_rng(5)
    texts = rng.poisson(400, 64)
    bearing = rng.binomial(texts, np.where(np.arange(64) < 52, 0.1, 0.06) * rng.gamma(20, 1 / 20, 64))
    after = (np.arange(64) >= 52).astype(float)
    family, design = statsmodels.families.Binomial(), statsmodels.add_constant(after)
    model = statsmodels.GLM(bearing / texts, design, family, var_weights=texts).fit(scale="X2")
    before, since = Counts(bearing[:52], texts[:52]), Counts(bearing[52:], texts[52:])
    assert float(dispersion_of(before, since)) == pytest.approx(model.scale, rel=1e-6)
    ratio = compare(before, since, 0.025)
    assert float(ratio.value) == pytest.approx(np.exp(model.params[1]), rel=1e-6)
    # The score test's interval lies near the one of the estimate's error where there are many texts.
    low, high = np.exp(model.conf_int()[1])
    assert float(ratio.low) == pytest.approx(low, rel=0.03)
    assert float(ratio.high) == pytest.approx(high, rel=0.03)
    assert CONTINUITY == 0.5


@given(WEEKS, WEEKS, QUALITIES)
def test_wrong_labels_make_no_effect_and_hide_one_when_corrected_away_from_one(before, after, quality):
    seen = compare(counts(before), counts(after), 0.05)
    true = corrected(seen, counts(before), quality)
    assert true.low <= true.high
    base = true_share(np.asarray(counts(before).bearing.sum() / max(1, counts(before).texts.sum())), quality)
    if 0 < base < 1 and seen.high < 1:
        assert true.high <= seen.high + 1e-6
    right = corrected(seen, counts(before), Quality(1.0, 1.0))
    if 0 < seen.value < 1e6:
        assert float(right.value) == pytest.approx(float(seen.value), rel=1e-6)


@given(st.floats(0.05, 0.6), st.floats(0.1, 1), QUALITIES)
def test_what_labels_show_is_carried_back_to_what_is_true(share, ratio, quality):
    seen = seen_share(np.asarray(share), quality)
    assert float(true_share(seen, quality)) == pytest.approx(share, abs=1e-9)
    shown = float(seen_ratio(ratio, seen, quality))
    texts = 10**7
    before = Counts(np.array([round(float(seen) * texts)]), np.array([texts]))
    back = corrected(compare(before, before, 0.05)._replace(value=np.asarray(shown)), before, quality)
    assert float(back.value) == pytest.approx(ratio, rel=1e-3)


def test_labels_that_explain_all_there_is_leave_everything_open():
    before = steady(20, 1, 100)
    ratio = corrected(compare(before, steady(12, 0, 100), 0.05), before, Quality(0.9, 0.95))
    assert (float(ratio.low), float(ratio.high)) == (0, np.inf)
    assert judge(ratio, 0.7) == "undecided"


def test_where_there_is_nothing_to_compare_all_is_open():
    for before, after in ((0, 0), (0, 5), (5, 0)):
        ratio = compare(steady(8, 0, before), steady(8, 0, after), 0.05)
        assert (float(ratio.low), float(ratio.high)) == (0, np.inf)
        assert judge(ratio, 0.7) == "undecided"


def test_what_fell_everywhere_is_taken_off():
    fell = compare(steady(40, 10, 100), steady(12, 5, 100), 0.05)
    assert judge(fell, 0.7) == "effective"
    ratio = against(fell, fell)
    assert float(ratio.value) == pytest.approx(1)
    assert judge(ratio, 0.7) != "effective"
    unknown = against(fell, compare(steady(4, 0, 0), steady(4, 0, 0), 0.05))
    assert judge(unknown, 0.7) == "undecided"


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_a_fall_that_was_on_its_way_is_seen_and_chance_seldom_taken_for_one(seed):
    rng = np.random.default_rng(seed)
    texts = np.full((200, 40), 100)
    flat = Counts(rng.binomial(texts, 0.15), texts)
    assert was_falling(flat).mean() < 0.06
    falling = Counts(rng.binomial(texts, np.linspace(0.3, 0.1, 40)), texts)
    assert was_falling(falling).mean() > 0.95


def test_many_runs_are_judged_as_one_by_one():
    rng = np.random.default_rng(1)
    texts = rng.poisson(50, (5, 20))
    before, after = Counts(rng.binomial(texts, 0.2), texts), Counts(rng.binomial(texts, 0.1), texts)
    together = compare(before, after, 0.05)
    for run in range(5):
        one = compare(Counts(before.bearing[run], texts[run]), Counts(after.bearing[run], texts[run]), 0.05)
        assert [float(end) for end in one] == pytest.approx([float(end[run]) for end in together])
