"""Telegram for the contract of adapters: the real adapter on the tests' own server, without the core."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telegram import NETWORK, TelegramAdapter, TelegramOptions
from bot.domain.places import Account, Room
from tests.contract.networks import Inbox, running
from tests.telegram.hours import Hours, HurriedClock
from tests.telegram.people import Person, Town
from tests.telegram.rooms import Room as Group
from tests.telegram.server import Server
from tests.telegram.world import Message


@dataclass
class Landing:
    """A group with Léa in it, and Rosa, who never opened the bot's private chat."""

    adapter: TelegramAdapter
    server: Server
    lea: Person
    group: Group
    stranger: Account | None
    inbox: Inbox = field(default_factory=Inbox)
    knows_keys: bool = False

    @property
    def room(self) -> Room:
        """The group."""
        return Room(network=NETWORK, chat=str(self.group.id))

    @property
    def nowhere(self) -> Room | None:
        """A group that is not there."""
        return Room(network=NETWORK, chat="-1009999999999")

    @property
    def person(self) -> Account:
        """Léa's account."""
        return Account(network=NETWORK, id=str(self.lea.id))

    async def shows(self, text: str, *, privately: bool = False) -> None:
        """Wait until Léa sees it, in a message or on a button."""

        def is_seen() -> bool:
            seen = ([m.text, *m.buttons] for m in self._messages(privately=privately))
            return any(text in words for message in seen for words in message)

        await self.server.network.until(is_seen, text)

    async def texts(self, *, privately: bool = False) -> list[str]:
        """Give what Léa sees of the bot."""
        return [message.text for message in self._messages(privately=privately)]

    async def says(self, text: str, *, privately: bool = False) -> None:
        """Have Léa write it."""
        if privately:
            self.lea.writes(text)
        else:
            self.lea.says(self.group, text)

    def _messages(self, *, privately: bool) -> list[Message]:
        chat = self.lea.private() if privately else self.group.chat
        assert chat is not None
        return Group(self.server.network, chat).messages


@asynccontextmanager
async def landing(folder: Path) -> AsyncIterator[Landing]:
    """Open one, with the adapter running."""
    hours = Hours(speed=30)
    async with Server.open(hours=hours) as server:
        town = Town(server.network)
        lea, rosa = town.person("Léa"), town.person("Rosa", started=False)
        group = town.supergroup("Le palier", lea, rosa)
        group.promotes_bot()
        server.network.updates.clear()  # that was long ago
        rooms = (Room(network=NETWORK, chat=str(group.id)),)
        options = TelegramOptions(rooms=rooms, base_url=server.address)
        clock, chance = HurriedClock(hours), random.Random(1)
        adapter = TelegramAdapter(server.network.token, folder / "telegram", options, clock, chance)
        stranger = Account(network=NETWORK, id=str(rosa.id))
        opened = Landing(adapter, server, lea, group, stranger)
        async with running(adapter, opened.inbox):
            await adapter.ready.wait()
            yield opened
        await adapter.close()
