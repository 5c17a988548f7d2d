"""TinyDB's storage, on a log that is added to instead of a file that is written whole."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tinydb import Storage

from bot.errors import StoreError
from bot.store.port import Change, Tables
from bot.store.rules import apply, checked_changes
from bot.store.tinydb.disk import Disk
from bot.store.tinydb.files import GroupFiles
from bot.store.tinydb.lines import Commit
from bot.store.tinydb.log import Log


class LogStorage(Storage):
    """One group's file as TinyDB sees it.

    `access_mode` "r" looks without touching, also while the bot runs; "r+" is for who holds
    the folder's lock. What was read is kept in memory until `forget`.
    """

    def __init__(
        self, path: Path | str, *, access_mode: Literal["r", "r+"] = "r", log: Log | None = None
    ) -> None:
        path = Path(path)
        self.path = path
        self.log = log or Log(GroupFiles(path.parent, path.name.removesuffix(".jsonl")), Disk(), time.time)
        self._writable = access_mode == "r+"
        self._tables: Tables | None = None

    def read(self) -> Tables | None:
        """Return the tables. The outer dict is the caller's; what is in it is not to be changed."""
        if self._tables is None:
            if not self._writable and not self.path.is_file():
                raise StoreError(f"there is no file {self.path}")
            self._tables = self.log.read() if self._writable else self.log.peek()
        return dict(self._tables)

    def write(self, data: Tables) -> None:
        """Make the file hold these tables, at the cost of a look at each document of a changed table."""
        tables = self.read() or {}
        changes = []
        for name in {**tables, **data}:
            before, after = tables.get(name, {}), data.get(name, {})
            if before is not after:
                changes += [Change(name, id, None) for id in before if id not in after]
                changes += [Change(name, id, after[id]) for id in after if before.get(id) != after[id]]
        self.change(changes)

    def change(self, changes: Sequence[Change]) -> None:
        """Make changes, at the cost of the changes."""
        if changes:
            self.append([Commit.of(checked_changes(changes))])

    def append(self, commits: Sequence[Commit]) -> None:
        """Make the changes of commits in one durable write: all of them or, with a StoreError, none."""
        if not self._writable:
            raise StoreError(f"{self.path} was opened for reading only")
        self.log.append(commits)
        if self._tables is not None:
            for commit in commits:
                apply(self._tables, commit.changes)

    def forget(self) -> None:
        """Let go of what was read."""
        self._tables = None

    def close(self) -> None:
        """Let go of everything."""
        self.forget()
