"""A group in memory: its records by id, and the look-ups that handlers need.

Every change is noted, so that the changes of one event can be handed to the store
as one commit, or undone as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from bot.domain.code import Code
from bot.domain.group import Group, Neighbour
from bot.domain.listing import Listing
from bot.domain.match import Match
from bot.domain.places import Account, MessageRef
from bot.domain.pledge import Pledge
from bot.domain.post import Post
from bot.domain.question import Question
from bot.domain.record import Record
from bot.domain.timer import Timer
from bot.matching import Index
from bot.store.port import Change, Tables

R = TypeVar("R", bound=Record)


class AnyTable(Protocol):
    """What all tables can do, whatever they hold."""

    name: str

    def fill(self, documents: Iterable[object]) -> None:
        """Read stored documents, noting nothing."""
        ...

    def take_changes(self) -> list[Change]:
        """Give what changed since the last call, and forget what was before."""
        ...

    def undo(self) -> None:
        """Put everything back as it was at the last `take_changes`."""
        ...


class Table(Generic[R]):
    """Records of one kind by id, in the order in which they came, with look-ups by other keys."""

    def __init__(self, name: str, model: type[R], **lookups: Callable[[R], Iterable[Hashable]]) -> None:
        self.name = name
        self.model = model
        self._records: dict[str, R] = {}
        self._lookups = lookups
        self._ids: dict[str, dict[Hashable, dict[str, None]]] = {name: {} for name in lookups}
        self._before: dict[str, R | None] = {}
        self._arrivals: dict[str, int] = {}
        self._arrived = 0

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[R]:
        return iter([self._records[id] for id in self._in_order(self._records)])

    def __contains__(self, id: str) -> bool:
        return id in self._records

    def __getitem__(self, id: str) -> R:
        return self._records[id]

    def get(self, id: str | None) -> R | None:
        """Give the record with this id, or None."""
        return None if id is None else self._records.get(id)

    def by(self, lookup: str, key: Hashable) -> list[R]:
        """Give the records that a look-up files under a key, in the order in which they came."""
        return [self._records[id] for id in self._in_order(self._ids[lookup].get(key, ()))]

    def put(self, record: R) -> R:
        """Add a record, or replace the one with its id."""
        self._note(record.id)
        self._set(record.id, record)
        return record

    def remove(self, id: str) -> None:
        """Take a record away; no error if it is not there."""
        if id in self._records:
            self._note(id)
            self._set(id, None)

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=self._arrivals.__getitem__)

    def _note(self, id: str) -> None:
        if id not in self._before:
            self._before[id] = self._records.get(id)

    def _set(self, id: str, record: R | None) -> None:
        before = self._records.get(id)
        for name, keys_of in self._lookups.items():
            ids = self._ids[name]
            if before is not None:
                for key in keys_of(before):
                    filed = ids.get(key)
                    if filed is not None:
                        filed.pop(id, None)
                        if not filed:
                            del ids[key]
            if record is not None:
                for key in keys_of(record):
                    ids.setdefault(key, {})[id] = None
        if record is None:
            self._records.pop(id, None)
        else:
            self._records[id] = record
            if id not in self._arrivals:
                self._arrived += 1
                self._arrivals[id] = self._arrived
        self.changed(before, record)

    def changed(self, before: R | None, after: R | None) -> None:
        """Hear of every change; a table that feeds an index of its own overrides this."""

    def take_changes(self) -> list[Change]:
        """Give what changed since the last call (as the store wants it) and forget what was before."""
        changes = []
        for id in sorted(self._before, key=lambda id: self._arrivals.get(id, 0)):
            record = self._records.get(id)
            document = None if record is None else record.model_dump(mode="json", exclude_none=True)
            changes.append(Change(self.name, id, document))
            if record is None:
                self._arrivals.pop(id, None)
        self._before.clear()
        return changes

    def undo(self) -> None:
        """Put everything back as it was at the last `take_changes`."""
        before, self._before = self._before, {}
        for id, record in before.items():
            self._set(id, record)
            if record is None:
                self._arrivals.pop(id, None)

    def fill(self, documents: Iterable[object]) -> None:
        """Read stored documents, noting nothing."""
        for document in documents:
            record = self.model.model_validate(document)
            self._set(record.id, record)


class ListingTable(Table[Listing]):
    """Listings; the open ones also stand in an index that finds what fits."""

    def __init__(self, index: Index) -> None:
        super().__init__(
            "listings",
            Listing,
            author=lambda r: (r.author,),
            message=lambda r: (r.message,),
            state=lambda r: (r.state,),
        )
        self.index = index

    def changed(self, before: Listing | None, after: Listing | None) -> None:
        """Keep the index of open listings."""
        if before is not None and before.is_open:
            self.index.discard(before.id)
        if after is not None and after.is_open:
            self.index.add(after.id, after.act)


class Books:
    """All that a group has on its books."""

    def __init__(self, group: Group, index: Index) -> None:
        self._groups: Table[Group] = Table("group", Group)
        self._groups.fill([group.model_dump()])
        self.id = group.id
        self.neighbours: Table[Neighbour] = Table("neighbours", Neighbour, account=lambda r: r.accounts)
        self.listings = ListingTable(index)
        self.pledges: Table[Pledge] = Table(
            "pledges", Pledge, by=lambda r: (r.by,), counterpart=lambda r: (r.counterpart,)
        )
        self.matches: Table[Match] = Table("matches", Match, listing=lambda r: (r.wanted, r.had))
        self.questions: Table[Question] = Table(
            "questions", Question, asked=lambda r: (r.asked,), subject=lambda r: (r.subject,)
        )
        self.timers: Table[Timer] = Table("timers", Timer, subject=lambda r: (r.subject,))
        self.codes: Table[Code] = Table("codes", Code)
        self.posts: Table[Post] = Table(
            "posts", Post, subject=lambda r: (r.subject,), message=lambda r: (r.message,)
        )

    @classmethod
    def from_tables(cls, tables: Tables, configured: Group, index: Index) -> Books:
        """Open the books as the store kept them, for a group as it is configured now."""
        stored = tables.get("group", {}).get(configured.id)
        books = cls(configured.settled(None if stored is None else Group.model_validate(stored)), index)
        for table in books.tables[1:]:
            table.fill(tables.get(table.name, {}).values())
        return books

    @property
    def tables(self) -> tuple[AnyTable, ...]:
        """Every table, the group's own first."""
        return (
            self._groups,
            self.neighbours,
            self.listings,
            self.pledges,
            self.matches,
            self.questions,
            self.timers,
            self.codes,
            self.posts,
        )

    @property
    def group(self) -> Group:
        """The group itself."""
        return self._groups[self.id]

    @group.setter
    def group(self, group: Group) -> None:
        self._groups.put(group)

    def neighbour_of(self, account: Account) -> Neighbour | None:
        """Give whom an account belongs to, if they are on the books."""
        return next(iter(self.neighbours.by("account", account)), None)

    def listing_said_in(self, message: MessageRef) -> list[Listing]:
        """Give the listings that a neighbour's message opened."""
        return self.listings.by("message", message)

    def post_in(self, message: MessageRef) -> Post | None:
        """Give the post that one of the bot's messages is."""
        return next(iter(self.posts.by("message", message)), None)

    def take_changes(self) -> list[Change]:
        """Give all changes since the last call, for one commit."""
        return [change for table in self.tables for change in table.take_changes()]

    def undo(self) -> None:
        """Forget all changes since the last `take_changes`."""
        for table in self.tables:
            table.undo()
