"""`palier run`: serve the groups that the settings name, on every network where they have a room."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from bot import logs
from bot.bootstrap import Palier, Understanding, build
from bot.cli.networks import Network, open_networks
from bot.clock import SystemClock, Ticker
from bot.config import Settings, load
from bot.errors import ConfigError
from bot.store.port import Store
from bot.store.tinydb import TinyDBStore, backup_of, restore_backup

_log = structlog.get_logger(__name__)


async def serve(config: Path) -> None:
    """Serve until the process is told to stop, or a network ends: the console does, by `/quit`.

    Raises
    ------
    PalierError
        Something is set up wrong, or a network failed for good; in an exception group if several did.

    """
    settings = load(config)
    logs.set_up(settings.log.level, as_json=settings.log.format == "json", file=settings.log.file)
    # The store comes first: its lock also keeps a second bot from the networks' folders.
    store = await TinyDBStore.open(settings.data)
    async with at_work(settings, store, Understanding.load()) as (palier, networks):
        told = asyncio.Event()
        for stop in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(stop, told.set)
        await run_until(told, palier, networks)


@asynccontextmanager
async def at_work(
    settings: Settings, store: Store, understanding: Understanding
) -> AsyncIterator[tuple[Palier, list[Network]]]:
    """Put the bot together from what is set up; close all of it at the end, what speaks first."""
    networks: list[Network] = []
    try:
        networks.extend(open_networks(settings))  # one by one: those before a failure are closed, too
        palier = build(
            [group.domain() for group in settings.groups],
            store,
            [network.adapter for network in networks],
            SystemClock(),
            language=understanding,
            catalogue=understanding.parser.catalogue,
        )
        try:
            await palier.engine.open()
            yield palier, networks
        finally:
            await palier.engine.close()
    finally:
        await store.close()
        await asyncio.gather(*(network.close() for network in networks))


async def run_until(told: asyncio.Event, palier: Palier, networks: Sequence[Network]) -> None:
    """Have all networks run, and timers fire, until one network ends or the bot is told to stop."""
    ticker = Ticker(palier.engine.tick)
    ticker.start()
    for network in networks:
        network.begin(palier)
    running = [
        asyncio.create_task(network.adapter.run(palier.engine.take_in), name=network.adapter.network)
        for network in networks
    ]
    stopping = asyncio.create_task(told.wait())
    try:
        await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
    finally:
        ticker.stop()
        for task in (stopping, *running):
            task.cancel()
        ends = await asyncio.gather(*running, return_exceptions=True)
    failures = [end for end in ends if isinstance(end, Exception)]
    _log.info("stopped", told=told.is_set(), failures=len(failures))
    if failures:
        raise ExceptionGroup("networks failed", failures)


def go_back(config: Path, group: str, sure: Callable[[str], bool]) -> None:
    """Take a group back to its last good backup."""
    settings = load(config)
    backup = backup_of(settings.data, group)
    if backup is None:
        raise ConfigError(f"there is no backup of {group!r} in {settings.data}")
    if sure(f"Take {group} back to its backup of {backup.made_at:%Y-%m-%d %H:%M} UTC?"):
        restore_backup(settings.data, group)
