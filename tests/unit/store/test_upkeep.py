"""The store keeps its own house: files do not grow for ever, and what was erased leaves the disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreLocked
from bot.store.port import Change
from bot.store.tinydb import TinyDBStore, Upkeep, backup_of, restore_backup
from tests.unit.store.faulty_disk import HastyDisk

DAY = 24 * 3600.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def put(id: str, text: str = "x") -> Change:
    return Change("t", id, {"v": text})


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (folder / "groups").iterdir())


async def open_store(
    folder: Path, clock: Clock | None = None, *, compact_above: int = 10**9, look_every: float = 3600
) -> TinyDBStore:
    upkeep = Upkeep(compact_above=compact_above, purge_after=DAY, look_every=look_every)
    return await TinyDBStore.open(folder, upkeep=upkeep, disk=HastyDisk(), now=clock or Clock())


async def test_a_file_stays_about_as_long_as_what_it_holds(tmp_path: Path) -> None:
    async with await open_store(tmp_path, compact_above=4000) as store:
        for turn in range(300):
            await store.commit("g", [put(str(turn % 20), "y" * 100)])
            assert (tmp_path / "groups" / "g.jsonl").stat().st_size < 4000 + 2 * 20 * 200 + 500
        await store.load("g")
        assert len((await store.load("g"))["t"]) == 20
        assert (tmp_path / "groups" / "g.jsonl.bak").stat().st_mode & 0o777 == 0o600


async def test_a_file_that_only_grows_is_not_rewritten(tmp_path: Path) -> None:
    async with await open_store(tmp_path, compact_above=100) as store:
        for turn in range(100):
            await store.commit("g", [put(str(turn), "y" * 100)])
        await store.load("g")
        assert backup_of(tmp_path, "g") is None


async def test_after_a_rewrite_the_backup_holds_what_the_file_held(tmp_path: Path) -> None:
    async with await open_store(tmp_path) as store:
        await store.commit("g", [put("1"), put("2")])
        await store.commit("g", [Change("t", "1", None)])
        await store.compact("g", keep_backup=True)
        await store.commit("g", [put("3")])
        info = backup_of(tmp_path, "g")
        assert info is not None
        assert info.documents == 1
        assert await store.load("g") == {"t": {"2": {"v": "x"}, "3": {"v": "x"}}}


async def test_erased_text_can_be_purged_at_once(tmp_path: Path) -> None:
    async with await open_store(tmp_path) as store:
        await store.commit("g", [put("1", "digicode 1234"), put("2")])
        await store.commit("g", [Change("t", "1", None)])
        await store.compact("g", keep_backup=True)
        assert b"digicode" in on_disk(tmp_path)
        (tmp_path / "groups" / "g.jsonl.damaged").write_text("digicode")
        await store.compact("g", keep_backup=False)
        assert b"digicode" not in on_disk(tmp_path)
        info = backup_of(tmp_path, "g")
        assert info is not None
        assert info.documents == 1


async def test_purging_a_group_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    async with await open_store(tmp_path) as store:
        await store.compact("g", keep_backup=False)
        assert await store.groups() == []


async def until_gone(folder: Path, word: bytes) -> None:
    for _ in range(4000):
        if word not in on_disk(folder):
            return
        await asyncio.sleep(0.005)
    pytest.fail("it is still there")


async def test_erased_text_leaves_the_disk_by_itself_in_a_day(tmp_path: Path) -> None:
    clock = Clock()
    async with await open_store(tmp_path, clock, look_every=0.01) as store:
        await store.commit("g", [put("1", "digicode"), put("2")])
        await store.commit("g", [Change("t", "1", None)])
        await store.compact("g", keep_backup=True)
        clock.now += DAY - 10
        await asyncio.sleep(0.1)
        assert b"digicode" in on_disk(tmp_path)
        clock.now += 20
        await until_gone(tmp_path, b"digicode")
        assert await store.load("g") == {"t": {"2": {"v": "x"}}}


async def test_erased_text_leaves_the_disk_after_a_restart_too_and_without_a_load(tmp_path: Path) -> None:
    clock = Clock()
    async with await open_store(tmp_path, clock) as store:
        await store.commit("g", [put("1", "digicode"), put("2")])
        await store.commit("g", [Change("t", "1", None)])
    clock.now += DAY + 10
    async with await open_store(tmp_path, clock, look_every=0.01):
        await until_gone(tmp_path, b"digicode")


async def test_a_group_with_nothing_erased_is_left_alone(tmp_path: Path) -> None:
    clock = Clock()
    async with await open_store(tmp_path, clock, look_every=0.01) as store:
        await store.commit("g", [put("1")])
        inode = (tmp_path / "groups" / "g.jsonl").stat().st_ino
        clock.now += 10 * DAY
        await asyncio.sleep(0.1)
        assert (tmp_path / "groups" / "g.jsonl").stat().st_ino == inode


async def test_a_damaged_group_does_not_keep_the_others_from_being_purged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    async with await open_store(tmp_path, clock) as store:
        await store.commit("z", [put("1", "digicode")])
        await store.commit("z", [Change("t", "1", None)])
    (tmp_path / "groups" / "a.jsonl").write_text("nonsense\n")
    clock.now += DAY + 10
    async with await open_store(tmp_path, clock, look_every=0.01):
        await until_gone(tmp_path, b"digicode")
    assert "a.jsonl, line 1 is damaged" in caplog.text


async def test_a_restored_backup_takes_the_place_of_a_damaged_file(tmp_path: Path) -> None:
    async with await open_store(tmp_path) as store:
        await store.commit("g", [put("1"), put("2")])
        await store.compact("g", keep_backup=True)
        await store.commit("g", [put("3")])
    path = tmp_path / "groups" / "g.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"v"', b'"w"'))
    damaged = path.read_bytes()
    info = restore_backup(tmp_path, "g")
    assert info.documents == 2
    assert (tmp_path / "groups" / "g.jsonl.damaged").read_bytes() == damaged
    async with await open_store(tmp_path) as store:
        assert list((await store.load("g"))["t"]) == ["1", "2"]
        await store.commit("g", [put("4")])
        assert list((await store.load("g"))["t"]) == ["1", "2", "4"]
        await store.drop("g")
        assert not list((tmp_path / "groups").iterdir())


async def test_a_file_that_is_gone_can_be_restored(tmp_path: Path) -> None:
    async with await open_store(tmp_path) as store:
        await store.commit("g", [put("1")])
        await store.compact("g", keep_backup=True)
    (tmp_path / "groups" / "g.jsonl").unlink()
    async with await open_store(tmp_path) as store:
        assert await store.groups() == ["g"]
    restore_backup(tmp_path, "g")
    async with await open_store(tmp_path) as store:
        assert await store.load("g") == {"t": {"1": {"v": "x"}}}


async def test_nothing_is_restored_while_the_bot_runs_or_without_a_good_backup(tmp_path: Path) -> None:
    async with await open_store(tmp_path) as store:
        await store.commit("g", [put("1")])
        with pytest.raises(StoreLocked):
            restore_backup(tmp_path, "g")
    path = tmp_path / "groups" / "g.jsonl"
    before = path.read_bytes()
    for backup in (None, b"", before[:-5], b"nonsense\n"):
        if backup is not None:
            path.with_name("g.jsonl.bak").write_bytes(backup)
        assert backup_of(tmp_path, "g") is None
        with pytest.raises(StoreError, match="there is no good backup"):
            restore_backup(tmp_path, "g")
    assert path.read_bytes() == before
