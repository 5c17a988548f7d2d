"""Calls that are not answered yet: let to an end before the connections are closed.

What is cut off may have been done, and would be done again at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import Retryable

_PATIENCE = 5.0


class UnderWay:
    """Counts calls."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()
        self._ending = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call as long as it lasts.

        Raises
        ------
        Retryable
            No more calls are begun.

        """
        if self._ending:
            raise Retryable("the connection is being closed")
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def end(self) -> None:
        """Have no more calls begun, and return once there are none, or after a few seconds."""
        self._ending = True
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._none.wait()
        except TimeoutError:
            return
