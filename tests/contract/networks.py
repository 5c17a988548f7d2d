"""The networks that the contract of adapters is tried on, and how to open each for a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Protocol

from rich.console import Console

from adapters.console import ConsoleAdapter, Screen
from adapters.console.adapter import Surroundings
from bot.adapter import Adapter, Intake
from bot.clock import ManualClock
from bot.domain.places import Account, Room
from bot.events import Event

PATIENCE = 30.0
"""In seconds: after so long, what was waited for is missing."""


@dataclass
class Inbox:
    """What an adapter handed in."""

    events: list[Event] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, events: Sequence[Event]) -> None:
        async with self._news:
            self.events += events
            self._news.notify_all()

    async def first(self, wanted: Callable[[Event], bool]) -> Event:
        """Return the first event of a kind, as soon as there is one."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: any(map(wanted, self.events)))
        return next(filter(wanted, self.events))


class Network(Protocol):
    """A network with one room, in which Léa is, and the bot."""

    @property
    def adapter(self) -> Adapter:
        """What is tried."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Where it hands in what happens."""
        ...

    @property
    def room(self) -> Room:
        """The one room."""
        ...

    @property
    def person(self) -> Account:
        """Léa, who can be written to in private."""
        ...

    @property
    def stranger(self) -> Account | None:
        """Somebody who cannot be; None where everybody can."""
        ...

    @property
    def nowhere(self) -> Room | None:
        """A room that is not there; None where there is but one."""
        ...

    @property
    def knows_keys(self) -> bool:
        """The same key twice makes one message."""
        ...

    async def shows(self, text: str, *, privately: bool = False) -> None:
        """Return once Léa sees a message of the bot's that contains this; fail if she never does."""
        ...

    async def texts(self, *, privately: bool = False) -> list[str]:
        """Give the bot's messages as Léa sees them."""
        ...

    async def says(self, text: str, *, privately: bool = False) -> None:
        """Have Léa write something."""
        ...


# --- the console ---

LEA = Account(network="console", id="léa")


@dataclass
class Terminal:
    """The console, with its screen in memory."""

    adapter: ConsoleAdapter
    output: StringIO
    typed: asyncio.Queue[str]
    taken: asyncio.Event
    inbox: Inbox = field(default_factory=Inbox)
    person: Account = LEA
    stranger: Account | None = None
    nowhere: Room | None = None
    knows_keys: bool = False

    @property
    def room(self) -> Room:
        """The landing."""
        return self.adapter.room

    async def shows(self, text: str, *, privately: bool = False) -> None:
        """Look at the screen."""
        assert any(text in shown for shown in await self.texts(privately=privately)), self.output.getvalue()

    async def texts(self, *, privately: bool = False) -> list[str]:
        """Have the screen print everything anew."""
        self.output.truncate(self.output.seek(0))
        self.adapter.screen.history()
        blocks: list[str] = []
        for line in self.output.getvalue().splitlines():
            if line.startswith("      ") and blocks:
                blocks[-1] += "\n" + line.removeprefix("      ")
            else:
                blocks.append(line)
        return [block for block in blocks if "Palier" in block and ("→" in block.split("\n")[0]) is privately]

    async def says(self, text: str, *, privately: bool = False) -> None:
        """Type it."""
        self.taken.clear()
        self.typed.put_nowait(f"Léa{'>' if privately else ':'} {text}")
        await self.taken.wait()


@asynccontextmanager
async def console() -> AsyncIterator[Terminal]:
    """Open the console."""
    output, typed, taken = StringIO(), asyncio.Queue[str](), asyncio.Event()
    screen = Screen(Console(file=output, width=10**6, highlight=False), lambda text: text, "fr", echo=True)
    terminal = Terminal(ConsoleAdapter("landing", screen, lambda text: text), output, typed, taken)

    async def settle() -> None:
        taken.set()

    async def lines() -> AsyncIterator[str]:
        while True:
            yield await typed.get()

    async def let_pass(time: timedelta) -> None:
        """Nothing is timed here."""

    clock = ManualClock(datetime(2026, 3, 16, 11, 0, tzinfo=UTC))
    terminal.adapter.place_in(Surroundings(clock, lambda at: at, settle, let_pass), lines())
    async with running(terminal.adapter, terminal.inbox):
        await terminal.says("bonjour")
        yield terminal


# --- any ---


@asynccontextmanager
async def running(adapter: Adapter, inbox: Intake) -> AsyncIterator[None]:
    """Have an adapter hand in what happens until the end."""
    task = asyncio.create_task(adapter.run(inbox))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
