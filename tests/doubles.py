"""Stand-ins for tests of the core: a network that is strict, a store that fails, a group without handlers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adapter import Capabilities, Intake
from bot.books import Books
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Delete, Edit, Effect, Message, React, Receipt, Send
from bot.errors import StoreError
from bot.events import Event
from bot.store.memory import MemoryStore
from bot.store.port import Change


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
    _effects: dict[str, Effect] = field(default_factory=dict)
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
            return self._do(effect)
        finally:
            self._busy.discard(place)

    async def has_tried(self, count: int) -> None:
        """Return once so many things were tried."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.tried) >= count)

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
        if self._effects.setdefault(key, effect) != effect:
            self.faults.append(f"{key} was something else before")
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
