import pytest

from feedback_ai.measure.shares import share_change


def test_a_change_has_the_interval_of_agresti_and_caffo() -> None:
    found = share_change(12, 40, 20, 80)
    assert found is not None
    # By hand: one text of either kind is added to each sample.
    now, before = 13 / 42, 21 / 82
    half = 1.959964 * (now * (1 - now) / 42 + before * (1 - before) / 82) ** 0.5
    assert found.change == pytest.approx(0.05)
    assert (found.low, found.high) == pytest.approx((now - before - half, now - before + half), abs=1e-6)
    assert found.p == pytest.approx(0.53, abs=0.02)


@pytest.mark.parametrize("counts", [(0, 0, 3, 9), (3, 9, 0, 0)])
def test_an_empty_sample_has_no_change(counts: tuple[int, int, int, int]) -> None:
    assert share_change(*counts) is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("counts", [(0, 1, 1, 1), (1, 1, 0, 1), (0, 50, 0, 60), (50, 50, 60, 60)])
def test_ends_are_possible_changes(counts: tuple[int, int, int, int]) -> None:
    found = share_change(*counts)
    assert found is not None
    assert -1 <= found.low <= found.change <= found.high <= 1
