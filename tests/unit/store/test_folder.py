"""The store's folder: private, one process at a time, many groups and few file handles."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import StoreLocked
from bot.store.port import Change
from bot.store.tinydb import TinyDBStore, Upkeep
from bot.store.tinydb.disk import Disk
from bot.store.tinydb.lock import FolderLock
from tests.unit.store.faulty_disk import HastyDisk

ROOT = Path(__file__).parents[3]
HOLDER = """
import asyncio, sys, time
from pathlib import Path
from bot.store.tinydb import TinyDBStore
async def main():
    store = await TinyDBStore.open(Path(sys.argv[1]))
    print("open", flush=True)
    time.sleep(60)
asyncio.run(main())
"""


def put(id: str) -> Change:
    return Change("t", id, {"v": id})


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture(params=[0o000, 0o022, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
async def test_folders_and_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with await TinyDBStore.open(folder) as store:
        await store.commit("g", [put("1")])
        await store.compact("g", keep_backup=True)
        assert {mode(folder), mode(folder / "groups")} == {0o700}
        files = [folder / ".lock", *(folder / "groups").iterdir()]
        assert [path.name for path in sorted(files)] == [".lock", "g.jsonl", "g.jsonl.bak"]
        assert {mode(path) for path in files} == {0o600}


async def test_what_was_open_to_others_is_closed(tmp_path: Path) -> None:
    async with await TinyDBStore.open(tmp_path) as store:
        await store.commit("g", [put("1")])
    (tmp_path / "groups" / "g.jsonl").chmod(0o644)
    (tmp_path / "groups").chmod(0o755)
    (tmp_path / ".").chmod(0o755)
    await (await TinyDBStore.open(tmp_path)).close()
    assert mode(tmp_path) == mode(tmp_path / "groups") == 0o700
    assert mode(tmp_path / "groups" / "g.jsonl") == 0o600


async def test_what_a_crash_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    async with await TinyDBStore.open(tmp_path) as store:
        await store.commit("g", [put("1")])
    for name in ("g.jsonl.new", "g.jsonl.bak.new", "h.jsonl.new"):
        (tmp_path / "groups" / name).write_text("half")
    async with await TinyDBStore.open(tmp_path) as store:
        assert await store.groups() == ["g"]
        assert [path.name for path in (tmp_path / "groups").iterdir()] == ["g.jsonl"]


async def test_files_that_are_no_groups_are_left_alone(tmp_path: Path) -> None:
    async with await TinyDBStore.open(tmp_path) as store:
        for name in ("README.jsonl", "notes.txt", "g.jsonl.copy", ".jsonl"):
            (tmp_path / "groups" / name).touch()
        assert await store.groups() == []


async def test_a_second_store_on_the_folder_is_refused_by_the_first_ones_process_id(tmp_path: Path) -> None:
    async with await TinyDBStore.open(tmp_path):
        with pytest.raises(StoreLocked, match=f"in use by process {os.getpid()}:"):
            await TinyDBStore.open(tmp_path)
    await (await TinyDBStore.open(tmp_path)).close()


def test_a_dead_holders_lock_is_no_obstacle(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(StoreLocked, match=f"in use by process {holder.pid}:"):
            FolderLock(tmp_path)
        holder.kill()
        holder.wait()
        FolderLock(tmp_path).release()


async def test_a_failed_opening_does_not_keep_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await TinyDBStore.open(tmp_path)).close()
    (tmp_path / "groups").rmdir()
    (tmp_path / "groups").touch()
    with pytest.raises(Exception, match="cannot work in"):
        await TinyDBStore.open(tmp_path)
    with (tmp_path / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.fixture
def few_handles() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("few_handles")
async def test_a_thousand_groups_work_with_few_file_handles(tmp_path: Path) -> None:
    groups = [f"g{i:04}" for i in range(1000)]
    async with await TinyDBStore.open(tmp_path, disk=HastyDisk()) as store:
        for turn in ("1", "2"):
            await asyncio.gather(*(store.commit(group, [put(turn)]) for group in groups))
        assert await store.groups() == groups
        loaded = await asyncio.gather(*(store.load(group) for group in groups))
    assert all(tables == {"t": {"1": {"v": "1"}, "2": {"v": "2"}}} for tables in loaded)


async def test_commits_that_wait_for_a_sync_share_the_next_one(tmp_path: Path) -> None:
    syncs = []

    class CountingDisk(Disk):
        def sync(self, file: int) -> None:
            syncs.append(file)
            super().sync(file)

    async with await TinyDBStore.open(tmp_path, disk=CountingDisk()) as store:
        await store.commit("g", [put("0")])
        syncs.clear()
        await asyncio.gather(*(store.commit("g", [put(str(i))]) for i in range(500)))
        assert len(syncs) < 10
        assert len((await store.load("g"))["t"]) == 500


async def test_a_slow_disk_does_not_stop_the_event_loop_or_other_groups(tmp_path: Path) -> None:
    may_go_on = threading.Event()
    slow_inode: list[int] = []

    class SlowDisk(Disk):
        def sync(self, file: int) -> None:
            if slow_inode and os.fstat(file).st_ino == slow_inode[0]:
                may_go_on.wait(20)
            super().sync(file)

    async with await TinyDBStore.open(tmp_path, disk=SlowDisk(), upkeep=Upkeep()) as store:
        await store.commit("slow", [put("1")])
        slow_inode.append((tmp_path / "groups" / "slow.jsonl").stat().st_ino)
        waiting = asyncio.ensure_future(store.commit("slow", [put("2")]))
        await asyncio.sleep(0.05)
        await store.commit("other", [put("1")])
        assert not waiting.done()
        may_go_on.set()
        await waiting
