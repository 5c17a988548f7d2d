"""`palier run`: serve the groups that the settings name."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from bot import logs
from bot.bootstrap import Understanding
from bot.cli.building import Building, typed
from bot.clock import SystemClock
from bot.config import Settings, load
from bot.domain.group import Group
from bot.errors import ConfigError
from bot.store.tinydb import TinyDBStore, backup_of, restore_backup


async def serve(config: Path) -> None:
    """Serve until the console ends or the process is told to stop."""
    settings = load(config)
    group = _console_group(settings)
    logs.set_up(settings.log.level, as_json=settings.log.format == "json", file=settings.log.file)
    store = await TinyDBStore.open(settings.data)
    console = Console(highlight=False, soft_wrap=True)
    echo = not sys.stdin.isatty()
    clock = SystemClock()
    async with Building(
        group, store, clock, console, echo=echo, understanding=Understanding.load()
    ) as building:
        building.adapter.show_keys()
        building.show_time()
        talking = asyncio.create_task(building.serve(typed("› ")))
        for stop in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(stop, talking.cancel)
        await asyncio.wait([talking])
        if not talking.cancelled():
            talking.result()


def go_back(config: Path, group: str, sure: Callable[[str], bool]) -> None:
    """Take a group back to its last good backup."""
    settings = load(config)
    backup = backup_of(settings.data, group)
    if backup is None:
        raise ConfigError(f"there is no backup of {group!r} in {settings.data}")
    if sure(f"Take {group} back to its backup of {backup.made_at:%Y-%m-%d %H:%M} UTC?"):
        restore_backup(settings.data, group)


def _console_group(settings: Settings) -> Group:
    if len(settings.groups) > 1:
        raise ConfigError("groups: the console serves one group in this version; keep one")
    return settings.groups[0].domain()
