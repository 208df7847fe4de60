from typing import Any

import numpy as np
import pandas as pd
import pytest
from evidence_fakes import EVIDENCE, Segment, bad, evidence, good, shuffled, text
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from statsmodels.stats.proportion import proportion_confint

from feedback_ai.errors import OptionError
from feedback_ai.measure.causes import CAUSE_GROUPS, cause_change, cause_pareto, dimension_by_touchpoint
from feedback_ai.measure.servqual import GROUPS, servqual_scores
from feedback_ai.measure.shares import share_change
from feedback_ai.schema.labels import SERVQUAL
from feedback_ai.services.evidence import Evidence

FEW = settings(max_examples=40, deadline=None)


def pareto(found: Evidence, by: str | None = None) -> pd.DataFrame:
    return cause_pareto(found.texts, found.mentions, found.causes, by)


def touchpoints(found: Evidence, *order: str) -> pd.DataFrame:
    return dimension_by_touchpoint(found.texts, found.mentions, order)


def named(n: int, of: int, **fields: Any) -> list[Any]:
    """So many unhappy texts, `n` of which name people as the cause."""
    return [text(bad("empathy", *(["people"] if number < n else [])), **fields) for number in range(of)]


def test_causes_of_unhappy_segments_count_once_a_text() -> None:
    found = evidence(
        [
            text(bad("empathy", "people"), bad("reliability", "people", "method")),
            text(bad("price", "method")),
            text(bad("empathy", "method"), Segment({"tangibles": "positive"}, ["environment"])),
            text(Segment({}, ["machine"])),
            text(bad("product")),
        ]
    )
    table = pareto(found)
    assert table["cause"].tolist() == ["method", "people"]
    assert table["n"].tolist() == [3, 1]
    assert table["complaining"].tolist() == [4, 4]
    assert table["share"].tolist() == [0.75, 0.25]
    assert table["cumulative"].tolist() == [0.75, 1]
    assert table["rate"].tolist() == [0.75, 0.25]


def test_rates_have_the_interval_of_wilson() -> None:
    (row,) = pareto(evidence(named(3, 10))).to_dict("records")
    # Newcombe (1998) gives 0.108 to 0.603 for 3 of 10.
    assert (row["rate_low"], row["rate_high"]) == pytest.approx((0.1078, 0.6032), abs=1e-4)


def test_equal_causes_stand_in_the_order_of_the_labels_and_unknown_is_last() -> None:
    texts = [text(bad("empathy", cause)) for cause in ("measurement", "people", "unknown", "unknown")]
    assert pareto(evidence(texts))["cause"].tolist() == ["people", "measurement", "unknown"]


def test_groups_have_their_own_shares() -> None:
    found = evidence([*named(2, 2, unit="west"), *named(1, 3, unit="east"), *named(0, 1, unit=None)])
    table = pareto(found, "unit")
    assert table["group"].tolist() == ["east", "west"]
    assert table["share"].tolist() == [1, 1]
    assert table["rate"].tolist() == pytest.approx([1 / 3, 1])


@FEW
@given(EVIDENCE, st.sampled_from([None, *GROUPS]))
def test_shares_add_up_and_rates_are_within_their_intervals(found: Evidence, by: str | None) -> None:
    table = pareto(found, by)
    assert (table["n"] >= 1).all()
    assert (table["n"] <= table["complaining"]).all()
    for _, own in table.groupby("group") if by else [("", table)]:
        known = own[own["cause"] != "unknown"]
        assert known["n"].is_monotonic_decreasing
        if len(own):
            assert own["share"].sum() == pytest.approx(1)
            assert own["cumulative"].iloc[-1] == pytest.approx(1)
            assert own["cause"].is_unique
    assert table[["rate", "rate_low", "rate_high"]].stack().between(0, 1).all()
    assert (table["rate_low"] <= table["rate"] + 1e-9).all()
    assert (table["rate"] <= table["rate_high"] + 1e-9).all()


@FEW
@given(EVIDENCE)
def test_units_add_up_to_the_whole(found: Evidence) -> None:
    parts = pareto(found, "unit").groupby("cause")["n"].sum()
    assert parts.to_dict() == pareto(found).set_index("cause")["n"].to_dict()


@FEW
@given(EVIDENCE, st.sampled_from([None, *GROUPS]), st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(found: Evidence, by: str | None, seed: int) -> None:
    texts, mentions, causes = (shuffled(frame, seed) for frame in (found.texts, found.mentions, found.causes))
    assert_frame_equal(cause_pareto(texts, mentions, causes, by), pareto(found, by))
    mixed = dimension_by_touchpoint(texts, mentions, ["payment"])
    assert_frame_equal(mixed, touchpoints(found, "payment"))


@FEW
@given(st.tuples(st.integers(1, 60), st.integers(0, 60)), st.tuples(st.integers(0, 60), st.integers(1, 60)))
def test_a_change_is_within_bounds(first: tuple[int, int], second: tuple[int, int]) -> None:
    now, before = pareto(evidence(named(first[0], sum(first)))), pareto(evidence(named(second[0], sum(second))))
    (row,) = cause_change(now, before).to_dict("records")
    if not len(before):
        # A period in which no cause at all was recognised cannot be told from one without unhappy texts.
        assert np.isnan(row["change"])
        return
    assert -1 <= row["low"] <= row["high"] <= 1
    assert row["low"] - 1e-9 <= row["change"] <= row["high"] + 1e-9
    assert 0 <= row["p"] <= 1
    assert row["change"] == pytest.approx(first[0] / sum(first) - second[0] / sum(second))


def test_a_cause_that_is_new_rose_from_nothing() -> None:
    now = pareto(evidence([*named(30, 40), text(bad("price", "method"))]))
    change = cause_change(now, pareto(evidence([text(bad("price", "method"))] * 40))).set_index("cause")
    assert change.loc["people", "change"] == pytest.approx(30 / 41)
    assert change.loc["people", "low"] > 0
    assert change.loc["people", "p"] < 0.001
    assert change.loc["method", "change"] == pytest.approx(1 / 41 - 1)


def test_a_change_is_that_of_the_shares_of_unhappy_texts() -> None:
    (row,) = cause_change(pareto(evidence(named(12, 40))), pareto(evidence(named(20, 80)))).to_dict("records")
    expected = share_change(12, 40, 20, 80)
    assert expected is not None
    assert (row["change"], row["low"], row["high"], row["p"]) == pytest.approx(expected)


def test_changes_of_groups_meet_their_own_group() -> None:
    now = pareto(evidence([*named(5, 10, unit="east"), *named(5, 5, unit="west")]), "unit")
    change = cause_change(now, pareto(evidence(named(2, 10, unit="east")), "unit")).set_index("group")
    assert change.loc["east", "change"] == pytest.approx(0.3)
    assert np.isnan(change.loc["west", "change"])


def test_nothing_has_no_causes_and_no_changes() -> None:
    table = pareto(evidence([text(good("empathy"))]))
    assert table.empty
    assert cause_change(table, table).empty
    assert touchpoints(evidence([])).empty


def test_touchpoints_follow_the_journey_then_their_names() -> None:
    found = evidence(
        [
            text(bad("empathy"), touchpoint="payment"),
            text(good("empathy"), touchpoint="arrival"),
            text(bad("empathy"), touchpoint="arrival"),
            text(bad("empathy"), touchpoint="booking"),
            text(bad("empathy")),
        ]
    )
    table = touchpoints(found, "booking", "enquiry", "payment")
    assert list(dict.fromkeys(table["touchpoint"])) == ["booking", "payment", "arrival", ""]
    assert list(dict.fromkeys(table["dimension"])) == [str(dimension) for dimension in SERVQUAL]
    cells = table.set_index(["dimension", "touchpoint"])
    assert cells.loc[("empathy", "arrival"), ["n", "negative", "net"]].tolist() == [2, 1, 0]
    assert np.isnan(cells.loc[("tangibles", "arrival"), "net"])


@FEW
@given(EVIDENCE)
def test_touchpoints_agree_with_the_scores(found: Evidence) -> None:
    scores = servqual_scores(found.texts, found.mentions, "touchpoint").rename(columns={"group": "touchpoint"})
    columns = ["dimension", "touchpoint", "n", "negative", "net", "net_low", "net_high"]
    ordered = scores[columns].sort_values(["dimension", "touchpoint"], ignore_index=True)
    table = touchpoints(found).sort_values(["dimension", "touchpoint"], ignore_index=True)
    assert_frame_equal(table, ordered, check_dtype=False)


def test_wilson_is_what_statsmodels_gives_for_other_counts() -> None:
    (row,) = pareto(evidence(named(7, 9))).to_dict("records")
    assert (row["rate_low"], row["rate_high"]) == pytest.approx(proportion_confint(7, 9, method="wilson"))


def test_by_dimension_a_text_stands_at_each_that_it_judges_negative() -> None:
    found = evidence(
        [
            text(Segment({"price": "negative", "empathy": "negative"}, ["people"]), bad("empathy", "method")),
            text(Segment({"empathy": "negative", "product": "positive"}, ["people"])),
        ]
    )
    table = pareto(found, "dimension")
    assert table[["group", "cause", "n", "complaining"]].to_numpy().tolist() == [
        ["empathy", "people", 2, 2],
        ["empathy", "method", 1, 2],
        ["price", "people", 1, 1],
    ]


@pytest.mark.parametrize(
    ("counts", "vital"),
    [
        ({"people": 8, "method": 2}, ["people"]),
        ({"people": 7, "method": 2, "machine": 1}, ["people", "method"]),
        ({"people": 1, "unknown": 9}, ["people"]),
    ],
)
def test_the_vital_few_reach_the_line_of_80_percent(counts: dict[str, int], vital: list[str]) -> None:
    table = pareto(evidence([text(bad("empathy", cause)) for cause, n in counts.items() for _ in range(n)]))
    assert table.loc[table["vital"], "cause"].tolist() == vital


@FEW
@given(EVIDENCE, st.sampled_from(CAUSE_GROUPS))
def test_the_cumulative_share_rises_to_1_in_every_group(found: Evidence, by: str) -> None:
    for _, own in pareto(found, by).groupby("group"):
        assert own["cumulative"].is_monotonic_increasing
        assert own["cumulative"].iloc[-1] == pytest.approx(1)
        vital = own["vital"].tolist()
        assert vital == sorted(vital, reverse=True), "the vital few stand first"


def test_an_unknown_division_is_told() -> None:
    with pytest.raises(OptionError, match="'colour'"):
        pareto(evidence([]), "colour")
