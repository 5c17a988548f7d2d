"""Stand-ins for tests of the core: a network that is strict, a store that fails, a group without handlers.

office = PostOffice()
await office.posts(card("listing/1", "Léa cherche : perceuse"))
assert office.adapter.said(HALL) == ["Léa cherche : perceuse"]
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.adapter import Adapter, Capabilities, Intake
from bot.books import Books
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Delete, Edit, Effect, Message, React, Receipt, Send
from bot.errors import StoreError
from bot.events import Event
from bot.intent.catalogue import Catalogue
from bot.matching import Index
from bot.outbox import TABLE, Outbox
from bot.outgoing import Outgoing
from bot.store.memory import MemoryStore
from bot.store.port import Change

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
GROUP = Group(id="lilas", name="12 rue des Lilas")
HALL = Room(network="test", chat="hall")
GARDEN = Room(network="test", chat="garden")
LEA = Account(network="test", id="lea")


@dataclass
class StrictAdapter:
    """A network that writes down what it is made to do, and what it should never have been asked."""

    network: str = "test"
    capabilities: Capabilities = field(default_factory=Capabilities)
    performed: list[tuple[str, Effect]] = field(default_factory=list)
    tried: list[tuple[str, Effect]] = field(default_factory=list)
    failures: defaultdict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    """By place: raised one after the other, before anything is done."""
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    """By place: what is done there waits for this."""
    shown: dict[MessageRef, Message] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _effects: dict[tuple[str, str], Effect] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self, intake: Intake) -> None:
        raise NotImplementedError

    async def perform(self, effect: Effect, key: str) -> Receipt:
        place = str(effect.to)
        self._check(effect, key, place)
        self.tried.append((key, effect))
        self._busy.add(place)
        try:
            async with self._news:
                self._news.notify_all()
            if place in self.gates:
                await self.gates[place].wait()
            await asyncio.sleep(0)
            if self.failures[place]:
                raise self.failures[place].pop(0)
            self.performed.append((key, effect))
            async with self._news:
                self._news.notify_all()
            return self._do(effect)
        finally:
            self._busy.discard(place)

    async def has_tried(self, count: int) -> None:
        """Return once so many things were tried."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.tried) >= count)

    async def has_performed(self, count: int) -> None:
        """Return once so many things were done."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.performed) >= count)

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.performed]

    def said(self, to: Account | Room) -> list[str]:
        """Give the texts sent or edited in a place, in the order in which that was done."""
        return [
            effect.message.text
            for _, effect in self.performed
            if effect.to == to and isinstance(effect, Send | Edit)
        ]

    def _check(self, effect: Effect, key: str, place: str) -> None:
        if effect.to.network != self.network:
            self.faults.append(f"{key} is for another network")
        if place in self._busy:
            self.faults.append(f"{key} did not wait for what went before it in {place}")
        if self._effects.setdefault((key, place), effect) != effect:
            self.faults.append(f"{key} was something else in {place} before")
        if isinstance(effect, Edit | Delete) and effect.target not in self.shown:
            self.faults.append(f"{key} is about a message that is not the bot's")
        able = self.capabilities
        can = {"edit": able.edit, "delete": able.delete, "react": able.react, "send": True}
        if not can[effect.type]:
            self.faults.append(f"{key} asks this network to {effect.type}, which it cannot")

    def _do(self, effect: Effect) -> Receipt:
        match effect:
            case Send():
                ref = MessageRef(room=room_of(effect.to), id=f"bot{len(self.performed)}")
                self.shown[ref] = effect.message
                return Receipt(message=ref)
            case Edit():
                self.shown[effect.target] = effect.message
            case Delete():
                self.shown.pop(effect.target, None)
            case React():
                pass
        return Receipt()


def room_of(target: Account | Room) -> Room:
    """Give the room of somebody's private chat with the bot, or the room itself."""
    return Room(network=target.network, chat=f"@{target.id}") if isinstance(target, Account) else target


class FailingStore(MemoryStore):
    """A store whose next commits fail: as many as `failures`."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0

    async def commit(self, group: str, changes: Sequence[Change]) -> None:
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise StoreError("the disk is full")
        await super().commit(group, changes)


@dataclass(eq=False)
class BareDesk:
    """A group that keeps what it is handed and does nothing about it."""

    books: Books
    store: FailingStore
    events: list[Event] = field(default_factory=list)

    async def commit(self, changes: Sequence[Change]) -> None:
        await self.store.commit(self.books.id, changes)

    async def receive(self, event: Event, changes: Sequence[Change]) -> None:
        await self.commit([*changes, Change("inbox", event.id, event.model_dump(mode="json"))])
        self.events.append(event)


@cache
def nothing_known() -> Catalogue:
    return Catalogue.load([])


class PostOffice:
    """An outbox with all that it needs, on a clock that is moved by hand."""

    def __init__(self, capabilities: Capabilities | None = None) -> None:
        self.clock = ManualClock(NOON)
        self.adapter = StrictAdapter(capabilities=capabilities or Capabilities())
        self.store = FailingStore()
        self._count = 0
        self._start()

    def _start(self) -> None:
        adapters: dict[str, Adapter] = {self.adapter.network: self.adapter}
        self.outbox = Outbox(adapters, self.clock)
        self.desk = BareDesk(Books(GROUP, Index(nothing_known())), self.store)

    async def hands_in(self, *effects: Effect | Outgoing) -> list[str]:
        """Stage one event's effects, commit them and let them go; give their keys."""
        outgoing = [effect if isinstance(effect, Outgoing) else self.row(effect) for effect in effects]
        rows, changes = self.outbox.stage(self.desk, outgoing)
        await self.desk.commit(changes)
        self.outbox.release(rows)
        return [item.id for item in outgoing]

    async def posts(self, *effects: Effect | Outgoing) -> list[str]:
        """Hand effects in and wait until what can go out has gone."""
        keys = await self.hands_in(*effects)
        await self.settles()
        return keys

    async def settles(self) -> None:
        """Wait until what can go out has gone; an outbox that never rests is a failure, not a hang."""
        async with asyncio.timeout(20):
            await self.outbox.idle()

    def row(
        self, effect: Effect, *, not_before: datetime | None = None, update_only: bool = False
    ) -> Outgoing:
        self._count += 1
        return Outgoing(id=f"e{self._count}/0", effect=effect, not_before=not_before, update_only=update_only)

    async def passes(self, **time: float) -> None:
        self.clock.move_to(self.clock.now() + timedelta(**time))
        await self.settles()

    async def waits_for_the_next(self) -> timedelta:
        """Move the clock to when something is due; give how long that was."""
        due = self.outbox.next_due()
        assert due is not None, "nothing waits"
        wait = due - self.clock.now()
        self.clock.move_to(due)
        await self.settles()
        return wait

    async def restarts(self) -> None:
        """Stop, and go on from what is stored."""
        await self.outbox.close()
        tables = await self.store.load(GROUP.id)
        events = self.desk.events
        self._start()
        self.desk.books = Books.from_tables(tables, GROUP, Index(nothing_known()))
        self.desk.events = events
        self.outbox.restore(self.desk, tables.get(TABLE, {}).values())

    async def stored(self) -> list[str]:
        """Give the keys of what the store still holds to be sent."""
        return list((await self.store.load(GROUP.id)).get(TABLE, {}))


def card(subject: str, text: str, to: Account | Room = HALL) -> Send:
    return Send(to=to, message=Message(text=text), subject=subject)


def words(text: str, to: Account | Room = HALL) -> Send:
    return Send(to=to, message=Message(text=text))
