"""Two buildings on one engine, over a store that outlives it: for tests of the engine itself.

street = await street_of()
await street.engine.take_in([street.says("Léa", "cherche perceuse")])
await street.settles()
assert [listing.id for listing in street.listings()] == ["1"]
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import handlers
from bot.adapter import Adapter
from bot.clock import ManualClock
from bot.directory import Directory
from bot.dispatch import Dispatch
from bot.domain.group import Group
from bot.domain.listing import Listing
from bot.domain.places import MessageRef, Room
from bot.effects import Effect, Message, Receipt
from bot.engine import Engine
from bot.errors import StoreError
from bot.events import MessageSent
from bot.lane import Workshop
from bot.outbox import Outbox
from bot.reader import Reader
from bot.speech import Speech
from bot.store.memory import MemoryStore
from bot.store.port import Change, Tables
from bot.texts.wording import Wording
from tests.doubles import nothing_known
from tests.neighbourhood import Chat, PlainLanguage, account, place

TEN = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris, on a Monday."""
HALL = Room(network="test", chat="hall")
YARD = Room(network="test", chat="yard")
LILAS = Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,))
ROSES = Group(id="roses", name="3 rue des Roses", rooms=(YARD,))


class LastingStore(MemoryStore):
    """Stays when its engine goes; fails or waits where it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: Counter[str] = Counter()
        """By table: how many of the next commits that touch it fail."""
        self.gates: dict[str, asyncio.Event] = {}
        """By group: commits to it wait for this."""

    async def commit(self, group: str, changes: Sequence[Change]) -> None:
        await asyncio.sleep(0)
        if group in self.gates:
            await self.gates[group].wait()
        for table in {change.table for change in changes}:
            if self.failures[table]:
                self.failures[table] -= 1
                raise StoreError("the disk is full")
        await super().commit(group, changes)

    async def close(self) -> None:
        """Stay open."""

    async def table(self, name: str, group: str = LILAS.id) -> list[str]:
        """Give the ids in a table."""
        return list((await self.load(group)).get(name, {}))

    async def everything(self) -> dict[str, Tables]:
        """Give all that is stored, by group."""
        return {group: await self.load(group) for group in await self.groups()}


class FaultyVoice(Wording):
    """Breaks down when it has to speak of a kaboum: in the middle of a handler."""

    def say(self, speech: Speech, language: str, now: datetime) -> Message:
        if "kaboum" in repr(speech):
            raise RuntimeError(f"cannot say {speech!r}")
        return super().say(speech, language, now)


class GatedChat(Chat):
    """A network that knows its keys, and can be made to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.gate: asyncio.Event | None = None
        self.receipts: dict[str, Receipt] = {}

    async def perform(self, effect: Effect, key: str) -> Receipt:
        if self.gate is not None:
            await self.gate.wait()
        if key not in self.receipts:
            self.receipts[key] = await super().perform(effect, key)
        return self.receipts[key]


@dataclass
class Street:
    """The engine, and what is around it."""

    engine: Engine
    store: LastingStore
    chat: GatedChat
    clock: ManualClock
    groups: Sequence[Group]
    count: int = 0

    def says(
        self, name: str, text: str, *, room: Room = HALL, reply_to: MessageRef | None = None
    ) -> MessageSent:
        """Give the event of somebody saying something in a room."""
        return self._sent(name, text, room, reply_to=reply_to)

    def writes(self, name: str, text: str, *shared_rooms: Room) -> MessageSent:
        """Give the event of somebody writing to the bot in private."""
        return self._sent(name, text, place(account(name)), private=True, shared_rooms=shared_rooms)

    def _sent(
        self,
        name: str,
        text: str,
        room: Room,
        *,
        private: bool = False,
        shared_rooms: tuple[Room, ...] = (),
        reply_to: MessageRef | None = None,
    ) -> MessageSent:
        id = self.id()
        return MessageSent(
            id=id,
            at=self.clock.now(),
            room=room,
            author=account(name),
            name=name,
            private=private,
            shared_rooms=shared_rooms,
            message=MessageRef(room=room, id=id),
            text=text,
            reply_to=reply_to,
        )

    def id(self) -> str:
        self.count += 1
        return f"test/{self.count}"

    def listings(self, group: str = LILAS.id) -> list[Listing]:
        return list(self.engine.books(group).listings)

    def cards(self, room: Room = HALL) -> list[str]:
        """Give the bot's messages in a room, as they stand."""
        return [message.text for ref, message in self.chat.shown.items() if ref.room == room]

    async def settles(self) -> None:
        await self.engine.tick()
        await self.engine.idle()

    async def settles_in_time(self) -> None:
        """Let a few minutes pass, so that what fails is tried again."""
        settled = asyncio.create_task(self.settles())
        for _ in range(60):
            for _ in range(20):
                await asyncio.sleep(0)
            self.clock.move_to(self.clock.now() + timedelta(seconds=5))
        await settled
        await self.settles()

    async def breaks_down(self, *groups: Group) -> Street:
        """Stop at once, and start again over what is stored: with other settings, if any are given."""
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
        self.chat.gate = None
        self.store.gates.clear()
        return await street_of(*(groups or self.groups), before=self)


async def street_of(*groups: Group, before: Street | None = None) -> Street:
    """Open a street: a new one, or the one that was there before."""
    groups = groups or (LILAS, ROSES)
    store = before.store if before else LastingStore()
    chat = before.chat if before else GatedChat()
    clock = ManualClock(before.clock.now() if before else TEN)
    adapters: dict[str, Adapter] = {chat.network: chat}
    workshop = Workshop(
        store=store,
        clock=clock,
        reader=Reader(PlainLanguage()),
        dispatch=Dispatch.of(handlers.ALL),
        voice=FaultyVoice(),
        outbox=Outbox(adapters, clock),
        new_code=lambda: "K7P2QX",
    )
    engine = Engine(groups, Directory(store), nothing_known(), workshop)
    street = Street(engine, store, chat, clock, groups, before.count if before else 0)
    await engine.open()
    return street
