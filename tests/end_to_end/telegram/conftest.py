"""A landing for each test: a group, the bot, and three who live there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.end_to_end.telegram.home import SPEED, Bot, Home, at_work
from tests.telegram.hours import Hours
from tests.telegram.network import Network
from tests.telegram.pace import Limits
from tests.telegram.people import Person, Town
from tests.telegram.rooms import Room
from tests.telegram.server import Server


@dataclass
class Landing:
    """A building's group, the bot's home, and three neighbours who have opened its private chat."""

    server: Server
    town: Town
    home: Home
    room: Room
    lea: Person
    rosa: Person
    mehdi: Person

    @property
    def network(self) -> Network:
        """The server's side of everything."""
        return self.server.network

    @property
    def home_folder(self) -> Path:
        """Where the bot keeps what it keeps."""
        return Path(self.home.folder)

    @asynccontextmanager
    async def served(self, **changes: object) -> AsyncIterator[Bot]:
        """Have the bot at work, and wait until it listens."""
        home = replace(self.home, **changes) if changes else self.home  # type: ignore[arg-type]  # by name
        async with at_work(home) as bot:
            await self.listens(bot)
            yield bot
            assert not self.network.strange, "the bot uses arguments that there are not"

    async def listens(self, bot: Bot) -> None:
        """Return once the bot is ready; fail if it stopped."""
        ready = asyncio.ensure_future(bot.adapter.ready.wait())
        await asyncio.wait([ready, bot.running], timeout=30, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        assert bot.adapter.ready.is_set(), f"the bot is not ready: {bot.running}"

    async def has_read(self) -> None:
        """Return once the bot has confirmed everything that there was to read."""
        await self.network.until(lambda: not self.network.updates.pending, "everything is read")

    @property
    def cards(self) -> list[str]:
        """What the bot says in the group, as it stands."""
        return self.room.texts()


@asynccontextmanager
async def opened(
    folder: Path, *, limits: Limits | None = None, in_charge: bool = True
) -> AsyncIterator[Landing]:
    """Have a supergroup with three neighbours and the bot in it, as an administrator or not."""
    hours = Hours(SPEED)
    async with Server.open(hours=hours, limits=limits or Limits()) as server:
        town = Town(server.network)
        lea, rosa, mehdi = town.person("Léa"), town.person("Rosa"), town.person("Mehdi")
        room = town.supergroup("Le palier", lea, rosa, mehdi)
        if in_charge:
            room.promotes_bot()
        server.network.updates.clear()  # that was long ago
        home = Home(
            str(folder / "bot"), server.address, server.network.token, {"lilas": [str(room.id)]}, hours.start
        )
        yield Landing(server, town, home, room, lea, rosa, mehdi)


@pytest.fixture
async def landing(tmp_path: Path) -> AsyncIterator[Landing]:
    """Give a landing on which the bot reads everything; it is not at work yet."""
    async with opened(tmp_path) as landing:
        yield landing


@pytest.fixture
async def private_landing(tmp_path: Path) -> AsyncIterator[Landing]:
    """Give a landing on which the bot only reads what is addressed to it."""
    async with opened(tmp_path, in_charge=False) as landing:
        yield landing
