"""Time, as something that is given.

`SystemClock` is the real one. `ManualClock` stands until it is moved: the practice
building lets days pass with it, and tests are exact. `Ticker` wakes the engine; it
only asks "is anything due?", so a late tick or a leap of the clock loses nothing.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = timedelta(seconds=20)
_NAP = timedelta(minutes=1)


class Clock(Protocol):
    """Tells the time, and lets it pass."""

    def now(self) -> datetime:
        """Give the present instant, in UTC."""
        ...

    async def sleep_until(self, instant: datetime) -> None:
        """Return at an instant; at once if it is past."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present instant, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, instant: datetime) -> None:
        """Return at an instant; by naps, since a machine may sleep or have its clock set."""
        while (left := instant - self.now()) > timedelta(0):  # noqa: ASYNC110 - no event tells the time
            await asyncio.sleep(min(left, _NAP).total_seconds())


class ManualClock:
    """A clock that somebody moves."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """Give the instant that the clock was last moved to."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to an instant, and wake who slept until then; never backward."""
        self._now = max(self._now, instant)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                sleeper.set_result(None)

    async def sleep_until(self, instant: datetime) -> None:
        """Return once the clock was moved to an instant."""
        if instant <= self._now:
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (instant, self._count, sleeper))
        await sleeper


class Ticker:
    """Calls the engine every twenty seconds, for as long as it is open."""

    def __init__(self, tick: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=TICK.total_seconds(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        """Begin to tick; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        self._scheduler.shutdown(wait=False)
