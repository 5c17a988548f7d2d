"""How long a durable commit takes, beside TinyDB as it comes, and how many a second there can be."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tinydb import TinyDB
from tinydb.table import Document as StockDocument

from bot.store.port import Change, Document
from bot.store.tinydb import TinyDBStore

SIZES = (100, 10_000)
TIMES = 15
AIM = 50
"""How many times faster than TinyDB as it comes a commit to 10,000 documents is to be."""


def document(number: int) -> Document:
    """Give a listing as the core writes it: about 400 bytes."""
    return {
        "id": str(number),
        "author": f"n{number % 40}",
        "opened_at": "2026-05-04T18:30:00Z",
        "message": {"room": {"network": "matrix", "chat": "!lilas:example.org"}, "id": f"$event{number}"},
        "act": {
            "kind": "request",
            "category": "tools",
            "mode": "lend",
            "confidence": 0.97,
            "items": [{"name": "perceuse à percussion", "concept": "drill", "quantity": 1}],
            "when": {"start": "2026-05-09T14:00:00", "end": "2026-05-09T18:00:00"},
        },
        "state": "open",
    }


def median_ms(once: Callable[[int], None]) -> float:
    """Time something that takes a number, in milliseconds."""
    taken = []
    for number in range(TIMES):
        start = time.perf_counter()
        once(number)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def stock(folder: Path, size: int) -> float:
    """Time an upsert into TinyDB with its JSONStorage."""
    with TinyDB(folder / f"stock-{size}.json", encoding="utf-8", ensure_ascii=False) as database:
        table = database.table("listings")
        table.insert_multiple(StockDocument(document(i), doc_id=i) for i in range(size))
        return median_ms(lambda i: table.upsert(StockDocument(document(i), doc_id=i)) and None)


def ours(folder: Path, size: int) -> float:
    """Time a commit of one document into a group of so many."""
    with asyncio.Runner() as runner:
        store = runner.run(TinyDBStore.open(folder / f"ours-{size}"))
        runner.run(store.commit("g", [Change("listings", str(i), document(i)) for i in range(size)]))
        taken = median_ms(
            lambda i: runner.run(store.commit("g", [Change("listings", str(i), document(i))])),
        )
        runner.run(store.close())
    return taken


async def commits_a_second(folder: Path, *, groups: int, at_once: int, commits: int) -> float:
    """Measure with so many groups, and so many commits of each under way at a time."""
    async with await TinyDBStore.open(folder / f"rate-{groups}-{at_once}") as store:
        names = [f"g{i}" for i in range(groups)]
        await asyncio.gather(*(store.commit(name, [Change("listings", "0", document(0))]) for name in names))

        async def keep_committing(name: str, first: int) -> None:
            for number in range(first, commits // groups, at_once):
                await store.commit(name, [Change("listings", str(number), document(number))])

        start = time.perf_counter()
        await asyncio.gather(*(keep_committing(name, i) for name in names for i in range(at_once)))
        return commits / (time.perf_counter() - start)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("one durable commit, median        TinyDB as it comes   this store      ratio")
        for size in SIZES:
            before, after = stock(folder, size), ours(folder, size)
            aim = f"  (aim: {AIM})" if size == SIZES[-1] else ""
            print(f"{size:>8,} documents {before:>27.2f} ms {after:>12.2f} ms {before / after:>9.0f}×{aim}")
        print("durable commits a second")
        for groups, at_once, commits in ((1, 1, 1000), (1, 50, 10_000), (1000, 1, 10_000), (1000, 5, 20_000)):
            rate = asyncio.run(commits_a_second(folder, groups=groups, at_once=at_once, commits=commits))
            print(f"{groups:>8,} groups, {at_once:>2} at once in each {rate:>15,.0f}")


if __name__ == "__main__":
    main()
