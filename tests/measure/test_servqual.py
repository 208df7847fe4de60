from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from evidence_fakes import EVIDENCE, bad, evidence, good, shuffled, text
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import multinomial

from feedback_ai.errors import OptionError
from feedback_ai.measure.servqual import (
    GROUPS,
    group_name,
    net_interval,
    servqual_change,
    servqual_scores,
)
from feedback_ai.schema.labels import SERVQUAL
from feedback_ai.services.evidence import Evidence

DIMENSIONS = [str(dimension) for dimension in SERVQUAL]
COUNTS = st.tuples(*[st.integers(0, 300)] * 3).filter(any)


def scores(found: Evidence, by: str | None = None) -> pd.DataFrame:
    return servqual_scores(found.texts, found.mentions, by)


def row(table: pd.DataFrame, **wanted: str) -> dict[str, Any]:
    chosen = table
    for name, value in wanted.items():
        chosen = chosen[chosen[name] == value]
    (only,) = chosen.to_dict("records")
    return only


def sample(negative: int, neutral: int, positive: int) -> pd.DataFrame:
    """Scores of texts of which so many judge empathy in each way."""
    stances = ["negative"] * negative + ["neutral"] * neutral + ["positive"] * positive
    mentions = pd.DataFrame(
        {"feedback_id": [str(n) for n in range(len(stances))], "facet": "empathy", "sentiment": stances}
    )
    return servqual_scores(mentions[["feedback_id"]], mentions)


def test_a_text_counts_once_a_dimension_by_the_sign_of_its_segments() -> None:
    table = scores(
        evidence(
            [
                text(bad("empathy"), bad("empathy"), good("empathy")),
                text(bad("empathy"), good("empathy")),
                text(good("empathy"), bad("price")),
                text(bad("product")),
            ]
        )
    )
    found = row(table, dimension="empathy")
    assert (found["n"], found["negative"], found["neutral"], found["positive"]) == (3, 1, 1, 1)
    assert (found["net"], found["score"]) == (0, 4)
    assert table["dimension"].tolist() == DIMENSIONS


def test_all_dimensions_are_there_even_of_nothing() -> None:
    table = scores(evidence([]))
    assert table["dimension"].tolist() == DIMENSIONS
    assert table["n"].tolist() == [0] * 5
    assert table[["net", "net_low", "net_high", "score", "score_low", "score_high"]].isna().all(axis=None)


@pytest.mark.parametrize("by", GROUPS)
def test_nothing_has_no_groups(by: str) -> None:
    assert scores(evidence([]), by).empty


def test_groups_are_in_order_and_those_that_name_none_are_last() -> None:
    found = evidence([text(bad("empathy"), unit=unit) for unit in (None, "west", "east", "west")])
    table = scores(found, "unit")
    assert list(dict.fromkeys(table["group"])) == ["east", "west", ""]
    assert row(table, group="west", dimension="empathy")["negative"] == 2
    assert row(table, group="east", dimension="tangibles")["n"] == 0
    assert (group_name("", "en"), group_name("", "zh"), group_name("east", "zh")) == ("(none)", "（未填）", "east")


def test_a_group_whose_texts_judge_no_dimension_is_there() -> None:
    table = scores(evidence([text(bad("price"), unit="east")]), "unit")
    assert table["group"].tolist() == ["east"] * 5


@pytest.mark.parametrize(("by", "groups"), [("week", ["2020-W53", "2021-W01"]), ("month", ["2020-12", "2021-01"])])
def test_weeks_are_of_iso_and_unknown_times_are_left_out(by: str, groups: list[str]) -> None:
    days = ["2020-12-31T10:00", "2021-01-05T00:00", None]
    table = scores(evidence([text(bad("empathy"), created_at=day) for day in days]), by)
    assert list(dict.fromkeys(table["group"])) == groups
    assert table["n"].sum() == 2


def test_an_unknown_division_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(OptionError) as caught:
        scores(evidence([]), "customer")
    assert caught.value.options == GROUPS


@settings(max_examples=40, deadline=None)
@given(EVIDENCE, st.sampled_from([None, *GROUPS]))
def test_figures_are_within_their_bounds_and_add_up(found: Evidence, by: str | None) -> None:
    table = scores(found, by)
    assert (table["n"] == table[["negative", "neutral", "positive"]].sum(axis=1)).all()
    assert (table["n"] <= len(found.texts)).all()
    known = table[table["n"] > 0]
    assert table[table["n"] == 0]["score"].isna().all()
    assert not known.isna().any(axis=None)
    assert known["net"].between(-100, 100).all()
    assert known[["score", "score_low", "score_high"]].stack().between(1, 7).all()
    # A hair, for the rounding of floats.
    assert (known["net_low"] <= known["net"] + 1e-9).all()
    assert (known["net"] <= known["net_high"] + 1e-9).all()
    assert np.allclose(known["score"], 4 + 3 * known["net"] / 100)


@settings(max_examples=40, deadline=None)
@given(EVIDENCE, st.sampled_from(["unit", "touchpoint", "channel"]))
def test_groups_add_up_to_the_whole(found: Evidence, by: str) -> None:
    columns = ["n", "negative", "neutral", "positive"]
    parts = scores(found, by).groupby("dimension")[columns].sum().reindex(DIMENSIONS, fill_value=0)
    assert parts.to_numpy().tolist() == scores(found)[columns].to_numpy().tolist()


@settings(max_examples=40, deadline=None)
@given(EVIDENCE, st.sampled_from([None, *GROUPS]), st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(found: Evidence, by: str | None, seed: int) -> None:
    mixed = servqual_scores(shuffled(found.texts, seed), shuffled(found.mentions, seed), by)
    assert_frame_equal(mixed, scores(found, by))


def test_the_interval_is_the_one_of_the_paper() -> None:
    # By hand: 2/23 and 8/23, so 0.26087 +- 1.95996 * sqrt((10/23 - 0.26087 ** 2) / 23) = 0.26087 +- 0.24749.
    low, high = net_interval(np.array([1.0]), np.array([7.0]), np.array([21.0]))
    assert (low[0], high[0]) == pytest.approx((1.338, 50.836), abs=1e-3)


@pytest.mark.parametrize("shares", [(0.9, 0.02, 0.08), (0.6, 0.1, 0.3), (0.3, 0.4, 0.3), (0.98, 0.01, 0.01)])
@pytest.mark.parametrize("n", [10, 30, 60])
def test_the_interval_covers_the_truth_as_often_as_it_says(n: int, shares: tuple[float, float, float]) -> None:
    counts = np.array([(a, b, n - a - b) for a, b in product(range(n + 1), repeat=2) if a + b <= n], dtype=float)
    low, high = net_interval(counts[:, 0], counts[:, 2], np.full(len(counts), float(n)))
    truth = 100 * (shares[2] - shares[0])
    covering = (low <= truth) & (truth <= high)
    # Exact, by summing over all samples that there can be. Near the ends of the scale it is wider than it need be.
    coverage = multinomial.pmf(counts[covering], n, shares).sum()
    assert 0.93 <= coverage <= 1


@settings(max_examples=60, deadline=None)
@given(COUNTS, COUNTS)
def test_a_change_is_within_bounds_and_turns_with_its_direction(
    first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    now, before = sample(*first), sample(*second)
    change = row(servqual_change(now, before), dimension="empathy")
    assert -6 <= change["low"] <= change["high"] <= 6
    assert change["low"] - 1e-9 <= change["change"] <= change["high"] + 1e-9
    assert 0 <= change["p"] <= 1
    back = row(servqual_change(before, now), dimension="empathy")
    figures = [change[name] for name in ("change", "low", "high", "p")]
    assert figures == pytest.approx([-back["change"], -back["high"], -back["low"], back["p"]])


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_no_change_is_found_between_equal_samples(counts: tuple[int, int, int]) -> None:
    change = row(servqual_change(sample(*counts), sample(*counts)), dimension="empathy")
    assert (change["change"], change["p"]) == pytest.approx((0, 1))


def test_a_clear_change_is_found_and_an_empty_side_has_none() -> None:
    change = servqual_change(sample(20, 0, 80), sample(80, 0, 20))
    found = row(change, dimension="empathy")
    assert found["change"] == pytest.approx(3.6)
    assert found["low"] > 0
    assert found["p"] < 1e-6
    assert np.isnan(row(change, dimension="tangibles")["p"])
    assert servqual_change(sample(1, 0, 0), sample(0, 0, 0))[["change", "low", "high", "p"]].isna().all(axis=None)


def test_changes_of_groups_meet_their_own_group() -> None:
    before = scores(evidence([text(good("empathy"), unit="east"), text(bad("empathy"), unit="west")]), "unit")
    now = scores(evidence([text(bad("empathy"), unit=unit) for unit in ("east", "west", "south")]), "unit")
    change = servqual_change(now, before)
    found = [row(change, group=unit, dimension="empathy")["change"] for unit in ("east", "west", "south")]
    assert found[:2] == [-6, 0]
    assert np.isnan(found[2])


def test_the_change_test_errs_as_often_as_it_says() -> None:
    # Exact, over all pairs of samples of 8 texts with the same shares.
    n, shares = 8, (0.6, 0.1, 0.3)
    counts = [(a, b, n - a - b) for a, b in product(range(n + 1), repeat=2) if a + b <= n]
    chances = multinomial.pmf(counts, n, shares)
    tables = [sample(*count).query("dimension == 'empathy'") for count in counts]
    pairs = [
        (now, before, p_now * p_before)
        for (now, p_now), (before, p_before) in product(zip(tables, chances, strict=True), repeat=2)
        if p_now * p_before > 1e-6
    ]
    named = [[pair[side].assign(group=str(number)) for number, pair in enumerate(pairs)] for side in (0, 1)]
    p = servqual_change(*(pd.concat(side) for side in named))["p"]
    assert sum(pair[2] for pair, found in zip(pairs, p, strict=True) if found < 0.05) <= 0.05
