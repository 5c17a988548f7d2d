"""A landing for each test: a room, the bot, and two who live there."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.end_to_end.matrix.home import Bot, Home, at_work
from tests.synapse.neighbour import Neighbour
from tests.synapse.server import Synapse

_numbers = itertools.count(1)
"""Each test has accounts of its own on the one homeserver."""


@dataclass
class Landing:
    """A building's room, the bot's home, and two neighbours who are online."""

    synapse: Synapse
    folder: Path
    home: Home
    room: str
    lea: Neighbour
    rosa: Neighbour
    password: str

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return self.home.user

    @asynccontextmanager
    async def served(self, **changes: object) -> AsyncIterator[Bot]:
        """Have the bot at work, and wait until it is in the room."""
        home = replace(self.home, **changes) if changes else self.home  # type: ignore[arg-type]  # by name
        async with at_work(home) as bot:
            await self.lea.meets(self.room, self.bot)
            await self.rosa.meets(self.room, self.bot)
            yield bot

    @asynccontextmanager
    async def neighbour(self, name: str) -> AsyncIterator[Neighbour]:
        """Have one more neighbour online, who has nothing to do with the room yet."""
        async with Neighbour.at_home(self.synapse, f"{name}-{next(_numbers)}", self.folder) as one:
            yield one

    def cards(self, of: Neighbour | None = None) -> list[str]:
        """Give what the bot says in the room, as one of the two sees it."""
        return (of or self.lea).texts(self.room, by=self.bot)


OpensLanding: TypeAlias = Callable[..., AbstractAsyncContextManager[Landing]]


@pytest.fixture(params=["clear", "encrypted"])
async def landing(request: pytest.FixtureRequest, synapse: Synapse, tmp_path: Path) -> AsyncIterator[Landing]:
    """Give a landing in each kind of room; the bot is not at work yet."""
    async with opened(synapse, tmp_path, encrypted=request.param == "encrypted") as landing:
        yield landing


@pytest.fixture
async def clear_landing(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Landing]:
    """Give a landing in a room without encryption, where that makes no difference."""
    async with opened(synapse, tmp_path, encrypted=False) as landing:
        yield landing


@pytest.fixture
async def encrypted_landing(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Landing]:
    """Give a landing in an encrypted room, where the homeserver sees nothing of what is said."""
    async with opened(synapse, tmp_path, encrypted=True) as landing:
        yield landing


@asynccontextmanager
async def opened(
    synapse: Synapse, folder: Path, *, encrypted: bool, version: str | None = None
) -> AsyncIterator[Landing]:
    """Have a room with two neighbours in it, and the bot invited."""
    number = next(_numbers)
    access = synapse.registers(f"palier-{number}", shown_as="Palier")
    async with (
        Neighbour.at_home(synapse, f"lea-{number}", folder, shown_as="Léa") as lea,
        Neighbour.at_home(synapse, f"rosa-{number}", folder, shown_as="Rosa") as rosa,
    ):
        invited = [rosa.id, access.user_id]
        room = await lea.opens("Le palier", invites=invited, encrypted=encrypted, version=version)
        await lea.meets(room, rosa.id)
        home = Home.of(
            folder / "bot", synapse.address, access, rooms={"lilas": room}, inviters=(lea.id, rosa.id)
        )
        yield Landing(synapse, folder, home, room, lea, rosa, access.password)
