"""A power cut before any call on the disk loses nothing that was confirmed, and halves nothing."""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.port import Change, Tables
from bot.store.rules import apply
from bot.store.tinydb.disk import Disk
from bot.store.tinydb.files import GroupFiles, groups_in, prepare
from bot.store.tinydb.lines import Commit
from bot.store.tinydb.log import Log
from tests.unit.store.faulty_disk import HastyDisk, PowerCut, PowerCutDisk

Step = tuple[Callable[[Log], None], Callable[[Tables], None]]
"""What is done to the log, and what it means for its tables."""


def commit(*changes: Change) -> Step:
    return lambda log: log.append([Commit.of(changes)]), lambda tables: apply(tables, changes)


def rewrite(purge: bool) -> Step:
    return lambda log: log.compact(purge=purge), lambda tables: None


def put(id: str, size: int) -> Change:
    return Change("t", id, {"v": "x" * size})


DROP: Step = (lambda log: log.drop(), lambda tables: tables.clear())

LIFE: list[Step] = [
    commit(put("1", 10), put("2", 10)),
    commit(put("3", 5000), Change("t", "1", None)),
    commit(put("2", 20)),
    rewrite(purge=False),
    commit(put("4", 10), put("5", 10)),
    rewrite(purge=True),
    commit(put("5", 30)),
    rewrite(purge=False),
    commit(put("6", 10), Change("t", "2", None)),
    DROP,
    commit(put("7", 10)),
]


def live(log: Log, life: list[Step]) -> tuple[Tables, Tables, int]:
    """Do the steps until the cut; give what was confirmed, what may be there, and how many steps failed."""
    confirmed: Tables = {}
    possible: Tables = {}
    failed = 0
    for do, mean in life:
        possible = copy.deepcopy(confirmed)
        mean(possible)
        try:
            failed += not tried(log, do)
        except PowerCut:
            return confirmed, possible, failed
        except StoreError:
            failed += 1
        else:
            confirmed = possible
    return confirmed, confirmed, failed


def tried(log: Log, do: Callable[[Log], None]) -> bool:
    """Do a step; a drop that fails may be half done, so it is asked for again."""
    try:
        do(log)
    except StoreError:
        if do is not DROP[0]:
            raise
        log.drop()
        return False
    return True


def back(folder: Path) -> Tables:
    prepare(folder, HastyDisk())
    tables = log_on(HastyDisk(), folder).read()
    assert bool(tables) <= ("g" in groups_in(folder))
    return tables


def whole_life(folder: Path) -> PowerCutDisk:
    disk = open_disk(folder, 10**6, -1)
    live(log_on(disk, folder), LIFE)
    return disk


def open_disk(folder: Path, cut_at: int, bad_sync: int) -> PowerCutDisk:
    (folder / "groups").mkdir(parents=True)
    return PowerCutDisk(folder / "groups", cut_at, bad_sync)


def log_on(disk: Disk, folder: Path) -> Log:
    return Log(GroupFiles.of(folder, "g"), disk, lambda: 0)


def test_the_life_that_is_cut_short_below_goes_well_to_its_end(tmp_path: Path) -> None:
    confirmed, _, failed = live(log_on(open_disk(tmp_path, 10**6, -1), tmp_path), LIFE)
    assert (list(confirmed["t"]), failed) == (["7"], 0)
    assert back(tmp_path) == confirmed


@pytest.mark.parametrize("seed", range(2))
def test_after_a_power_cut_what_was_confirmed_is_there(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for cut_at in range(whole_life(tmp_path / "whole").count):
        folder = tmp_path / str(cut_at)
        disk = open_disk(folder, cut_at, -1)
        confirmed, possible, _ = live(log_on(disk, folder), LIFE)
        disk.come_back(chance)
        assert back(folder) in (confirmed, possible), f"cut before call {cut_at}"


@pytest.mark.slow
def test_after_a_failed_sync_and_a_power_cut_too(tmp_path: Path) -> None:
    chance = random.Random(1)
    failures = 0
    for bad_sync, later in itertools.product(whole_life(tmp_path / "whole").syncs, range(14)):
        folder = tmp_path / f"{bad_sync}-{later}"
        disk = open_disk(folder, bad_sync + later, bad_sync)
        confirmed, possible, failed = live(log_on(disk, folder), LIFE)
        failures += failed
        disk.come_back(chance)
        assert back(folder) in (confirmed, possible), f"failed sync {bad_sync}, cut {disk.cut_at}"
    assert failures > 5


def test_a_log_goes_on_after_a_cut(tmp_path: Path) -> None:
    for cut_at in range(whole_life(tmp_path / "whole").count):
        folder = tmp_path / str(cut_at)
        disk = open_disk(folder, cut_at, -1)
        live(log_on(disk, folder), LIFE)
        disk.come_back(random.Random(cut_at))
        tables = back(folder)
        log = log_on(HastyDisk(), folder)
        for do, mean in (commit(put("new", 1)), rewrite(purge=True), commit(put("newer", 1))):
            do(log)
            mean(tables)
        assert back(folder) == tables
