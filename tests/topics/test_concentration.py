from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.topics import concentration


def test_shares_are_compared_by_an_exact_test():
    north, south = concentration([8, 2], [25, 75])
    assert (north.share, north.usual, north.ratio) == pytest.approx((0.8, 0.25, 3.2))
    exact = sum(comb(25, n) * comb(75, 10 - n) for n in (8, 9, 10)) / comb(100, 10)
    assert north.p == pytest.approx(exact)
    assert south.ratio < 1 < south.p * 2


def test_a_matter_without_texts_is_concentrated_nowhere():
    assert concentration([0, 0], [3, 4]) == []


parts = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 40)), min_size=1, max_size=6)


@given(parts)
def test_shares_add_up_and_what_is_all_in_one_place_is_surest_there(drawn):
    observed, exposure = [own for own, _ in drawn], [own + other for own, other in drawn]
    found = concentration(observed, exposure)
    if not sum(observed):
        assert found == []
        return
    assert sum(one.share for one in found) == pytest.approx(1)
    assert sum(one.usual for one in found) == pytest.approx(1)
    assert all(0 < one.p <= 1 for one in found)
    assert all(one.p == pytest.approx(1) for one, own in zip(found, observed, strict=True) if own == 0)
