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
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.practice import Building, people, practice_clock, practice_group, script, scripted, typed
from bot.store.memory import MemoryStore
from bot.store.port import Store
from bot.store.tinydb import TinyDBStore
from bot.texts.tongue import Tongue, load_translations

READING_PAUSE = 1.6
"""Seconds between two lines of the demo."""


async def practise(language: str, now: datetime | None, data: Path | None, *, empty: bool) -> None:
    """Open the practice building for whoever types."""
    group = practice_group(language)
    store: Store = MemoryStore() if data is None else await TinyDBStore.open(data)
    is_new = not empty and group.id not in await store.groups()
    clock = practice_clock(group, now)
    interactive = sys.stdin.isatty()
    async with _building(group, store, clock, echo=not interactive) as building:
        await _begin(building, language, history=is_new)
        building.screen.note(_welcome(language))
        building.adapter.show_keys()
        building.show_time()
        await building.play(typed(lambda: "› "))


async def demonstrate(language: str, now: datetime | None, *, why: bool, fast: bool) -> None:
    """Play a week in the building."""
    group = practice_group(language)
    understanding = Understanding.load()
    clock = practice_clock(group, now)
    async with _building(group, MemoryStore(), clock, echo=True, understanding=understanding) as building:
        await _begin(building, language, history=True)
        building.show_time()

        async def week() -> AsyncIterator[str]:
            for line in script("week", language):
                await asyncio.sleep(0 if fast else READING_PAUSE)
                yield line
                spoken = read_line(line)
                if why and isinstance(spoken, Spoken):
                    _explain(building, understanding, spoken, language, group, clock)

        await building.play(week())


def _building(
    group: Group, store: Store, clock: ManualClock, *, echo: bool, understanding: Understanding | None = None
) -> Building:
    console = Console(highlight=False, soft_wrap=True)
    return Building(group, store, clock, console, echo=echo, understanding=understanding or Understanding.load())
