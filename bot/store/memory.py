"""A store that forgets everything when it goes: for tests and the practice building."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import StoreError
from bot.store.port import Change, Tables
from bot.store.rules import apply, checked_changes, checked_group


class MemoryStore:
    """Keeps groups in dicts. Takes and refuses exactly what the durable stores do."""

    def __init__(self) -> None:
        self._groups: dict[str, Tables] = {}
        self._closed = False

    async def groups(self) -> list[str]:
        """List the ids of all groups that have ever been committed to and not dropped, sorted."""
        self._check_open()
        return sorted(self._groups)

    async def load(self, group: str) -> Tables:
        """Return a group's tables; empty for a group that is not there."""
        self._check_open()
        tables = self._groups.get(checked_group(group), {})
        return {name: dict(table) for name, table in tables.items()}

    async def commit(self, group: str, changes: Sequence[Change]) -> None:
        """Apply all changes or none.

        Raises
        ------
        StoreError
            A document is not JSON, or the group's id not one, or the store closed.

        """
        self._check_open()
        checked = checked_changes(changes)
        apply(self._groups.setdefault(checked_group(group), {}), checked)

    async def drop(self, group: str) -> None:
        """Delete everything about a group. No error if it is not there."""
        self._check_open()
        self._groups.pop(checked_group(group), None)

    async def close(self) -> None:
        """Take no more. Calling it twice is no error."""
        self._closed = True

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")
