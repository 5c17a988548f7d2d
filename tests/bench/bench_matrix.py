"""Our bot on Matrix beside a bare echo bot of the same library, on the same homeserver, in the same run.

From a message to its answer; requests when nothing happens; resident memory; five hundred rooms at once.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import structlog

from tests.end_to_end.matrix.conftest import Landing, opened
from tests.end_to_end.matrix.home import Home, at_work
from tests.end_to_end.matrix.mortal import TOP, Mortal
from tests.synapse.neighbour import Neighbour
from tests.synapse.proxy import Proxy
from tests.synapse.server import Access, Synapse
from tests.synapse.sight import Seen

AIM = 1.3
"""Of the bare bot's latency and memory, at most."""
BARE = "import nio\nnio.AsyncClient('http://127.0.0.1:1', '@a:b')\nprint('ready', flush=True)\ninput()"
ADAPTER = "import adapters.matrix\nprint('ready', flush=True)\ninput()"
MEBIBYTE = 2**20


async def latencies(
    neighbour: Neighbour, room: str, bot: str, times: int, prefix: str, *, offers: bool = False
) -> list[float]:
    """Time, in milliseconds, from sending a message to seeing what the bot says about it.

    If it `offers` a reaction under each, the next message waits for that: the homeserver does one
    thing at a time, and it is not part of the answer.
    """
    taken = []
    for number in range(times):
        start = time.perf_counter()
        await neighbour.says(room, f"cherche {prefix}{number}.")
        seen = await neighbour.sees(room, f"{prefix}{number}.", by=bot)
        taken.append((time.perf_counter() - start) * 1000)
        if offers:
            await neighbour.until(partial(_offered, seen, bot), "the answer that is offered")
    return taken


def _offered(seen: Seen, bot: str) -> bool:
    return bool(seen.emojis(bot))


@asynccontextmanager
async def echoing(synapse: Synapse, access: Access, folder: Path) -> AsyncIterator[int]:
    """Have the bare bot at work; give its process id."""
    folder.mkdir()  # noqa: ASYNC240 - a benchmark waits for its disk
    identity = (synapse.address, access.user_id, access.device_id, access.token, str(folder))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bench.echo_bot", *identity),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=TOP,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield process.pid
    finally:
        process.kill()
        await process.communicate()


async def compare(synapse: Synapse, folder: Path, times: int, *, encrypted: bool) -> None:
    """Print both medians. The two bots take turns, so that a busy machine is busy for both."""
    async with (
        opened(synapse, folder / "landing", encrypted=encrypted) as landing,
        Mortal.ready() as mortal,
    ):
        echo = synapse.registers(f"echo-{'e2e' if encrypted else 'clear'}")
        lea, room, bot = landing.lea, landing.room, landing.bot
        beside = await lea.opens("Écho", invites=[echo.user_id], encrypted=encrypted)
        async with echoing(synapse, echo, folder / "echo") as echo_process:
            await mortal.starts(landing.home)
            await lea.meets(room, bot)
            await lea.meets(beside, echo.user_id)
            ours: list[float] = []
            bare: list[float] = []
            for turn in range(-1, times // 10):
                warm = turn >= 0
                took = await latencies(lea, beside, echo.user_id, 10, f"b{turn}x")
                bare += took if warm else []
                took = await latencies(lea, room, bot, 10, f"o{turn}x", offers=True)
                ours += took if warm else []
            kind = "encrypted" if encrypted else "clear"
            row(f"message → answer, {kind}, median ms", statistics.median(ours), statistics.median(bare))
            quantiles = [statistics.quantiles(sample, n=20)[18] for sample in (ours, bare)]
            row(f"message → answer, {kind}, 95th percentile ms", *quantiles)
            memory = [psutil.Process(pid).memory_info().rss / MEBIBYTE for pid in (mortal.pid, echo_process)]
            row(f"resident memory after that, {kind}, MiB", *memory)


async def idle(landing: Landing, seconds: float) -> None:
    """Print how many requests a minute the bot makes when nothing happens."""
    async with (
        Proxy.before(landing.synapse.address) as proxy,
        landing.served(address=proxy.address),
    ):
        await asyncio.sleep(3)
        before = proxy.requests.total()
        await asyncio.sleep(seconds)
        rate = (proxy.requests.total() - before) * 60 / seconds
        row("requests a minute when idle (the long poll alone: 2)", rate, None)


async def memory_after(program: str) -> float:
    """Give what a process takes once it has run a program that says `ready` and waits, in MiB."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=TOP, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    taken = psutil.Process(process.pid).memory_info().rss / MEBIBYTE
    process.kill()
    await process.communicate()
    return float(taken)


async def many_rooms(synapse: Synapse, folder: Path, count: int) -> None:
    """Print how long one request in each of many rooms takes, all at once."""
    access = synapse.registers("palier-of-many")
    async with Neighbour.at_home(synapse, "lea-of-many", folder) as lea:
        rooms = {
            f"g{number}": await lea.opens(f"g{number}", invites=[access.user_id]) for number in range(count)
        }
        home = Home.of(folder / "bot", synapse.address, access, rooms=rooms, inviters=(lea.id,))
        lea.patience = 600
        start = time.perf_counter()
        async with at_work(home):
            for room in rooms.values():
                await lea.meets(room, access.user_id)
            row(f"entering {count} rooms, s", time.perf_counter() - start, None)
            start = time.perf_counter()
            for room in rooms.values():
                await lea.says(room, "cherche perceuse")
            for room in rooms.values():
                await lea.sees(room, "perceuse", by=access.user_id)
            row(
                f"one request in each of {count} rooms, s until the last card",
                time.perf_counter() - start,
                None,
            )
        start = time.perf_counter()
        async with at_work(home) as bot:
            await bot.adapter.ready.wait()
            row(f"starting with {count} rooms, s", time.perf_counter() - start, None)


def row(what: str, ours: float, bare: float | None) -> None:
    """Print a line of the table."""
    beside = "" if bare is None else f"{bare:>12.1f} {ours / bare:>8.2f}×"
    print(f"{what:<62} {ours:>12.1f} {beside}", flush=True)


async def measure(synapse: Synapse, folder: Path, options: argparse.Namespace) -> None:
    """Print the table."""
    print(f"{'':<62} {'ours':>12} {'bare nio':>12} {'ratio':>9}   (aim: {AIM}× at most)")
    for encrypted in (False, True):
        place = folder / f"encrypted-{encrypted}"
        (place / "landing").mkdir(parents=True)
        await compare(synapse, place, options.messages, encrypted=encrypted)
    async with opened(synapse, folder, encrypted=True) as landing, Mortal.ready() as mortal:
        await mortal.starts(replace(landing.home, in_words=False))
        await landing.lea.meets(landing.room, landing.bot)
        await asyncio.sleep(1)
        ours = psutil.Process(mortal.pid).memory_info().rss / MEBIBYTE
        bare = await memory_after(BARE)
        row("resident memory, the whole bot beside nio imported, MiB", ours, bare)
        row("resident memory, the adapter imported beside nio, MiB", await memory_after(ADAPTER), bare)
    (folder / "idle").mkdir()
    async with opened(synapse, folder / "idle", encrypted=True) as landing:
        await idle(landing, options.idle_seconds)
    (folder / "many").mkdir()
    await many_rooms(synapse, folder / "many", options.rooms)


def main(arguments: Sequence[str] = ()) -> None:
    """Measure on a homeserver without rate limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--idle-seconds", type=float, default=60)
    options = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "synapse").mkdir()
        with Synapse.started(folder / "synapse") as synapse:
            asyncio.run(measure(synapse, folder, options))


if __name__ == "__main__":
    main(sys.argv[1:])
