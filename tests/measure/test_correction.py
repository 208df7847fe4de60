from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from feedback_ai.measure.correction import (
    Array,
    Estimate,
    Figure,
    by_audit,
    by_gold,
    net_change,
    net_figure,
    share_figure,
)

CELLS = st.lists(st.integers(0, 40), min_size=16, max_size=16).map(lambda cells: np.array(cells, float).reshape(4, 4))
TABLES = CELLS.filter(lambda table: table.sum() >= 2)


def shares_of(classes: Array) -> Array:
    total = classes.sum()
    return np.asarray(np.array([classes[1], classes[3], classes[1:].sum()]) / total)


def figures(estimate: Estimate) -> list[Figure]:
    return [share_figure(estimate, "negative"), share_figure(estimate, "positive"), net_figure(estimate)]


def by_one_audit(given: Array, audit: Array) -> Estimate:
    return by_audit(given[None], audit[None])


def by_one_gold(given: Array, gold: Array) -> Estimate:
    return by_gold(given[None], gold[None])


@drawn(TABLES)
def test_an_audit_of_all_texts_gives_the_truth(table: Array) -> None:
    estimate = by_one_audit(table.sum(axis=0), table)
    assert estimate.values == pytest.approx(shares_of(table.sum(axis=1)))


@drawn(st.lists(st.integers(0, 30), min_size=4, max_size=4), st.lists(st.integers(0, 500), min_size=4, max_size=4))
def test_where_the_model_is_right_nothing_is_corrected(right: list[int], others: list[int]) -> None:
    audit = np.diag(np.array(right, float))
    given = audit.sum(axis=0) + others
    expected = pytest.approx(shares_of(given)) if audit.sum() >= 2 else None
    if expected is not None:
        assert by_one_audit(given, audit).values == expected
    if min(right) > 0:
        assert by_one_gold(given, audit).values == expected


@drawn(TABLES, st.lists(st.integers(0, 300), min_size=4, max_size=4), CELLS)
def test_an_interval_holds_its_figure_and_stays_possible(audit: Array, others: list[int], gold: Array) -> None:
    given = audit.sum(axis=0) + others
    for estimate in (by_one_audit(given, audit), by_one_gold(given, gold)):
        for figure, least in zip(figures(estimate), (0, 0, -100), strict=True):
            if np.isnan(figure.value):
                assert np.isnan([figure.low, figure.high]).all()
            else:
                assert least <= figure.low <= figure.value <= figure.high <= 100


@drawn(TABLES, CELLS)
def test_swapping_poles_turns_the_net_round(audit: Array, gold: Array) -> None:
    turned = np.array([0, 3, 2, 1])
    given = audit.sum(axis=0) * 3
    for estimate, other in (
        (by_one_audit(given, audit), by_one_audit(given[turned], audit[turned][:, turned])),
        (by_one_gold(given, gold), by_one_gold(given[turned], gold[turned][:, turned])),
    ):
        net, back = net_figure(estimate), net_figure(other)
        assert back.value == pytest.approx(-net.value, abs=1e-6, nan_ok=True)
        assert (back.low, back.high) == pytest.approx((-net.high, -net.low), abs=1e-4, nan_ok=True)


def test_a_larger_audit_narrows_the_interval() -> None:
    table = np.array([[60, 5, 0, 0], [5, 15, 0, 0], [0, 1, 2, 0], [2, 0, 0, 10]], float)
    given = table.sum(axis=0) * 50
    small, large = (by_one_audit(given, table * times) for times in (1, 4))
    for one, other in zip(figures(small), figures(large), strict=True):
        assert other.high - other.low < one.high - one.low
        assert other.value == pytest.approx(one.value)


def test_a_model_that_knows_nothing_is_left_out() -> None:
    truth, label = np.array([50, 30, 5, 15.0]), np.array([20, 70, 5, 5.0])
    audit = truth[:, None] * label / 100
    estimate = by_one_audit(label * 100, audit)
    assert estimate.values == pytest.approx(shares_of(truth))


def test_an_error_that_the_audit_did_not_see_is_still_possible() -> None:
    given = np.array([950, 50, 0, 0.0])
    figure = share_figure(by_one_audit(given, np.diag([47.0, 3, 0, 0])), "negative")
    assert figure.value == pytest.approx(5)
    assert figure.low < 3.5
    assert figure.high > 7.5


def test_gold_takes_back_what_the_model_makes_up_and_misses() -> None:
    gold = np.array([[80, 20, 0, 0], [10, 90, 0, 0], [0, 0, 20, 0], [10, 0, 0, 40]], float)
    truth = np.array([500, 300, 100, 200.0])
    given = truth @ (gold / gold.sum(axis=1, keepdims=True))
    estimate = by_one_gold(given, gold)
    assert estimate.values[:2] == pytest.approx([300 / 1100, 200 / 1100])
    assert net_figure(estimate).low < 100 * (200 - 300) / 600 < net_figure(estimate).high


def test_gold_that_tells_nothing_apart_corrects_nothing() -> None:
    estimate = by_one_gold(np.array([70, 20, 0, 10.0]), np.full((4, 4), 10.0))
    assert np.isnan(estimate.values).all()
    assert all(np.isnan(figure.value) and np.isnan(figure.low) for figure in figures(estimate))


def test_a_language_without_gold_texts_of_a_class_borrows_them() -> None:
    full = np.array([[80, 20, 0, 0], [10, 90, 0, 0], [0, 0, 20, 0], [10, 0, 0, 40]], float)
    poor = np.array([[90, 10, 0, 0], [2, 18, 0, 0], [0, 0, 20, 0], [0, 0, 0, 0]], float)
    given = np.array([[0, 0, 0, 0], [600, 250, 0, 150.0]])
    borrowed = by_gold(given, np.stack([full, poor]))
    own = by_one_gold(given[1], np.vstack([poor[:3], full[3:]]))
    assert borrowed.values == pytest.approx(own.values)
    assert borrowed.shared.shape == (32, 3)


def test_strata_add_up() -> None:
    table = np.array([[60, 5, 0, 0], [5, 15, 0, 0], [0, 1, 2, 0], [2, 0, 0, 10]], float)
    one, two = table.sum(axis=0) * 3, table.sum(axis=0) * 9
    both = by_audit(np.stack([one, two]), np.stack([table, table]))
    assert both.values == pytest.approx(by_one_audit(one, table).values)
    assert np.trace(both.covariance) < np.trace(by_one_audit(two, table).covariance)


@pytest.mark.parametrize("correct", [by_one_audit, by_one_gold])
def test_no_change_is_no_change_and_its_opposite_is_opposite(correct: Any) -> None:
    table = np.array([[60, 5, 0, 0], [5, 15, 0, 0], [0, 1, 12, 0], [2, 0, 0, 20]], float)
    happy, angry = np.array([500, 50, 20, 230.0]), np.array([500, 230, 20, 50.0])
    now, before = correct(happy, table), correct(angry, table)
    same, p = net_change(now, now)
    assert (float(same.value), float(p)) == pytest.approx((0, 1))
    change, p = net_change(now, before)
    back, p_back = net_change(before, now)
    assert change.value == pytest.approx(-back.value)
    assert (float(change.low), float(p)) == pytest.approx((-float(back.high), float(p_back)))
    assert change.low > 0
    assert p < 0.05


def test_gold_errors_that_two_periods_share_do_not_blur_their_change() -> None:
    table = np.array([[60, 5, 0, 0], [5, 15, 0, 0], [0, 1, 12, 0], [2, 0, 0, 20]], float)
    now, before = (by_one_gold(np.array(given), table) for given in ([500, 60, 20, 220.0], [500, 90, 20, 190.0]))
    shared, _ = net_change(now, before)
    apart = Estimate(before.values, before.centre, before.covariance, np.zeros((16, 3)), "gold")
    alone, _ = net_change(now, apart)
    assert shared.high - shared.low < alone.high - alone.low


def test_many_figures_at_once_are_the_same_as_one_by_one() -> None:
    rng = np.random.default_rng(1)
    tables = rng.integers(0, 20, (5, 1, 4, 4)).astype(float)
    given = tables.sum(axis=-2) * 7
    for correct in (by_audit, by_gold):
        together = correct(given, tables)
        for place in range(5):
            alone = correct(given[place], tables[place])
            assert together.covariance[place] == pytest.approx(alone.covariance, nan_ok=True)
            assert net_figure(together).low[place] == pytest.approx(net_figure(alone).low, nan_ok=True)
