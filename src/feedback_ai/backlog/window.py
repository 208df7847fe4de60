"""The stretch of time that a backlog is built from, and the recent part of it that trends compare with the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

RECENT_SHARE = 0.25
"""The last quarter of a window is recent: 6.5 of 26 weeks, long enough for counts and short enough to be news."""


@dataclass(frozen=True)
class Window:
    """From `start` to `end`, UTC, the end exclusive."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, end: datetime, weeks: int) -> "Window":
        """The weeks before an instant.

        Args:
            end: The first instant that is no longer part of it.
            weeks: Length, at least 1.
        """
        return cls(end - timedelta(weeks=weeks), end)

    @property
    def recent(self) -> datetime:
        """When its recent part begins."""
        return self.end - (self.end - self.start) * RECENT_SHARE
