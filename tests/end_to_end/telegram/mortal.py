"""A bot that can be killed and started again, within a test.

async with Mortal.ready() as bot:
    await bot.starts(home)
    await bot.is_killed()
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

from tests.end_to_end.telegram.home import Home

TOP = Path(__file__).parents[3]


class Mortal:
    """Starts bots in a process of their own, one after the other."""

    def __init__(self, nursery: asyncio.subprocess.Process) -> None:
        self._nursery = nursery
        self._bot: int | None = None
        self.deaths = 0

    @classmethod
    @asynccontextmanager
    async def ready(cls) -> AsyncIterator[Self]:
        """Load everything that a bot needs; kill what is left at the end."""
        nursery = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.end_to_end.telegram.bot_child"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=TOP,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )
        mortal = cls(nursery)
        try:
            yield mortal
        finally:
            if mortal._bot is not None:
                await mortal.is_killed()
            nursery.kill()
            await nursery.communicate()

    @property
    def pid(self) -> int:
        """The process id of the bot that lives."""
        assert self._bot is not None, "it was not started"
        return self._bot

    async def starts(self, home: Home) -> None:
        """Start the bot of a home."""
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(home.written().encode() + b"\n")
        self._bot = await self._line()

    async def is_killed(self) -> None:
        """Kill the bot with SIGKILL; fail if it ended by itself before."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._bot = None
        ended = await self._line()
        assert ended == -signal.SIGKILL, f"the bot ended by itself, with {ended}"
        self.deaths += 1

    async def _line(self) -> int:
        assert self._nursery.stdout is not None
        return int(await self._nursery.stdout.readline())
