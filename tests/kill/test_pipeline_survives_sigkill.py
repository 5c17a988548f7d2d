"""A bot killed at any moment has lost nothing that it confirmed, and said nothing twice.

What there should be at the end is worked out anew: a bot on a store in memory gets what was
applied, one event at a time, in the same order, and is never killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.directory import ACCOUNTS
from bot.directory import GROUP as DIRECTORY
from bot.effects import EFFECT, Edit, Effect, Send
from bot.events import ButtonPressed, Event, MessageSent, Said
from bot.lane import APPLIED, INBOX, PARKED
from bot.outbox import TABLE as OUTBOX
from bot.store.port import Tables
from bot.store.tinydb import GroupDatabase, TinyDBStore
from tests.kill.neighbours import Neighbours
from tests.kill.pipeline_child import DRAIN, EVENTS, GROUPS
from tests.kill.retelling import Told, shown_at_last, tell_again

KILLS = 110
ROOT = Path(__file__).parents[2]
SEED = 12
UNDER_WAY = 3
"""Deliveries to each group that are not answered yet."""
BOOKS = ("group", "neighbours", "listings", "pledges", "matches", "questions", "timers")


@dataclass
class Network:
    """What all buildings write to the bot, and what the bot does there."""

    record: Path
    performed: dict[str, Effect] = field(default_factory=dict)
    _read: int = 0
    _connections: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(
        default_factory=asyncio.Queue
    )

    def __post_init__(self) -> None:
        self.buildings = [Neighbours(group, random.Random(f"{SEED} {group.id}")) for group in GROUPS]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Listen for bots; give the address."""
        with tempfile.TemporaryDirectory() as folder:  # a socket's path has to be short
            address = f"{folder}/network"
            server = await asyncio.start_unix_server(self._meet, address)
            async with server:
                yield address

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.put_nowait((reader, writer))

    async def talk(self, bot: int, *, to_the_end: bool = False) -> bool:
        """Deliver to a bot until it is gone; or until all is confirmed, and then let it end."""
        reader, writer = await self._connection(bot)
        for building in self.buildings:
            building.reconnect()
        under_way = Counter[int]()
        try:
            while True:
                self._deliver(writer, under_way, more=not to_the_end)
                if not +under_way:
                    writer.write(DRAIN)
                    return await reader.read() == b""
                answer = await reader.readline()
                if not answer.endswith(b"\n"):
                    return False
                self._confirm(answer.decode(), under_way)
        except ConnectionError:
            return False
        finally:
            writer.close()

    def _deliver(self, writer: asyncio.StreamWriter, under_way: Counter[int], *, more: bool) -> None:
        for number, building in enumerate(self.buildings):
            while under_way[number] < UNDER_WAY and (events := building.delivery(more=more)):
                writer.write(b"%d %b\n" % (number, EVENTS.dump_json(events)))
                under_way[number] += 1

    def _confirm(self, answer: str, under_way: Counter[int]) -> None:
        for number, building in enumerate(self.buildings):
            if answer.startswith(f"{building.group.id}/"):
                under_way[number] -= 1
                building.confirm(answer.split())

    async def _connection(self, bot: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while True:
            reader, writer = await self._connections.get()
            with contextlib.suppress(ConnectionError):
                if await reader.readline() == f"{bot}\n".encode():
                    return reader, writer
            writer.close()

    def look(self, groups: Path) -> None:
        """See what was done since the last look; all of it was decided and committed before."""
        if not self.record.exists():
            return
        with self.record.open("rb") as file:
            file.seek(self._read)
            lines = file.read()
        self._read += len(lines)
        names = set()
        for line in lines.splitlines():
            written = json.loads(line)
            key = written["key"]
            assert "instead" not in written, f"{key} came again as something else"
            assert key not in self.performed, f"{key} was done twice"
            self.performed[key] = EFFECT.validate_python(written["effect"])
            names.add(key.partition("/")[0])
            for building in self.buildings:
                if key.startswith(f"{building.group.id}/"):
                    building.see(key, self.performed[key])
        for name in names:
            with GroupDatabase(groups / f"{name}.jsonl") as group:
                applied = group.take_out().get(APPLIED, {})
            own = {key for key in self.performed if key.startswith(f"{name}/")}
            assert {key.rpartition("/")[0] for key in own} <= set(applied), "said before it was committed"


@dataclass
class Bots:
    """Bots over one folder, one after the other."""

    process: asyncio.subprocess.Process

    async def start(self) -> int:
        """Start one; give its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        return await self._number()

    async def end(self) -> int:
        """Wait until it is gone; give how it ended."""
        return await self._number()

    async def _number(self) -> int:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        assert line, "the process that starts the bots is gone"
        return int(line)


@asynccontextmanager
async def bots_over(folder: Path, address: str) -> AsyncIterator[Bots]:
    """Load what the bots need."""
    command = [sys.executable, "-m", "tests.kill.pipeline_child", str(folder), address]
    pipe = asyncio.subprocess.PIPE
    with (folder / "errors.txt").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=errors
        )
        try:
            yield Bots(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()


@pytest.mark.slow
async def test_what_was_confirmed_is_done_exactly_once(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    network = Network(tmp_path / "performed.jsonl")
    groups = tmp_path / "data" / "groups"
    async with network.listening() as address, bots_over(tmp_path, address) as bots:
        for _ in range(KILLS):
            bot = await bots.start()
            talking = asyncio.create_task(network.talk(bot))
            await asyncio.sleep(chance.choice([0.05, 0.2, 0.6]) * chance.random())
            os.kill(bot, signal.SIGKILL)
            assert await bots.end() == -signal.SIGKILL, (tmp_path / "errors.txt").read_text()
            await stop(talking)
            network.look(groups)
        bot = await bots.start()
        assert await network.talk(bot, to_the_end=True)
        assert await bots.end() == 0, (tmp_path / "errors.txt").read_text()
        network.look(groups)
    async with await TinyDBStore.open(tmp_path / "data") as store:
        directory = (await store.load(DIRECTORY))[ACCOUNTS]
        for building in network.buildings:
            await check(building, await store.load(building.group.id), network.performed, directory)
    assert sum(len(building.confirmed) for building in network.buildings) > 2 * KILLS


async def stop(talking: asyncio.Task[bool]) -> None:
    """A bot that was killed before it said who it is will never be talked to."""
    done, _ = await asyncio.wait([talking], timeout=0.05)
    if not done:
        talking.cancel()
        await asyncio.wait([talking])


async def check(
    building: Neighbours, tables: Tables, performed: Mapping[str, Effect], directory: Mapping[str, object]
) -> None:
    """Compare what is there with what should be."""
    assert not building.unconfirmed
    assert not {INBOX, OUTBOX, PARKED} & set(tables)
    applied = [building.confirmed[id] for id in tables[APPLIED]]
    told = await tell_again(building.group, applied)
    for event in building.confirmed.values():
        may_mean_nothing = event.id in tables[APPLIED] or not must_be_applied(event, tables)
        assert may_mean_nothing, f"{event} was confirmed and is lost"
    for table in BOOKS:
        assert list(tables.get(table, {}).items()) == list(told.tables.get(table, {}).items()), table
    own = {key: effect for key, effect in performed.items() if key.startswith(f"{building.group.id}/")}
    check_effects(own, told, [event.id for event in applied])
    authors = {str(event.author) for event in applied if isinstance(event, Said)}
    assert authors == {account for account in directory if account.endswith(f".{building.group.id}")}


def must_be_applied(event: Event, tables: Tables) -> bool:
    """Tell whether an event means something whenever it comes."""
    if isinstance(event, MessageSent):
        return event.private or event.text.split()[0] in {
            "cherche",
            "prête",
            "propose",
            "donne",
            "quoi",
            "/liste",
        }
    assert isinstance(event, ButtonPressed)
    verb, subject, *_ = event.action.split(":")
    return verb == "claim" or subject in tables.get("questions", {})


def check_effects(performed: Mapping[str, Effect], told: Told, applied: Sequence[str]) -> None:
    """Everything decided was done once and in order; cards may have left steps out, never the last one.

    But what was settled before it could be shown need not be shown at all.
    """
    assert set(performed) <= set(told.decided)
    sent = Counter[tuple[str, str]]()
    order: dict[str, list[tuple[int, int]]] = {}
    for key, effect in performed.items():
        meant = told.decided[key].effect
        assert effect.to == meant.to
        if isinstance(meant, Send) and meant.subject is not None:
            assert isinstance(effect, Send | Edit)
            assert effect.message == meant.message
            sent[meant.subject, str(meant.to)] += isinstance(effect, Send)
        else:
            assert effect == meant
        event_id, _, count = key.rpartition("/")
        order.setdefault(str(effect.to), []).append((applied.index(event_id), int(count)))
    once = {k for k, d in told.decided.items() if not (isinstance(d.effect, Send) and d.effect.subject)}
    assert once <= set(performed)
    assert [subject for subject, times in sent.items() if times != 1] == []
    shown, should = (shown_at_last(done, told.decided) for done in (performed, told.performed))
    assert {subject: message for subject, message in should.items() if subject in shown} == shown
    last = {
        (d.effect.subject, str(d.effect.to)): d for d in told.decided.values() if isinstance(d.effect, Send)
    }
    assert all(last[subject].update_only for subject in set(should) - set(shown))
    for place, turns in order.items():
        assert turns == sorted(turns), place
