"""A process that commits as fast as it can, says on its output what was confirmed, and waits to be killed.

Each of a group's commits, number n, writes the document n, the counter, and takes away
document n - KEPT; so the numbers in a group are always the last KEPT, and files are
rewritten all the time.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from bot.store.port import Change, Tables
from bot.store.tinydb import TinyDBStore, Upkeep

GROUPS = ("a", "b", "c", "d", "e")
KEPT = 30
AT_ONCE = 4
"""Commits of one group under way at a time."""
UPKEEP = Upkeep(compact_above=4000, purge_after=0, look_every=0.02)


def changes(number: int, chance: random.Random) -> list[Change]:
    """Give the changes of a group's commit of this number."""
    text = "é" * chance.choice([1, 50, 500, 6000])
    return [
        Change("counter", "last", {"number": number}),
        Change("numbers", str(number), {"number": number, "text": text}),
        Change("numbers", str(number - KEPT), None),
    ]


def last_number(tables: Tables) -> int:
    """Give the number of the last commit that a group has seen, 0 for none."""
    number = tables.get("counter", {}).get("last", {}).get("number", 0)
    assert isinstance(number, int)
    return number


async def commit_one(store: TinyDBStore, group: str, number: int, chance: random.Random) -> None:
    """Commit, then say so."""
    await store.commit(group, changes(number, chance))
    os.write(1, f"{group} {number}\n".encode())


async def keep_committing(store: TinyDBStore, group: str, chance: random.Random) -> None:
    """Commit to one group until killed."""
    number = last_number(await store.load(group))
    while True:
        await asyncio.gather(*(commit_one(store, group, number + i, chance) for i in range(1, AT_ONCE + 1)))
        number += AT_ONCE


async def run(folder: Path, seed: int) -> None:
    """Commit to all groups until killed."""
    store = await TinyDBStore.open(folder, upkeep=UPKEEP)
    chances = [random.Random(f"{seed} {group}") for group in GROUPS]
    await asyncio.gather(
        *(keep_committing(store, group, chance) for group, chance in zip(GROUPS, chances, strict=True))
    )


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))
