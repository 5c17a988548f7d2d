"""`palier chat` and `palier demo`: the practice building, typed or played."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from rich.console import Console

from adapters.console.lines import Spoken, read_line
from bot.bootstrap import Understanding
from bot.cli.building import Building, practice_clock, practice_group, script, translator, typed
from bot.cli.showing import Shower
from bot.domain.calendar import to_local
from bot.store.memory import MemoryStore
from bot.store.port import Store
from bot.store.tinydb import TinyDBStore

READING_PAUSE = 1.6
"""Seconds between two lines of the demo."""


async def practise(language: str, now: datetime | None, data: Path | None, *, empty: bool) -> None:
    """Open the practice building for whoever types."""
    group = practice_group(language)
    store: Store = MemoryStore() if data is None else await TinyDBStore.open(data)
    has_history = not empty and group.id not in await store.groups()
    clock = practice_clock(group, now, history=has_history)
    console = Console(highlight=False, soft_wrap=True)
    echo = not sys.stdin.isatty()
    t = translator(language)
    async with Building(
        group, store, clock, console, echo=echo, understanding=Understanding.load()
    ) as building:
        building.screen.note(
            t("Welcome to {building}, a practice building. You are all the neighbours.", group.name)
        )
        building.adapter.show_keys()
        if has_history:
            building.screen.note(t("── last week ──"))
            await building.remember(script("history", language))
        building.show_time()
        await building.play(typed("› "))


async def demonstrate(language: str, now: datetime | None, *, why: bool, fast: bool) -> None:
    """Play a week in the building."""
    group = practice_group(language)
    understanding = Understanding.load()
    clock = practice_clock(group, now, history=True)
    console = Console(highlight=False, soft_wrap=True)
    shower = Shower(understanding.parser, console)
    t = translator(language)
    async with Building(
        group, MemoryStore(), clock, console, echo=True, understanding=understanding
    ) as building:
        building.screen.note(t("── last week ──"))
        await building.remember(script("history", language))
        building.show_time()

        async def week() -> AsyncIterator[str]:
            told = 0
            for line in script("week", language):
                await asyncio.sleep(0 if fast else READING_PAUSE)
                matches = list(building.books.matches)
                if why:
                    shower.why(matches[told:], building.books)
                told = len(matches)
                spoken = read_line(line)
                if why and isinstance(spoken, Spoken):
                    local = to_local(clock.now(), group.zone)
                    shower.explain(spoken.text, language, local, private=bool(spoken.private))
                yield line

        await building.play(week())
