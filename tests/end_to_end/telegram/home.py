"""The whole bot on the tests' own Bot API server: the real adapter, core, understanding, a store on the disk.

home = Home(folder, server.address, server.network.token, rooms={"lilas": ["-1001200000001"]})
async with at_work(home) as bot:
    ...
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import time
from functools import cache
from pathlib import Path
from typing import Self

from adapters.telegram import NETWORK, TelegramAdapter, TelegramOptions, WebhookOptions
from bot.adapter import Adapter, MenuEntry
from bot.bootstrap import Palier, Understanding, build
from bot.clock import Ticker
from bot.domain.calendar import QuietHours
from bot.domain.group import Group
from bot.domain.places import Room
from bot.intent.catalogue import Catalogue
from bot.store.tinydb import TinyDBStore
from tests.telegram.hours import Hours, HurriedClock

NEVER = QuietHours(start=time(8), end=time(8))
"""Tests run at night, too."""
SPEED = 30.0
"""Server and bot live so many times as fast as we: limits are kept, and a minute lasts two seconds."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a bot lives, and whom it serves; the same home again is the same bot after a restart."""

    folder: str
    address: str
    token: str
    rooms: Mapping[str, Sequence[str]]
    """Group → its chats, each perhaps with a topic behind a slash."""
    start: float
    speed: float = SPEED
    poll_seconds: float = 30.0
    ghosts: tuple[str, ...] = ()
    hook: str = ""
    """The address of the bot's own server for updates."""
    secret: str = ""
    language: str = "fr"
    menus: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    """Language → the commands that Telegram is to show."""
    elsewhere: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Group → its rooms on other networks, `network/chat`."""

    def written(self) -> str:
        """Give it as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Self:
        """Read such a line."""
        values = json.loads(line)
        return cls(**{**values, "ghosts": tuple(values["ghosts"])})

    @property
    def groups(self) -> list[Group]:
        """The groups that it serves."""
        return [
            Group(
                id=id,
                name=id,
                language=self.language,
                rooms=(*map(_room, chats), *map(_elsewhere, self.elsewhere.get(id, ()))),
                quiet_hours=NEVER,
            )
            for id, chats in self.rooms.items()
        ]

    @property
    def options(self) -> TelegramOptions:
        """What the adapter is told."""
        port = int(self.hook.rpartition(":")[2].partition("/")[0]) if self.hook else 0
        return TelegramOptions(
            rooms=tuple(_room(chat) for chats in self.rooms.values() for chat in chats),
            ghosts=frozenset(self.ghosts),
            menus={language: [MenuEntry(*e) for e in entries] for language, entries in self.menus.items()},
            webhook=WebhookOptions(self.hook, self.secret, port=port) if self.hook else None,
            base_url=self.address,
            poll_seconds=self.poll_seconds,
        )

    @property
    def clock(self) -> HurriedClock:
        """The time of its server."""
        return HurriedClock(Hours(self.speed, self.start))

    def adapter(self) -> TelegramAdapter:
        """Make its adapter."""
        folder = Path(self.folder) / "telegram"
        return TelegramAdapter(self.token, folder, self.options, self.clock, random.Random(4))


def free_port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _room(chat: str) -> Room:
    id, _, thread = chat.partition("/")
    return Room(network=NETWORK, chat=id, thread=thread or None)


def _elsewhere(written: str) -> Room:
    network, _, chat = written.partition("/")
    return Room(network=network, chat=chat)


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot at work."""

    palier: Palier
    adapter: TelegramAdapter
    running: asyncio.Task[None]


@cache
def catalogue() -> Catalogue:
    """Load the catalogue once."""
    return Catalogue.load(["fr", "en"])


@cache
def understanding() -> Understanding:
    """Load the intent engine once."""
    return Understanding.load()


@asynccontextmanager
async def at_work(home: Home, *others: Adapter) -> AsyncIterator[Bot]:
    """Have the bot serve its home until the end; what stops it before is raised there."""
    store = await TinyDBStore.open(Path(home.folder) / "data")
    adapter = home.adapter()
    palier = build(
        home.groups,
        store,
        [adapter, *others],
        home.clock,
        language=understanding(),
        catalogue=catalogue(),
    )
    await palier.engine.open()
    running = asyncio.create_task(adapter.run(palier.engine.take_in))
    ticker = Ticker(palier.engine.tick)
    ticker.start()
    try:
        yield Bot(palier, adapter, running)
    finally:
        ticker.stop()
        stopped_early = running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await adapter.close()
        await palier.engine.close()
        if stopped_early:
            running.result()
