import math
import random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.verdicts import (
    FEWEST,
    VERDICT_NAMES,
    Verdict,
    mean_interval,
    median_interval,
    share_interval,
    verdict,
)

RANK = {Verdict.UNACCEPTABLE: 0, Verdict.ACCEPTABLE: 1, Verdict.EXCELLENT: 2}
ends = st.floats(-6, 6)


@pytest.mark.parametrize(
    ("low", "high", "n", "expected"),
    [
        (0.1, 0.9, 50, Verdict.EXCELLENT),
        (-0.9, -0.1, 50, Verdict.UNACCEPTABLE),
        (-0.2, 0.2, 50, Verdict.ACCEPTABLE),
        (0.05, 0.2, 50, Verdict.ACCEPTABLE),
        (-0.5, 0.5, 50, Verdict.UNDECIDED),
        (0.5, 0.9, FEWEST - 1, Verdict.UNDECIDED),
        (math.nan, math.nan, 50, Verdict.UNDECIDED),
    ],
)
def test_the_interval_decides(low, high, n, expected):
    assert verdict(low, high, n=n, margin=0.25) == expected


@given(ends, st.floats(0, 4), st.floats(0, 4), st.floats(0, 1))
def test_a_gap_that_grows_is_never_judged_worse(low, width, shift, margin):
    before = verdict(low, low + width, n=50, margin=margin)
    after = verdict(low + shift, low + width + shift, n=50, margin=margin)
    if Verdict.UNDECIDED not in {before, after}:
        assert RANK[before] <= RANK[after]
    if before is Verdict.EXCELLENT:
        assert after is Verdict.EXCELLENT


def test_verdicts_have_names_in_both_languages():
    assert set(VERDICT_NAMES) == set(Verdict)
    assert all(all(names) for names in VERDICT_NAMES.values())


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_intervals_hold_what_they_are_of(values):
    middle, low, high = median_interval(values)
    assert middle == median(values)
    assert math.isnan(low) == (len(values) < 6)
    assert math.isnan(low) or low <= middle <= high
    mean, low, high = mean_interval(values)
    assert min(values) - 1e-6 <= mean <= max(values) + 1e-6
    assert math.isnan(low) or low - 1e-6 <= mean <= high + 1e-6


def test_the_interval_of_the_median_covers_it():
    dice = random.Random(7)
    covered = 0
    for _ in range(400):
        _, low, high = median_interval([dice.expovariate(1.0) for _ in range(25)])
        covered += low <= math.log(2) <= high
    assert covered / 400 > 0.93


def test_nothing_has_no_interval():
    assert all(map(math.isnan, (*mean_interval([]), *median_interval([]), *share_interval(0, 0))))
    assert mean_interval([2.0])[0] == 2.0
    assert mean_interval([2.0, 2.0]) == (2.0, 2.0, 2.0)


@given(st.integers(0, 50), st.integers(1, 50))
def test_a_share_lies_in_its_interval(n, more):
    share, low, high = share_interval(n, n + more)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1
