"""When a message that could not be delivered is tried again, and when no more."""

from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=6)
FACTOR = 4
MAX_ATTEMPTS = 12
"""With these figures the last attempt is one to two days after the first."""


def delay(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after a failed attempt: four times as long each time, up to `LONGEST`.

    A random half of it is left out, so that messages that failed together do not all come back together.

    Args:
        attempts: Attempts made so far, at least 1.
        chance: A random number in [0, 1).

    Returns:
        None where it is given up.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    longest: timedelta = min(LONGEST, FIRST * FACTOR ** (attempts - 1))
    return longest * (1 - chance / 2)
