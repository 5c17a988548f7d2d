"""The whole bot in a process that is made to be killed.

`python -m tests.kill.pipeline_child FOLDER ADDRESS` loads everything once. For each line on
its input it forks a bot over FOLDER, prints its process id, waits for its end and prints how
it ended. A bot connects to the network that listens at ADDRESS, a Unix socket, and says its
process id; then a line with a list of events is a delivery, answered with a line of their
ids once they are taken in, and `drain` ends it cleanly.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from pathlib import Path

from pydantic import TypeAdapter

from bot.adapter import Capabilities, Intake
from bot.bootstrap import build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.places import MessageRef, Room
from bot.effects import Effect, Receipt, Send
from bot.engine import Engine
from bot.events import Event
from bot.intent.catalogue import Catalogue
from bot.store.tinydb import TinyDBStore, Upkeep
from tests.neighbourhood import MONDAY, PlainLanguage, place

NETWORK = "test"
GROUPS = tuple(
    Group(id=name, name=name, rooms=(Room(network=NETWORK, chat=name),))
    for name in ("ash", "beech", "cedar", "elm")
)
UPKEEP = Upkeep(compact_above=4000, purge_after=0, look_every=0.02)
DRAIN = b"drain\n"
EVENTS = TypeAdapter(list[Event])


class RecordingChat:
    """A network that does a thing once for each key, as Matrix does; what it did is in a file."""

    network = NETWORK
    capabilities = Capabilities()

    def __init__(self, record: Path) -> None:
        self._file = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        written = map(json.loads, record.read_text(encoding="utf-8").splitlines())
        self._done: dict[str, object] = {line["key"]: line["effect"] for line in written if "effect" in line}

    async def run(self, intake: Intake) -> None:
        raise NotImplementedError

    async def perform(self, effect: Effect, key: str) -> Receipt:
        await asyncio.sleep(0)
        done = effect.model_dump(mode="json")
        if key not in self._done:
            self._write({"key": key, "effect": done})
            self._done[key] = done
        elif self._done[key] != done:
            self._write({"key": key, "instead": done})
        await asyncio.sleep(0)
        return Receipt(message=shown_as(effect, key) if isinstance(effect, Send) else None)

    def _write(self, line: object) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")
        os.fsync(self._file)


def shown_as(effect: Send, key: str) -> MessageRef:
    """Give the message that a send makes."""
    return MessageRef(room=place(effect.to), id=f"by-{key}")


async def live(folder: Path, address: str) -> None:
    """Be the bot until killed or told to stop."""
    network, answers = await asyncio.open_unix_connection(address)
    answers.write(f"{os.getpid()}\n".encode())
    store = await TinyDBStore.open(folder / "data", upkeep=UPKEEP)
    chat = RecordingChat(folder / "performed.jsonl")
    palier = build(
        GROUPS, store, [chat], ManualClock(MONDAY), language=PlainLanguage(), catalogue=Catalogue.load([])
    )
    await palier.engine.open()
    async with asyncio.TaskGroup() as intakes:
        queues = [asyncio.Queue[list[Event] | None]() for _ in GROUPS]
        for queue in queues:
            intakes.create_task(take_in_all(queue, palier.engine, answers))
        while (line := await network.readline()) not in {DRAIN, b""}:
            number, _, events = line.partition(b" ")
            queues[int(number)].put_nowait(EVENTS.validate_json(events))
        for queue in queues:
            queue.put_nowait(None)
    await palier.settle()
    await palier.engine.close()
    answers.close()


async def take_in_all(
    queue: asyncio.Queue[list[Event] | None], engine: Engine, answers: asyncio.StreamWriter
) -> None:
    """Take in one group's deliveries, one after the other, as an adapter does."""
    while (events := await queue.get()) is not None:
        await engine.take_in(events)
        answers.write(" ".join(event.id for event in events).encode() + b"\n")


def main(folder: Path, address: str) -> None:
    """Fork a bot for each line that comes in."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)
            try:
                asyncio.run(live(folder, address))
            except BaseException:  # noqa: BLE001 - a forked process must not go on as its parent
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.write(1, b"%d\n" % child)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
