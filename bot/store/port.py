"""The one door to whatever keeps the groups.

A store keeps, for each group, named tables of JSON documents. It knows nothing
of listings or neighbours: the core turns its records into documents. One commit
is one list of changes to one group, applied whole or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"
Document: TypeAlias = Mapping[str, Json]
Tables: TypeAlias = "dict[str, dict[str, Document]]"
"""Table name → document id → document, both in the order in which they were first put."""


@dataclass(frozen=True, slots=True)
class Change:
    """Put a document under an id of a table, or remove it where `document` is None."""

    table: str
    id: str
    document: Document | None


class Store(Protocol):
    """Where groups are kept. Group ids are file-name safe: `[a-z0-9_-]{1,64}`.

    Commits to one group are applied in the order in which they were called. A
    cancelled call may or may not have been applied, but never half.
    """

    async def groups(self) -> list[str]:
        """List the ids of all groups that have ever been committed to and not dropped, sorted."""
        ...

    async def load(self, group: str) -> Tables:
        """Return a group's tables; empty for a group that is not there.

        The caller may keep and change the returned dicts, not the documents.

        Raises
        ------
        StoreCorrupted
            The group's file is damaged; the text says where and what can be done.

        """
        ...

    async def commit(self, group: str, changes: Sequence[Change]) -> None:
        """Apply all changes or none; once this returns, they survive a crash and a power cut.

        Removing what is not there is no error. A later change to the same id wins.

        Raises
        ------
        StoreError
            Nothing was applied (disk full, read-only…); the store stays usable.

        """
        ...

    async def drop(self, group: str) -> None:
        """Delete everything about a group, backups included. No error if it is not there."""
        ...

    async def close(self) -> None:
        """Finish what is under way and let go of the lock. Calling it twice is no error."""
        ...
