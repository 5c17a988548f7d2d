"""The default store: one TinyDB a group, on files that are added to."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import StoreError
from bot.store.port import Change, Tables
from bot.store.rules import checked_changes
from bot.store.tinydb.database import GroupDatabase
from bot.store.tinydb.disk import Disk
from bot.store.tinydb.files import GroupFiles, groups_in, make_private, prepare
from bot.store.tinydb.lines import Commit
from bot.store.tinydb.lock import FolderLock
from bot.store.tinydb.log import COMPACT_ABOVE, Log
from bot.store.tinydb.turns import Turns

_log = logging.getLogger(__name__)

THREADS = 8
"""How many groups write at once. They wait for the disk, not for a processor."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """When files are rewritten without anybody's asking. The store keeps its own house."""

    compact_above: int = COMPACT_ABOVE
    """Bytes of erased documents from which a file is rewritten once they outweigh the others."""
    purge_after: float = 24 * 3600
    """Seconds after which at the latest something erased leaves the disk, give or take `look_every`."""
    look_every: float = 600
    """Seconds between two looks for files to purge."""


@dataclass(frozen=True, slots=True)
class _Group:
    database: GroupDatabase
    turns: Turns


class TinyDBStore:
    """A folder of groups. Open it with `await TinyDBStore.open(folder)`, and close it.

    All disk work is done in threads; each group has its turn, and groups do not wait for
    each other. `docs/store.md` says what survives what.
    """

    def __init__(
        self, folder: Path, lock: FolderLock, disk: Disk, upkeep: Upkeep, now: Callable[[], float]
    ) -> None:
        self._folder = folder
        self._lock = lock
        self._disk = disk
        self._upkeep = upkeep
        self._now = now
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="palier-store")
        self._groups: dict[str, _Group] = {}
        self._compacting: asyncio.Future[None] | None = None
        self._closing = asyncio.Event()
        self._closed: asyncio.Task[None] | None = None
        self._caretaker = asyncio.get_running_loop().create_task(self._look_after_files())

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        upkeep: Upkeep | None = None,
        disk: Disk | None = None,
        now: Callable[[], float] = time.time,
    ) -> Self:
        """Open a store's folder, making it if it is not there.

        `now` gives seconds since 1970; `disk` is for tests.

        Raises
        ------
        StoreLocked
            Another process works with it; the text names it.
        StoreError
            The folder cannot be made or written to.

        """
        disk = disk or Disk()
        lock = await asyncio.to_thread(_take, folder, disk)
        return cls(folder, lock, disk, upkeep or Upkeep(), now)

    async def groups(self) -> list[str]:
        """List the ids of all groups that have ever been committed to and not dropped, sorted."""
        self._check_open()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, groups_in, self._folder)
        except OSError as error:
            raise StoreError(f"cannot read {self._folder}: {error.strerror}") from error

    async def load(self, group: str) -> Tables:
        """Return a group's tables; empty for a group that is not there.

        Raises
        ------
        StoreCorrupted
            The group's file is damaged; the text says where and what can be done.
        StoreError
            The file cannot be read, or a newer version of the program wrote it.

        """
        found = self._group(group)
        return await found.turns.ask(found.database.take_out)

    async def commit(self, group: str, changes: Sequence[Change]) -> None:
        """Apply all changes or none; once this returns, they survive a crash and a power cut.

        Raises
        ------
        StoreError
            Nothing was applied (disk full, read-only, a document that is not JSON…).

        """
        found = self._group(group)
        await found.turns.commit(Commit.of(checked_changes(changes)))

    async def compact(self, group: str, *, keep_backup: bool) -> None:
        """Rewrite a group's file without what was erased, now.

        The file before becomes the backup. Without `keep_backup` the backup is made anew as
        well, and a damaged file left by `restore_backup` deleted: then nothing erased is left.

        Raises
        ------
        StoreError
            It could not be done; nothing is lost.

        """
        log = self._group(group).database.log

        def work() -> None:
            log.compact(purge=not keep_backup)
            if not keep_backup:
                log.forget_damaged()

        await self._groups[group].turns.ask(work)

    async def drop(self, group: str) -> None:
        """Delete everything about a group, backups included. No error if it is not there."""
        found = self._group(group)
        await found.turns.ask(found.database.log.drop)

    async def close(self) -> None:
        """Finish what is under way and let go of the lock. Calling it twice is no error."""
        if self._closed is None:
            self._closing.set()
            self._closed = asyncio.get_running_loop().create_task(self._close())
        await asyncio.shield(self._closed)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _close(self) -> None:
        try:
            await self._caretaker
            for group in self._groups.values():
                await group.turns.finish()
            self._pool.shutdown()
        finally:
            self._lock.release()

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise StoreError("the store is closed")

    def _group(self, group: str) -> _Group:
        self._check_open()
        if group not in self._groups:
            files = GroupFiles.of(self._folder, group)
            log = Log(files, self._disk, self._now, compact_above=self._upkeep.compact_above)
            database = GroupDatabase(files.main, access_mode="r+", log=log)
            turns = Turns(self._pool, database.commit, lambda: self._compact_if_overgrown(group))
            self._groups[group] = _Group(database, turns)
        return self._groups[group]

    def _compact_if_overgrown(self, group: str) -> None:
        """Rewrite a file that is mostly erased; one at a time, so that writes find a free thread."""
        found = self._groups[group]
        log = found.database.log
        if self._compacting is None and log.overgrown:
            self._compacting = found.turns.ask(lambda: log.compact(purge=False))
            self._compacting.add_done_callback(self._compacted)

    def _compacted(self, outcome: asyncio.Future[None]) -> None:
        self._compacting = None
        if error := outcome.exception():
            _log.warning("a file stays longer than it need be: %s", error)

    async def _look_after_files(self) -> None:
        while not self._closing.is_set():
            try:
                await asyncio.wait_for(self._closing.wait(), self._upkeep.look_every)
            except TimeoutError:
                await self._purge_files_that_are_due()

    async def _purge_files_that_are_due(self) -> None:
        try:
            for group in await self.groups():
                found = self._group(group)
                log = found.database.log
                try:
                    await found.turns.ask(partial(log.purge_if_due, self._upkeep.purge_after))
                except StoreError as error:
                    _log.warning("cannot look after a file: %s", error)
        except StoreError as error:  # closed meanwhile, or the folder is gone
            if not self._closing.is_set():
                _log.warning("cannot look after files: %s", error)


def _take(folder: Path, disk: Disk) -> FolderLock:
    try:
        make_private(folder, disk)
        lock = FolderLock(folder)
        try:
            prepare(folder, disk)
        except OSError:
            lock.release()
            raise
    except OSError as error:
        raise StoreError(f"cannot work in {folder}: {error.strerror}") from error
    return lock
