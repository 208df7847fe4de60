import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.schema import Severity
from feedback_ai.triage.outcomes import Pair, agreement

pairs = st.lists(st.tuples(st.none() | st.sampled_from(Severity), st.sampled_from(Severity)), max_size=30)


@given(pairs=pairs)
def test_shares_hold_together(pairs: list[Pair]) -> None:
    found = agreement(pairs)
    assert sum(found.table.values()) == len(pairs)
    if found.same is None or found.near is None or found.too_low is None:
        assert found.n_abstained == len(pairs)
        return
    assert found.same.of == len(pairs) - found.n_abstained
    assert found.same.n <= found.near.n
    assert found.same.n + found.too_low.n <= found.same.of
    for share in (found.same, found.near, found.too_low):
        assert 0 <= share.low <= share.share <= share.high <= 1


def test_a_table_worked_by_hand() -> None:
    s0, s4, s3, s2, s1 = Severity
    found = agreement([(s3, s3), (s3, s3), (s3, s2), (s2, s3), (s4, s1), (s0, s0), (None, s1)])
    assert found.table[s3, s3] == 2
    assert found.n_abstained == 1
    assert (found.same.n, found.near.n, found.too_low.n, found.same.of) == (3, 5, 2, 6)
    assert (found.same.low, found.same.high) == pytest.approx((0.1876, 0.8124), abs=1e-4)  # Wilson, 3 of 6
