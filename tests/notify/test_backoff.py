from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.notify.backoff import FIRST, LONGEST, MAX_ATTEMPTS, delay

chances = st.floats(0, 1, exclude_max=True)


@given(attempts=st.integers(1, MAX_ATTEMPTS - 1), chance=chances, other=chances)
def test_waits_grow_and_keep_their_bounds(attempts: int, chance: float, other: float) -> None:
    wait = delay(attempts, chance)
    assert wait is not None
    assert FIRST / 2 <= wait <= LONGEST
    later = delay(attempts + 1, other)
    assert later is None or later >= wait or later >= LONGEST / 2


@given(attempts=st.integers(MAX_ATTEMPTS, 100), chance=chances)
def test_it_ends(attempts: int, chance: float) -> None:
    assert delay(attempts, chance) is None


def test_the_last_attempt_is_one_to_two_days_after_the_first() -> None:
    for chance in (0.0, 0.999999):
        waits = [delay(attempts, chance) or timedelta() for attempts in range(1, MAX_ATTEMPTS)]
        assert timedelta(hours=15) < sum(waits, timedelta()) < timedelta(days=2)
