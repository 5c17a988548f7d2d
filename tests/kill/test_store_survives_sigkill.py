"""A process killed at any moment has lost nothing that it confirmed, and left nothing half done."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.store.port import Tables
from bot.store.tinydb import TinyDBStore
from tests.kill.committing_child import AT_ONCE, GROUPS, KEPT, UPKEEP, last_number

KILLS = 120
ROOT = Path(__file__).parents[2]
SEED = 20


@dataclass
class Killings:
    """What became of the children."""

    confirmed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    """Group → the highest number that a child was told is safe."""
    before_the_first_commit: int = 0
    commits: int = 0


def let_one_live(folder: Path, seed: int, seconds: float, *, from_the_start: bool) -> Sequence[str]:
    """Start a child, kill it so long after its start or after its first commit, and return what it said."""
    command = [sys.executable, "-m", "tests.kill.committing_child", str(folder), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        first = b"" if from_the_start else child.stdout.readline()
        time.sleep(seconds)
        assert child.poll() is None, "the child ended by itself"
        child.kill()
        return (first + child.stdout.read()).decode().splitlines()


def check(tables: Tables, confirmed: int, group: str) -> None:
    last = last_number(tables)
    assert last >= confirmed, f"{group}: {confirmed} was confirmed and {last} is the last there"
    numbers = [str(number) for number in range(max(1, last - KEPT + 1), last + 1)]
    assert list(tables.get("numbers", {})) == numbers, (
        f"{group}: a commit is half there, doubled or out of order"
    )
    for id, document in tables.get("numbers", {}).items():
        assert document["number"] == int(id)


@pytest.mark.slow
async def test_nothing_confirmed_is_lost_and_nothing_is_half_done(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    killings = Killings()
    for round_ in range(KILLS):
        from_the_start = chance.random() < 0.25
        seconds = chance.uniform(0.1, 0.5) if from_the_start else chance.uniform(0, 0.15)
        said = let_one_live(tmp_path, round_, seconds, from_the_start=from_the_start)
        killings.before_the_first_commit += not said
        killings.commits += len(said)
        for line in said:
            group, number = line.split()
            killings.confirmed[group] = max(killings.confirmed[group], int(number))
        async with await TinyDBStore.open(tmp_path, upkeep=UPKEEP) as store:
            for group in GROUPS:
                tables = await store.load(group)
                check(tables, killings.confirmed[group], group)
                unsaid = last_number(tables) - killings.confirmed[group]
                assert unsaid <= AT_ONCE, f"{group}: {unsaid} commits were never confirmed"
                killings.confirmed[group] = last_number(tables)
    assert killings.commits > KILLS / 2
    assert killings.before_the_first_commit < KILLS / 2
