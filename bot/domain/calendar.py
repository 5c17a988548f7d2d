"""Wall-clock time in a group's zone, through summer time and back.

Instants are aware datetimes in UTC. Local times are naive. A local time that the
clocks skip in spring means the same distance after the jump (02:30 becomes 03:30);
one that happens twice in autumn means the first.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.places import Value


def to_local(instant: datetime, zone: str) -> datetime:
    """Give the naive wall-clock time of an instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def to_instant(local: datetime, zone: str) -> datetime:
    """Give the instant of a naive wall-clock time."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def at_clock(instant: datetime, zone: str, *, days: int, clock: time) -> datetime:
    """Give the instant at a time of day, so many calendar days after an instant."""
    day = to_local(instant, zone).date() + timedelta(days=days)
    return to_instant(datetime.combine(day, clock), zone)


class QuietHours(Value):
    """The hours in which a group wants no message; they may run past midnight.

    Equal ends mean that no hour is quiet.
    """

    start: time = time(22, 0)
    end: time = time(8, 0)

    def covers(self, clock: time) -> bool:
        """Tell whether a time of day is quiet; `end` itself is not."""
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def over(self, instant: datetime, zone: str) -> datetime:
        """Give the first instant, not before the given one, that is not quiet."""
        local = to_local(instant, zone)
        if not self.covers(local.time()):
            return instant
        tomorrow = self.end <= local.time()
        return max(instant, at_clock(instant, zone, days=int(tomorrow), clock=self.end))
