"""TinyDB's table with ids that are strings, where a change costs what changes and not the table."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TypeAlias, cast

from tinydb.table import Table

from bot.store.port import Change, Document
from bot.store.tinydb.storage import LogStorage

Fields: TypeAlias = "dict[str, object]"


class Draft(MutableMapping[str, Fields]):
    """A table's documents with changes that are not made yet.

    A document is copied when it is looked at, as TinyDB changes documents in place.
    """

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._drafts: dict[str, Fields | None] = {}

    def __getitem__(self, id: str) -> Fields:
        if id not in self._drafts:
            self._drafts[id] = cast("Fields", copy.deepcopy(dict(self._documents[id])))
        draft = self._drafts[id]
        if draft is None:
            raise KeyError(id)
        return draft

    def __setitem__(self, id: str, document: Fields) -> None:
        self._drafts[id] = document

    def __delitem__(self, id: str) -> None:
        if id not in self:
            raise KeyError(id)
        self._drafts[id] = None

    def __contains__(self, id: object) -> bool:
        if id in self._drafts:
            return self._drafts[id] is not None
        return id in self._documents

    def __iter__(self) -> Iterator[str]:
        yield from (id for id in self._documents if id in self)
        yield from (id for id in self._drafts if id not in self._documents and id in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self, table: str) -> list[Change]:
        """Give what differs from the documents."""
        return [
            Change(table, id, cast("Document | None", draft))
            for id, draft in self._drafts.items()
            if draft != self._documents.get(id)
        ]


class DocumentTable(Table):
    """A table of a group.

    It answers everything that TinyDB's own does. `get(doc_id=…)` costs one look-up,
    `insert`, `upsert`, `update` and `remove` of one document one line in the file.
    """

    document_id_class = str  # type: ignore[assignment]  # TinyDB annotates int, and documents putting another
    _next_id: int | None  # type: ignore[assignment]  # TinyDB shows its type checkers only the None
    _draft: Draft | None = None

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, object]]], None]) -> None:
        storage = cast("LogStorage", self._storage)
        draft = Draft((storage.read() or {}).get(self.name, {}))
        self._draft = draft
        try:
            updater(cast("dict[int, Mapping[str, object]]", draft))
        finally:
            self._draft = None
        storage.change(draft.changes(self.name))
        self.clear_cache()

    def _get_next_id(self) -> str:
        """Number documents that come without an id: "1", "2", and so on."""
        taken = self._read_table() if self._draft is None else self._draft
        if self._next_id is None:
            self._next_id = max((int(id) for id in taken if id.isdecimal()), default=0) + 1
        while str(self._next_id) in taken:
            self._next_id += 1
        id = str(self._next_id)
        self._next_id += 1
        return id
