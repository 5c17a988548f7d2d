"""A disk that says no: nothing of the commit is there, and the store goes on once the disk does."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.port import Change
from bot.store.tinydb import TinyDBStore, Upkeep
from tests.unit.store.faulty_disk import FaultyDisk, HastyDisk


def put(id: str) -> Change:
    return Change("t", id, {"v": id})


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk()


@pytest.fixture
async def store(tmp_path: Path, disk: FaultyDisk) -> AsyncIterator[TinyDBStore]:
    async with await TinyDBStore.open(tmp_path, disk=disk) as store:
        yield store


async def ids(store: TinyDBStore) -> list[str]:
    return list((await store.load("g")).get("t", {}))


async def ids_on_disk(store: TinyDBStore, folder: Path) -> list[str]:
    await store.close()
    async with await TinyDBStore.open(folder, disk=HastyDisk()) as other:
        return await ids(other)


@pytest.mark.parametrize("takes", [0, 1, 40])
async def test_a_full_disk_refuses_a_commit_whole(
    store: TinyDBStore, disk: FaultyDisk, tmp_path: Path, takes: int
) -> None:
    await store.commit("g", [put("1")])
    size = (tmp_path / "groups" / "g.jsonl").stat().st_size
    disk.failing, disk.takes = {"write": errno.ENOSPC}, takes
    with pytest.raises(StoreError, match="No space left on device"):
        await store.commit("g", [put("2")])
    assert (tmp_path / "groups" / "g.jsonl").stat().st_size == size
    assert await ids(store) == ["1"]
    disk.failing = {}
    await store.commit("g", [put("3")])
    assert await ids(store) == ["1", "3"]
    assert await ids_on_disk(store, tmp_path) == ["1", "3"]


@pytest.mark.parametrize("call", ["open", "write", "sync", "replace", "sync_folder"])
async def test_a_group_that_cannot_be_created_is_not_there_and_can_be_later(
    store: TinyDBStore, disk: FaultyDisk, tmp_path: Path, call: str
) -> None:
    disk.failing, disk.times = {call: errno.EIO}, 1
    with pytest.raises(StoreError):
        await store.commit("g", [put("1")])
    assert await store.groups() == []
    assert await ids(store) == []
    assert not list((tmp_path / "groups").iterdir())
    await store.commit("g", [put("2")])
    assert await ids_on_disk(store, tmp_path) == ["2"]


async def test_all_who_wait_for_one_write_hear_of_its_failure(store: TinyDBStore, disk: FaultyDisk) -> None:
    await store.commit("g", [put("0")])
    disk.failing = {"write": errno.EDQUOT}
    outcomes = await asyncio.gather(
        *(store.commit("g", [put(str(i))]) for i in range(1, 9)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [StoreError] * 8
    assert await ids(store) == ["0"]


async def test_after_a_failed_sync_the_file_is_written_anew(
    store: TinyDBStore, disk: FaultyDisk, tmp_path: Path
) -> None:
    await store.commit("g", [put("1")])
    path = tmp_path / "groups" / "g.jsonl"
    inode = path.stat().st_ino
    disk.failing, disk.times = {"sync": errno.EIO}, 1
    with pytest.raises(StoreError, match="Input/output error"):
        await store.commit("g", [put("2")])
    assert path.stat().st_ino != inode
    await store.commit("g", [put("3")])
    assert await ids(store) == ["1", "3"]
    assert await ids_on_disk(store, tmp_path) == ["1", "3"]


async def test_while_syncs_fail_nothing_is_confirmed_and_later_all_is_well(
    store: TinyDBStore, disk: FaultyDisk, tmp_path: Path
) -> None:
    await store.commit("g", [put("1")])
    disk.failing = {"sync": errno.EIO}
    for id in "234":
        with pytest.raises(StoreError):
            await store.commit("g", [put(id)])
        assert await ids(store) == ["1"]
    disk.failing = {}
    await store.commit("g", [put("5")])
    assert await ids_on_disk(store, tmp_path) == ["1", "5"]


async def test_a_write_that_can_be_neither_done_nor_taken_back_leaves_no_trace(
    store: TinyDBStore, disk: FaultyDisk, tmp_path: Path
) -> None:
    await store.commit("g", [put("1")])
    disk.failing, disk.takes = {"write": errno.EIO, "truncate": errno.EIO}, 30
    with pytest.raises(StoreError):
        await store.commit("g", [put("2")])
    assert await ids(store) == ["1"]
    disk.failing = {}
    await store.commit("g", [put("3")])
    assert await ids(store) == ["1", "3"]
    assert await ids_on_disk(store, tmp_path) == ["1", "3"]


@pytest.mark.parametrize("call", ["open", "write", "sync", "replace", "sync_folder"])
async def test_a_rewrite_that_fails_loses_nothing(
    store: TinyDBStore, disk: FaultyDisk, tmp_path: Path, call: str
) -> None:
    for id in "121212":
        await store.commit("g", [put(id)])
    disk.failing, disk.times = {call: errno.ENOSPC}, 1
    with pytest.raises(StoreError, match="No space left"):
        await store.compact("g", keep_backup=True)
    assert await ids(store) == ["1", "2"]
    await store.commit("g", [put("3")])
    assert not list((tmp_path / "groups").glob("*.new"))
    assert await ids_on_disk(store, tmp_path) == ["1", "2", "3"]


async def test_a_rewrite_of_its_own_that_fails_fails_no_commit_and_is_not_tried_each_time(
    tmp_path: Path, disk: FaultyDisk, caplog: pytest.LogCaptureFixture
) -> None:
    async with await TinyDBStore.open(tmp_path, disk=disk, upkeep=Upkeep(compact_above=2000)) as store:
        await store.commit("g", [put("1")])
        disk.failing = {"replace": errno.ENOSPC}
        for _ in range(200):
            await store.commit("g", [put("1")])
        await store.load("g")
    assert 2 <= len(caplog.records) <= 10
    assert "No space left" in caplog.text
    disk.failing = {}
    async with await TinyDBStore.open(tmp_path, disk=disk, upkeep=Upkeep(compact_above=2000)) as store:
        await store.commit("g", [put("1")])
        await store.load("g")
        assert (tmp_path / "groups" / "g.jsonl").stat().st_size < 1000


async def test_a_read_only_folder_refuses_commits_and_still_reads(
    store: TinyDBStore, disk: FaultyDisk
) -> None:
    await store.commit("g", [put("1")])
    disk.failing = {"open": errno.EROFS}
    for group in ("g", "new"):
        with pytest.raises(StoreError, match="Read-only file system"):
            await store.commit(group, [put("2")])
    assert await ids(store) == ["1"]


async def test_a_store_cannot_be_opened_where_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot work in"):
        await TinyDBStore.open(tmp_path / "file" / "data")


async def test_one_groups_failing_disk_is_not_the_others(store: TinyDBStore, disk: FaultyDisk) -> None:
    await store.commit("a", [put("1")])
    await store.commit("g", [put("1")])
    disk.failing, disk.times = {"sync": errno.EIO}, 1
    with pytest.raises(StoreError):
        await store.commit("a", [put("2")])
    await store.commit("g", [put("2")])
    assert await ids(store) == ["1", "2"]
