"""The server's time: real, or hurried, so that a minute of limits passes in a second."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class Hours:
    """Seconds since 1970 that pass `speed` times as fast as they should, from `start`.

    The same start and speed in another process give the same time there.
    """

    speed: float = 1.0
    start: float = field(default_factory=time.time)
    ahead: float = 0.0
    """So many seconds were skipped."""

    def now(self) -> float:
        """Give the present time."""
        return self.start + (time.time() - self.start) * self.speed + self.ahead

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self.ahead += seconds

    def real(self, seconds: float) -> float:
        """Give how long it really takes until so many seconds have passed."""
        return seconds / self.speed


class HurriedClock:
    """The time of the server, for the bot."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours

    def now(self) -> datetime:
        """Give the present instant."""
        return datetime.fromtimestamp(self._hours.now(), UTC)

    async def sleep_until(self, instant: datetime) -> None:
        """Return at an instant."""
        while (left := (instant - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - no event tells the time
            await asyncio.sleep(max(self._hours.real(left), 0.001))
