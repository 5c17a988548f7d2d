"""Wall-clock time in a group's zone, through summer time and back.

Instants are aware datetimes in UTC. Local times are naive. A local time that the
clocks skip in spring means the same distance after the jump (02:30 becomes 03:30);
one that happens twice in autumn means the first.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.places import Value


def known_zone(zone: str) -> str:
    """Give a time zone's name back.

    Raises
    ------
    ValueError
        There is no such zone.

    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{zone!r} is no time zone; write one such as Europe/Paris") from error
    return zone


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
        """Give an instant that is not quiet: the given one, or else the end of the quiet hours around it.

        Where the clocks are set back over the end, the quiet hours may have a second end.
        """
        if not self.covers(to_local(instant, zone).time()):
            return instant
        today = to_local(instant, zone).date()
        ends = (
            datetime.combine(today + timedelta(days=days), self.end, ZoneInfo(zone)).replace(fold=fold)
            for days in count()
            for fold in (0, 1)
        )
        return next(
            end
            for end in (local.astimezone(UTC) for local in ends)
            if end >= instant and not self.covers(to_local(end, zone).time())
        )
