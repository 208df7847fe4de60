"""Quiet hours: a message that falls into them waits until they end."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class QuietHours:
    """Hours of every day in which nobody is told.

    Attributes:
        begin: When they begin, local time.
        end: When they end, local time, exclusive; earlier than `begin` where midnight lies between. Not equal to it.
        zone: The time zone of both.
        exempt: Severities that are told all the same.
    """

    begin: time
    end: time
    zone: ZoneInfo
    exempt: frozenset[str] = frozenset()

    def until(self, moment: datetime) -> datetime:
        """When a message of this moment may be sent, UTC: the moment itself outside of quiet hours, else their end.

        Where clocks are set forward over the end, it is the first moment after it.
        """
        local = moment.astimezone(self.zone)
        now = local.time()
        over_midnight = self.begin > self.end
        quiet = (now >= self.begin or now < self.end) if over_midnight else self.begin <= now < self.end
        if not quiet:
            return moment.astimezone(UTC)
        day = local.date() + timedelta(days=1) if over_midnight and now >= self.begin else local.date()
        ends = datetime.combine(day, self.end, self.zone).astimezone(UTC)
        # On the night when clocks go back, the same local time comes twice; the first one may be over already.
        return max(ends, moment.astimezone(UTC))
