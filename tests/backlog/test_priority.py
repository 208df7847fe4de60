import math
from dataclasses import replace

import pandas as pd
import pytest
from backlog_fakes import NOW, Complaint, complaints, frames
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.items import Candidate, Key
from feedback_ai.backlog.priority import WEIGHTS, Priority, Weights, prioritize, product
from feedback_ai.backlog.window import Window

WINDOW = Window.of(NOW, 26)
NAME = {"en": "largest", "zh": "最大"}


def problem(wanted: list[Complaint], unit: str | None = "mobile-care") -> Candidate:
    return Candidate(Key(1, "reliability", "machine", unit), tuple((one.record_id, 0) for one in wanted))


def rate(*problems: list[Complaint], others: list[Complaint] = [], window: Window | None = WINDOW) -> list[Priority]:  # noqa: B006
    texts = frames([*(one for own in problems for one in own), *others])["texts"]
    return prioritize([(problem(own), NAME) for own in problems], texts, window)


def test_severity_is_the_mean_weight_of_the_grades_drawn_towards_all_items() -> None:
    graded = [
        *complaints(1, "a", severity="S1"),
        *complaints(2, "b", severity="S2"),
        *complaints(1, "c", severity="S4"),
    ]
    found, _ = rate([*graded, *complaints(3, "d", severity=None)], complaints(6, "e", severity="S3"))
    part, mean = found.parts["severity"], (1 + 0.6 + 0.6 + 0.1 + 6 * 0.3) / 10
    assert part.value == pytest.approx((1 + 0.6 + 0.6 + 0.1 + 5 * mean) / (4 + 5), abs=1e-4)
    assert part.why == {
        "en": "1 S1, 2 S2, 1 S4; 3 without a grade; drawn towards 0.41, the mean of all items",
        "zh": "S1 1 条，S2 2 条，S4 1 条；3 条未定级；向全部改进项的均值 0.41 收缩",
    }


def test_a_few_texts_make_an_item_less_severe_than_many_of_the_same_grade() -> None:
    few, many, _ = rate(
        complaints(5, "a", severity="S1"), complaints(25, "b", severity="S1"), complaints(30, "c", severity="S4")
    )
    assert few.parts["severity"].value < many.parts["severity"].value < 1


def test_without_any_grade_severity_is_the_mean_of_all_items() -> None:
    ungraded = complaints(5, "a", severity=None)
    assert rate(ungraded, complaints(5, "b", severity="S2"))[0].parts["severity"].value == pytest.approx(0.6)
    assert rate(ungraded)[0].parts["severity"].value == 0


def test_frequency_is_relative_to_the_largest_item_and_says_which() -> None:
    small, large = rate(complaints(5, "a"), complaints(20, "b"))
    assert (small.parts["frequency"].value, large.parts["frequency"].value) == (0.25, 1)
    assert small.parts["frequency"].why["en"] == "5 texts; the largest item has 20: largest"
    assert small.parts["frequency"].why["zh"] == "5 条；最大的改进项有 20 条：最大"


def test_a_drop_of_all_texts_is_no_trend() -> None:
    own = [*complaints(12, "a", days_ago=100), *complaints(2, "b", days_ago=5)]
    others = [*complaints(120, "c", days_ago=100), *complaints(20, "d", days_ago=5)]
    assert rate(own, others=others)[0].parts["trend"].value == pytest.approx(0.5)


def test_what_grows_against_its_unit_is_above_a_half_and_what_shrinks_below() -> None:
    others = [*complaints(90, "o", days_ago=100), *complaints(30, "p", days_ago=5)]
    growing = [*complaints(3, "a", days_ago=100), *complaints(20, "b", days_ago=5)]
    fading = [*complaints(40, "c", days_ago=100), *complaints(2, "d", days_ago=5)]
    up, down = rate(growing, fading, others=others)
    assert up.parts["trend"].value > 0.7
    assert down.parts["trend"].value < 0.3
    assert "since 2026-08-15" in up.parts["trend"].why["en"]


def test_few_texts_make_little_trend() -> None:
    others = [*complaints(90, "o", days_ago=100), *complaints(30, "p", days_ago=5)]
    few, many = rate(complaints(5, "a", days_ago=5), complaints(50, "b", days_ago=5), others=others)
    assert 0.5 < few.parts["trend"].value < many.parts["trend"].value <= 1


def test_without_times_nothing_has_a_trend() -> None:
    (found,) = rate(complaints(9, "a", days_ago=None), window=None)
    assert found.parts["trend"].value == 0.5
    assert "no earlier texts" in found.parts["trend"].why["en"]


def test_reach_counts_customers_once_and_unknown_ones_each() -> None:
    own = [*complaints(4, "a", customer="x"), *complaints(2, "b")]
    others = [*complaints(3, "c", customer="y"), *complaints(2, "d", customer="x"), *complaints(9, "e", unit="clinic")]
    (found,) = rate(own, others=others)
    assert found.parts["reach"].value == pytest.approx(3 / (4 + WEIGHTS.reach_prior))
    assert found.parts["reach"].why["en"].startswith("3 of 4 customers of mobile-care")


def test_reach_without_a_unit_is_of_all_units() -> None:
    own = complaints(5, "a", unit=None)
    texts = frames([*own, *complaints(15, "b")])["texts"]
    (found,) = prioritize([(problem(own, None), NAME)], texts, WINDOW)
    assert found.parts["reach"].value == pytest.approx(5 / (20 + WEIGHTS.reach_prior))
    assert "all units" in found.parts["reach"].why["en"]
    assert "全部单位" in found.parts["reach"].why["zh"]


def test_priority_is_the_product_of_its_parts() -> None:
    (found,) = rate(complaints(8, "a", severity="S1"))
    total = sum(part.weight for part in found.parts.values())
    by_hand = math.prod((part.factor / part.top) ** (part.weight / total) for part in found.parts.values())
    assert found.value == pytest.approx(100 * by_hand, abs=0.05)
    assert {name: part.weight for name, part in found.parts.items()} == {
        name: getattr(WEIGHTS, name) for name in ("severity", "frequency", "trend", "reach", "impact")
    }


def test_a_part_that_is_half_as_large_divides_the_priority_whatever_the_others_are() -> None:
    def made(frequency: float, severity: float) -> float:
        one = {"top": 1.0, "weight": 1.0}
        return product({"frequency": one | {"factor": frequency}, "severity": one | {"factor": severity}})

    assert made(0.25, 1.0) / made(1.0, 1.0) == pytest.approx(0.5)
    assert made(0.25, 0.36) / made(1.0, 0.36) == pytest.approx(0.5, abs=0.001)


def test_what_is_not_known_of_trend_and_impact_counts_as_one() -> None:
    (found,) = rate(complaints(9, "a", days_ago=None), window=None)
    assert (found.parts["trend"].factor, found.parts["impact"].factor) == (1, 1)
    assert found.parts["impact"].why == {"en": "nobody estimated it: counts as 1", "zh": "尚无人估计：按 1 计"}


def test_estimated_impacts_count_within_their_range() -> None:
    texts = frames(complaints(5, "a"))["texts"]
    of = [(problem(complaints(5, "a")), NAME)] * 4
    low, half, twice, much = prioritize(of, texts, WINDOW, impacts=[0.001, 0.5, 2, 1000])
    assert [one.parts["impact"].factor for one in (low, half, twice, much)] == [0.25, 0.5, 2, 4]
    assert low.value < half.value < twice.value < much.value


def test_other_weights_are_taken_as_given() -> None:
    texts = frames(complaints(5, "a", severity="S1"))["texts"]
    only = replace(WEIGHTS, severity=2.0, frequency=0.0, trend=0.0, reach=0.0, impact=0.0, severity_prior=0.0)
    (found,) = prioritize([(problem(complaints(5, "a")), NAME)], texts, WINDOW, only)
    assert found.value == 100


def test_nothing_has_no_priority() -> None:
    assert prioritize([], pd.DataFrame(), WINDOW) == []


some = st.lists(
    st.builds(
        dict,
        severity=st.sampled_from(["S0", "S1", "S2", "S3", "S4", None]),
        days_ago=st.integers(0, 181) | st.none(),
        customer=st.sampled_from(["x", "y", "z", None]),
    ),
    min_size=1,
    max_size=30,
)


@given(some, some)
def test_every_part_is_a_share_and_worse_grades_never_lower_the_priority(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    one = [Complaint(f"a-{number:03}", **own) for number, own in enumerate(first)]  # type: ignore[arg-type]
    two = [Complaint(f"b-{number:03}", **own) for number, own in enumerate(second)]  # type: ignore[arg-type]
    before = rate(one, two)
    for found in before:
        assert 0 <= found.value <= 100
        assert all(0 <= part.value <= 1 and part.why["en"] and part.why["zh"] for part in found.parts.values())
        assert all(0.05 <= part.factor <= part.top for part in found.parts.values())
    worst = [replace(own, severity="S1") for own in one]
    assert rate(worst, two)[0].value >= before[0].value


def test_weights_are_never_changed() -> None:
    assert Weights() == WEIGHTS
