"""One group's TinyDB."""

from __future__ import annotations

from collections.abc import Sequence

from tinydb import TinyDB

from bot.store.port import Tables
from bot.store.tinydb.lines import Commit
from bot.store.tinydb.log import Log
from bot.store.tinydb.storage import LogStorage
from bot.store.tinydb.table import DocumentTable


class GroupDatabase(TinyDB):
    """A TinyDB on a group's file: `GroupDatabase(path)` opens one to look at, as TinyDB users would."""

    table_class = DocumentTable
    default_storage_class = LogStorage  # type: ignore[assignment]  # TinyDB annotates its own, and documents this

    @property
    def log(self) -> Log:
        """The file below."""
        return self._log_storage.log

    def take_out(self) -> Tables:
        """Return all tables in the order in which they came, and keep no copy of them."""
        tables = self._log_storage.read() or {}
        self._log_storage.forget()
        return tables

    def commit(self, commits: Sequence[Commit]) -> None:
        """Make the changes of commits, whatever their tables, in one durable write.

        Raises
        ------
        StoreError
            Nothing was changed.

        """
        self._log_storage.append(commits)
        for table in self._tables.values():
            table.clear_cache()

    @property
    def _log_storage(self) -> LogStorage:
        assert isinstance(self.storage, LogStorage)  # noqa: S101 - for the type checker
        return self.storage
