"""The practice terminal as another network beside Telegram, in one bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO

from rich.console import Console

from adapters.console import ConsoleAdapter, Screen
from adapters.console.adapter import Surroundings
from tests.end_to_end.telegram.conftest import Landing
from tests.end_to_end.telegram.home import Bot, at_work


@dataclass
class Terminal:
    """The other network."""

    output: StringIO = field(default_factory=StringIO)
    typed: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        console = Console(file=self.output, width=10**6, highlight=False)
        self.adapter = ConsoleAdapter("palier", Screen(console, lambda text: text, "fr", echo=True), str)

    async def lines(self) -> AsyncIterator[str]:
        """Give what is typed."""
        while True:
            yield await self.typed.get()

    def says(self, line: str) -> None:
        """Type it."""
        self.typed.put_nowait(line)

    async def shows(self, text: str) -> None:
        """Return once the screen shows this; fail if it never does."""
        try:
            async with asyncio.timeout(30):
                while text not in self.output.getvalue():  # noqa: ASYNC110 - a screen tells nobody
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"« {text} » is not in:\n{self.output.getvalue()}") from None


@asynccontextmanager
async def on_both(landing: Landing) -> AsyncIterator[tuple[Bot, Terminal]]:
    """Have one bot serve the group on both networks."""
    terminal = Terminal()
    home = replace(landing.home, elsewhere={"lilas": ["console/palier"]})
    async with at_work(home, terminal.adapter) as bot:
        await landing.listens(bot)

        async def settle() -> None:
            """The networks settle by themselves."""

        async def let_pass(time: timedelta) -> None:
            """Time passes by itself."""

        def local(at: datetime) -> datetime:
            return at

        terminal.adapter.place_in(Surroundings(home.clock, local, settle, let_pass), terminal.lines())
        reading = asyncio.create_task(terminal.adapter.run(bot.palier.engine.take_in))
        try:
            yield bot, terminal
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
