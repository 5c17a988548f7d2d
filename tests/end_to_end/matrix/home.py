"""The whole bot on a real homeserver: the real adapter, the real core, a store on the disk.

home = Home(folder, synapse.address, access, rooms={"lilas": room}, inviters=(lea.id,))
async with at_work(home, PlainLanguage()) as bot:
    ...
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import SecretStr

from adapters.matrix import NETWORK, MatrixAccount, MatrixAdapter, MatrixOptions, load_account
from adapters.matrix.account import save_account
from bot.adapter import Pace
from bot.bootstrap import Palier, Understanding, build
from bot.clock import SystemClock, Ticker
from bot.domain.calendar import QuietHours
from bot.domain.group import Group
from bot.domain.places import Room
from bot.errors import ConfigError
from bot.intent.catalogue import Catalogue
from bot.reader import Language
from bot.store.tinydb import TinyDBStore
from tests.neighbourhood import PlainLanguage
from tests.synapse.server import Access

NEVER = QuietHours(start=time(8), end=time(8))
"""Tests run at night, too."""
AS_FAST_AS_IT_GOES = Pace(burst=1000, every=0.0)


class HurriedClock(SystemClock):
    """Tells the time as it is, and sleeps a twentieth of it."""

    async def sleep_until(self, instant: datetime) -> None:
        """Return long before an instant."""
        await asyncio.sleep(max((instant - self.now()).total_seconds() / 20, 0))


@dataclass(frozen=True, slots=True)
class Home:
    """Where a bot lives, and whom it serves; the same home again is the same bot after a restart."""

    folder: str
    address: str
    user: str
    device: str
    token: str
    rooms: Mapping[str, str]
    """Group → the id of its room."""
    inviters: tuple[str, ...]
    unlimited: bool = True
    """The homeserver has no rate limits, so the bot need not keep to any."""
    poll_seconds: float = 30.0
    hurried: bool = False
    """After a failure it tries again twenty times sooner than it should."""
    in_words: bool = False
    """It reads French, as it does outside of tests; otherwise the tests' plain language."""

    @classmethod
    def of(cls, folder: Path, address: str, access: Access, **others: object) -> Self:
        """Give the home of an account."""
        others = {"folder": str(folder), "address": address, **others}
        return cls(user=access.user_id, device=access.device_id, token=access.token, **others)  # type: ignore[arg-type]  # by name

    def written(self) -> str:
        """Give it as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Self:
        """Read such a line."""
        values = json.loads(line)
        return cls(**{**values, "inviters": tuple(values["inviters"])})

    @property
    def groups(self) -> list[Group]:
        """The groups that it serves."""
        return [
            Group(id=id, name=id, rooms=(Room(network=NETWORK, chat=chat),), quiet_hours=NEVER)
            for id, chat in self.rooms.items()
        ]

    @property
    def options(self) -> MatrixOptions:
        """What the adapter is told."""
        rooms, inviters = frozenset(self.rooms.values()), frozenset(self.inviters)
        options = MatrixOptions(
            rooms=rooms,
            inviters=inviters,
            poll_seconds=self.poll_seconds,
            cannot_read=lambda room: f"I cannot decrypt this in {room}",
        )
        return replace(options, pace=AS_FAST_AS_IT_GOES) if self.unlimited else options

    def account(self) -> MatrixAccount:
        """Give the account that is kept in the home; on the first day, put it there."""
        folder = Path(self.folder) / "matrix"
        try:
            account = load_account(folder)
        except ConfigError:
            folder.mkdir(parents=True)
            account = MatrixAccount(
                homeserver=self.address, user=self.user, device=self.device, token=SecretStr(self.token)
            )
            save_account(account, folder)
        return account.model_copy(update={"homeserver": self.address})


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot at work."""

    palier: Palier
    adapter: MatrixAdapter
    running: asyncio.Task[None]


@cache
def everything() -> Catalogue:
    """Load the catalogue once."""
    return Catalogue.load(["fr", "en"])


@cache
def understanding() -> Understanding:
    """Load the intent engine once."""
    return Understanding.load()


def language_of(home: Home) -> Language:
    """Give the language that is spoken there."""
    return understanding() if home.in_words else PlainLanguage()


@asynccontextmanager
async def at_work(home: Home) -> AsyncIterator[Bot]:
    """Have the bot serve its home until the end; what stops it before is raised there."""
    folder = Path(home.folder)
    store = await TinyDBStore.open(folder / "data")
    clock = HurriedClock() if home.hurried else SystemClock()
    adapter = MatrixAdapter(home.account(), folder / "matrix", home.options, clock=clock)
    palier = build(
        home.groups, store, [adapter], SystemClock(), language=language_of(home), catalogue=everything()
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
        await palier.engine.close()
        await adapter.close()
        if stopped_early:
            running.result()
