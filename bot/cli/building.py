"""The practice building: the whole bot in one terminal, with a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from importlib import resources
from typing import Self

from rich.console import Console

from adapters.console import NETWORK, ConsoleAdapter, Screen
from adapters.console.adapter import Surroundings
from bot.books import Books
from bot.bootstrap import Palier, Understanding, build
from bot.clock import Clock, ManualClock
from bot.domain.calendar import to_instant, to_local
from bot.domain.group import Group
from bot.domain.places import Room
from bot.store.port import Store
from bot.texts.tongue import Tongue, load_translations

OPENS_AT = time(18, 0)
"""The practice day begins when people are home, whatever the hour is outside."""
HISTORY_DAYS = 7
NO_TIME = datetime(2000, 1, 1)
"""For texts that tell no time."""
NAMES = {"fr": "12 rue des Lilas", "en": "12 Lilac Street"}
ZONES = {"fr": "Europe/Paris", "en": "Europe/London"}


def practice_group(language: str) -> Group:
    """Give the practice building's group."""
    return Group(
        id="practice",
        name=NAMES[language],
        language=language,
        zone=ZONES[language],
        rooms=(Room(network=NETWORK, chat="landing"),),
    )


def practice_clock(group: Group, now: datetime | None, *, history: bool) -> ManualClock:
    """Give a clock that stands at `now` (naive local; by default today at six), or a week before."""
    if now is None:
        now = datetime.combine(to_local(datetime.now(UTC), group.zone).date(), OPENS_AT)
    return ManualClock(to_instant(now - timedelta(days=HISTORY_DAYS if history else 0), group.zone))


def script(name: str, language: str) -> list[str]:
    """Read the lines of one of the building's scripts, without its comments."""
    file = resources.files("adapters.console") / "building" / f"{name}.{language}.txt"
    return [
        line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


class Building:
    """A console network, its screen, and the bot that serves it."""

    def __init__(
        self,
        group: Group,
        store: Store,
        clock: Clock,
        console: Console,
        *,
        echo: bool,
        understanding: Understanding,
    ) -> None:
        self._group = group
        self._clock = clock
        t = translator(group.language)
        self.screen = Screen(console, t, group.language, echo=echo)
        self.adapter = ConsoleAdapter(group.rooms[0].chat, self.screen, t)
        self.palier: Palier = build(
            [group],
            store,
            [self.adapter],
            clock,
            language=understanding,
            catalogue=understanding.parser.catalogue,
        )

    async def __aenter__(self) -> Self:
        await self.palier.engine.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.palier.engine.close()

    @property
    def books(self) -> Books:
        """The group's books, to look at."""
        return self.palier.engine.books(self._group.id)

    async def play(self, lines: AsyncIterator[str]) -> None:
        """Read lines until they end."""
        self.adapter.place_in(
            Surroundings(
                clock=self._clock,
                local=lambda instant: to_local(instant, self._group.zone),
                settle=self.palier.settle,
                let_pass=self.palier.let_pass,
            ),
            lines,
        )
        await self.palier.settle()
        await self.adapter.run(self.palier.engine.take_in)

    async def remember(self, lines: Iterable[str]) -> None:
        """Let a script happen unseen, then show what the neighbours wrote in it."""
        self.screen.muted = True
        await self.play(scripted(lines))
        self.screen.muted = False
        self.screen.neighbours_history()

    def show_time(self) -> None:
        """Show the time in the building."""
        self.screen.clock(to_local(self._clock.now(), self._group.zone))


def translator(language: str) -> Callable[..., str]:
    """Give a function that translates a text, and fills in its {building}."""
    translations = load_translations(language)

    def translate(text: str, building: str | None = None) -> str:
        tongue = Tongue(language, translations, NO_TIME)
        return tongue(text) if building is None else tongue(text, building=building)

    return translate


async def scripted(lines: Iterable[str]) -> AsyncIterator[str]:
    """Give lines one after the other."""
    for line in lines:
        yield line


async def typed(prompt: str) -> AsyncIterator[str]:
    """Give the lines that are typed, or that come through a pipe, until they end.

    They are read in a thread of their own, which does not keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    ready = threading.Semaphore(0)

    def read() -> None:
        while ready.acquire():
            try:
                line: str | None = input(prompt) if sys.stdin.isatty() else next(sys.stdin, None)
            except EOFError:
                line = None
            loop.call_soon_threadsafe(lines.put_nowait, line)
            if line is None:
                return

    threading.Thread(target=read, daemon=True, name="keyboard").start()
    while True:
        ready.release()
        line = await lines.get()
        if line is None:
            return
        yield line
