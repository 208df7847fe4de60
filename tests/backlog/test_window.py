from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.window import RECENT_SHARE, Window

instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(instants, st.integers(1, 520))
def test_the_recent_part_is_the_last_quarter(end: datetime, weeks: int) -> None:
    window = Window.of(end, weeks)
    assert window.end - window.start == timedelta(weeks=weeks)
    assert window.start < window.recent < window.end
    assert window.end - window.recent == timedelta(weeks=weeks) * RECENT_SHARE
