"""Long polling: one at a time, the newer ends the older (`process_get_updates_query`, `do_get_updates`)."""

from __future__ import annotations

import asyncio
import time

from tests.telegram.arguments import Arguments
from tests.telegram.refusals import OTHER_POLLER, WEBHOOK_ACTIVE, WEBHOOK_CAME, Refusal
from tests.telegram.updates import Update, Updates

LONGEST = 50
"""In seconds: LONG_POLL_MAX_TIMEOUT."""
_CONFLICT_PAUSE = 3.0


class Polling:
    """Whoever asks for updates."""

    def __init__(self, updates: Updates) -> None:
        self.webhook_is_set = False
        self.polls = 0
        """How often it was asked."""
        self._updates = updates
        self._waiting: asyncio.Future[str | None] | None = None
        self._previous = (-1, -100.0)
        self._next_conflict = 0.0
        updates.news = self.wake

    @property
    def is_waiting(self) -> bool:
        """Somebody waits for the next update."""
        return self._waiting is not None and not self._waiting.done()

    async def get_updates(self, arguments: Arguments) -> list[Update]:
        """Answer `getUpdates`.

        Raises
        ------
        Refusal
            With 409: another poller came, or a webhook is set. At most one such answer
            comes at once, the others after 3 seconds.

        """
        if self.webhook_is_set:
            raise await self._conflict(WEBHOOK_ACTIVE)
        self.polls += 1
        offset = arguments.number("offset")
        limit = arguments.number("limit", 100, 1, 100)
        timeout = arguments.number("timeout", 0, 0, LONGEST)
        self._updates.allow(arguments.text("allowed_updates"))
        now = time.monotonic()
        same_offset, before = self._previous
        if offset == same_offset and timeout < 3 and now < before + 3:
            timeout = 3
        if offset == same_offset and now < before + 0.5:
            limit = 1
        self._previous = (offset, now)
        found = self._updates.fetch(offset, limit)
        return found if found or not timeout else await self._wait(offset, limit, timeout)

    async def _wait(self, offset: int, limit: int, seconds: float) -> list[Update]:
        self.end(OTHER_POLLER)
        waiting: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        try:
            async with asyncio.timeout(seconds):
                conflict = await waiting
        except TimeoutError:
            conflict = None
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if conflict is not None:
            raise await self._conflict(conflict)
        return self._updates.fetch(offset, limit)

    def wake(self) -> None:
        """There is something new."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def end(self, conflict: str = WEBHOOK_CAME) -> None:
        """End whoever waits, with a conflict."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(conflict)

    async def _conflict(self, text: str) -> Refusal:
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(_CONFLICT_PAUSE)
        else:
            self._next_conflict = now + _CONFLICT_PAUSE
        return Refusal(409, text)
