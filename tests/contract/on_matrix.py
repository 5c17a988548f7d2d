"""Matrix for the contract of adapters: the real adapter on a real homeserver, alone, without the core."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from adapters.matrix import NETWORK, MatrixAccount, MatrixAdapter, MatrixOptions
from bot.adapter import Pace
from bot.domain.places import Account, Room
from bot.effects import Message, Send
from bot.events import MessageSent
from tests.contract.networks import Inbox, running
from tests.synapse.neighbour import Neighbour
from tests.synapse.server import Synapse

_numbers = itertools.count(1)


@dataclass
class House:
    """A room on a homeserver, with Léa in it and somebody who wants no private chat."""

    adapter: MatrixAdapter
    bot: str
    lea: Neighbour
    room: Room
    stranger: Account | None
    inbox: Inbox = field(default_factory=Inbox)
    knows_keys: bool = True

    @property
    def nowhere(self) -> Room | None:
        """A room that is not there."""
        return Room(network=NETWORK, chat=self.room.chat.replace("!", "!nowhere"))

    @property
    def person(self) -> Account:
        """Léa's account."""
        return Account(network=NETWORK, id=self.lea.id)

    async def shows(self, text: str, *, privately: bool = False) -> None:
        """Wait until it is on Léa's screen."""
        if privately:
            await self.lea.sees_privately(text, by=self.bot)
        else:
            await self.lea.sees(self.room.chat, text, by=self.bot)

    async def texts(self, *, privately: bool = False) -> list[str]:
        """Look at Léa's screen."""
        rooms = self.lea.private_rooms(self.bot) if privately else [self.room.chat]
        return [text for room in rooms for text in self.lea.texts(room, by=self.bot)]

    async def says(self, text: str, *, privately: bool = False) -> None:
        """Have Léa write it."""
        room = self.lea.private_rooms(self.bot)[0] if privately else self.room.chat
        await self.lea.says(room, text)


@asynccontextmanager
async def house(synapse: Synapse, folder: Path, *, encrypted: bool) -> AsyncIterator[House]:
    """Open one, with the adapter running."""
    number = next(_numbers)
    access = synapse.registers(f"bot-of-house-{number}", shown_as="Palier")
    async with (
        Neighbour.at_home(synapse, f"lea-of-house-{number}", folder, shown_as="Léa") as lea,
        Neighbour.at_home(synapse, f"grump-{number}", folder) as grump,
    ):
        chat = await lea.opens("Le palier", invites=[access.user_id, grump.id], encrypted=encrypted)
        account = MatrixAccount(
            homeserver=synapse.address,
            user=access.user_id,
            device=access.device_id,
            token=SecretStr(access.token),
        )
        options = MatrixOptions(rooms=frozenset({chat}), pace=Pace(burst=1000, every=0.0))
        (folder / "matrix").mkdir()
        adapter = MatrixAdapter(account, folder / "matrix", options)
        stranger = Account(network=NETWORK, id=grump.id)
        opened = House(adapter, access.user_id, lea, Room(network=NETWORK, chat=chat), stranger)
        async with running(adapter, opened.inbox):
            await lea.meets(chat, access.user_id)
            await _falls_out(opened, grump)
            yield opened
        await adapter.close()


async def _falls_out(house: House, grump: Neighbour) -> None:
    """Have somebody leave the private room that the bot made for them, and the bot know of it."""
    welcome = Send(to=Account(network=NETWORK, id=grump.id), message=Message(text="Bonjour"))
    await house.adapter.perform(welcome, "welcome")
    await grump.sees_privately("Bonjour", by=house.bot)
    await grump.leaves(grump.private_rooms(house.bot)[0])
    await house.lea.says(house.room.chat, "bonjour")
    await house.inbox.first(lambda event: isinstance(event, MessageSent) and event.text == "bonjour")
    house.inbox.events.clear()
