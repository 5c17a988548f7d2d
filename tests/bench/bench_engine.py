"""How many events a second go all the way: understood, decided, committed, shown, remembered.

Every event is a request by another neighbour that opens a listing and shows a card, on a network
that takes no time. Beside it stands a bare loop that appends as many bytes to a file as an event
leaves in the store, and syncs. Chit-chat is only understood, and dropped.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.adapter import Capabilities, Intake
from bot.bootstrap import Understanding, build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Effect, Receipt
from bot.events import Event, MessageSent
from bot.store.tinydb import TinyDBStore, Upkeep
from tests.neighbourhood import MONDAY, place

REQUEST = "Bonjour, quelqu'un aurait une perceuse à me prêter ?"
CHIT_CHAT = "Quel orage cette nuit, la cave est restée sèche heureusement !"
APPENDS = 500


class InstantNetwork:
    """Shows everything at once."""

    network = "bench"
    capabilities = Capabilities()

    async def run(self, intake: Intake) -> None:
        """Nothing happens by itself."""

    async def perform(self, effect: Effect, key: str) -> Receipt:
        """Show it."""
        return Receipt(message=MessageRef(room=place(effect.to), id=key))


def group(number: int) -> Group:
    """Give a group of one room."""
    return Group(id=f"g{number}", name="bench", rooms=(Room(network="bench", chat=f"{number}"),))


def said(group: Group, number: int, text: str) -> MessageSent:
    """Give the event of a neighbour's first message."""
    room = group.rooms[0]
    id = f"bench/{group.id}/{number}"
    author = Account(network="bench", id=f"{group.id}-{number}")
    message = MessageRef(room=room, id=id)
    return MessageSent(id=id, at=MONDAY, room=room, author=author, name="Léa", message=message, text=text)


@dataclass(frozen=True, slots=True)
class Load:
    """What comes in, and how."""

    name: str
    groups: int
    deliveries: int
    """To each group, one after the other; the groups side by side."""
    size: int = 1
    """Events in one delivery."""
    text: str = REQUEST

    @property
    def events(self) -> int:
        """How many there are in all."""
        return self.groups * self.deliveries * self.size


LOADS = (
    Load("1 group, one event at a time", 1, 300),
    Load("1 group, 50 events at a time", 1, 40, 50),
    Load("1,000 groups, one event at a time", 1000, 3),
    Load("1 group, chit-chat", 1, 40, 50, CHIT_CHAT),
)


async def events_a_second(load: Load, folder: Path, language: Understanding) -> float:
    """Give how many events a second there are."""
    groups = [group(number) for number in range(load.groups)]
    store = await TinyDBStore.open(folder, upkeep=Upkeep(look_every=3600))
    catalogue = language.parser.catalogue
    clock = ManualClock(MONDAY)
    palier = build(groups, store, [InstantNetwork()], clock, language=language, catalogue=catalogue)
    await palier.engine.open()
    deliveries = [
        [
            [said(its_group, first * load.size + number, load.text) for number in range(load.size)]
            for first in range(load.deliveries)
        ]
        for its_group in groups
    ]

    async def deliver(to_one_group: Sequence[Sequence[Event]]) -> None:
        for events in to_one_group:
            await palier.engine.take_in(events)

    start = time.perf_counter()
    await asyncio.gather(*map(deliver, deliveries))
    await palier.engine.idle()
    taken = time.perf_counter() - start
    await palier.engine.close()
    return load.events / taken


def appends_a_second(file: Path, size: int) -> float:
    """Give how many times a second so many bytes can be appended to a file and synced."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    start = time.perf_counter()
    for _ in range(APPENDS):
        os.write(descriptor, b"x" * size)
        os.fsync(descriptor)
    taken = time.perf_counter() - start
    os.close(descriptor)
    return APPENDS / taken


def main() -> None:
    """Print the table."""
    language = Understanding.load()
    with tempfile.TemporaryDirectory() as name:
        print("                                    events   a second  bytes each  appends a second     ratio")
        for number, load in enumerate(LOADS):
            folder = Path(name) / str(number)
            rate = asyncio.run(events_a_second(load, folder, language))
            size = sum(path.stat().st_size for path in folder.rglob("*.jsonl")) // load.events
            line = f"{load.name:<34} {load.events:>7,} {rate:>10,.0f} {size:>11,}"
            if size:
                bare = appends_a_second(folder / "bare", size)
                line += f" {bare:>17,.0f} {rate / bare:>9.2f}"
            print(line)


if __name__ == "__main__":
    main()
