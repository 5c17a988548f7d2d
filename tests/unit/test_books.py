"""A group's books against plain dicts: look-ups, order, undoing, and the way to the store and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.acts import Act, ActKind, Category, Item
from bot.books import Books
from bot.domain.group import Group, Neighbour
from bot.domain.listing import Listing, ListingState
from bot.domain.match import Match
from bot.domain.places import Account, MessageRef, Room
from bot.domain.post import Post
from bot.domain.record import Record
from bot.intent.catalogue import Catalogue
from bot.matching import Index
from bot.store.port import Change, Tables
from bot.store.rules import apply, checked_changes

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
ROOM = Room(network="test", chat="hall")
GROUP = Group(id="lilas", name="12 rue des Lilas", rooms=(ROOM,))
IDS = st.sampled_from("12345")
WORDS = ("perceuse", "échelle", "truc à machins")
WANTED = [Act(ActKind.REQUEST, items=(Item(word),), category=Category.TOOLS) for word in WORDS]
HAD = [Act(ActKind.OFFER, items=(Item(word),), category=Category.TOOLS) for word in WORDS]


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(["fr"])


def empty() -> Books:
    return Books(GROUP, Index(catalogue()))


def reopened(tables: Tables, configured: Group = GROUP) -> Books:
    return Books.from_tables(tables, configured, Index(catalogue()))


def message(id: str) -> MessageRef:
    return MessageRef(room=ROOM, id=id)


def listing(
    id: str, *, author: str = "n1", state: ListingState = ListingState.OPEN, act: Act = WANTED[0]
) -> Listing:
    return Listing(id=id, author=author, act=act, opened_at=NOON, message=message(f"m{id}"), state=state)


def keep(tables: Tables, changes: Sequence[Change]) -> None:
    apply(tables, checked_changes(changes))


listings = st.builds(
    listing,
    IDS,
    author=st.sampled_from(["n1", "n2"]),
    state=st.sampled_from(ListingState),
    act=st.sampled_from([*WANTED, *HAD]),
)
matches = st.builds(Match, id=IDS, wanted=IDS, had=IDS, score=st.just(1.0))
accounts = st.lists(st.builds(Account, network=st.just("test"), id=st.sampled_from("abc")), max_size=3)
neighbours = st.builds(Neighbour, id=IDS, name=st.sampled_from(["Léa", "Rosa"]), accounts=accounts.map(tuple))


class TheBooks(RuleBasedStateMachine):
    """The books beside dicts, in which what is removed leaves its place until the next commit."""

    def __init__(self) -> None:
        super().__init__()
        self.books = empty()
        self.tables: Tables = {}
        self.stored: dict[str, dict[str, Record | None]] = {"listings": {}, "matches": {}, "neighbours": {}}
        self.now = {name: dict(table) for name, table in self.stored.items()}
        self.stored_group = self.group = GROUP
        self.touched: set[tuple[str, str]] = set()

    def _put(self, table: str, record: Record) -> None:
        self.now[table][record.id] = record
        self.touched.add((table, record.id))

    @rule(record=listings)
    def put_listing(self, record: Listing) -> None:
        assert self.books.listings.put(record) is record
        self._put("listings", record)

    @rule(record=matches)
    def put_match(self, record: Match) -> None:
        self.books.matches.put(record)
        self._put("matches", record)

    @rule(record=neighbours)
    def put_neighbour(self, record: Neighbour) -> None:
        self.books.neighbours.put(record)
        self._put("neighbours", record)

    @rule(table=st.sampled_from(["listings", "matches", "neighbours"]), id=IDS)
    def remove(self, table: str, id: str) -> None:
        {
            "listings": self.books.listings.remove,
            "matches": self.books.matches.remove,
            "neighbours": self.books.neighbours.remove,
        }[table](id)
        if self.now[table].get(id) is not None:
            self.now[table][id] = None
            self.touched.add((table, id))

    @rule()
    def take_a_number(self) -> None:
        self.books.group, _ = self.books.group.numbered("listing")
        self.group, _ = self.group.numbered("listing")
        self.touched.add(("group", GROUP.id))

    @rule()
    def commit(self) -> None:
        changes = self.books.take_changes()
        assert sorted((change.table, change.id) for change in changes) == sorted(self.touched)
        for change in changes:
            record = self.group if change.table == "group" else self.now[change.table][change.id]
            assert change.document == (record and record.model_dump(mode="json", exclude_none=True))
        keep(self.tables, changes)
        for name, table in self.now.items():
            self.now[name] = {id: record for id, record in table.items() if record is not None}
        self.stored = {name: dict(table) for name, table in self.now.items()}
        self.stored_group = self.group
        self.touched.clear()
        assert self.books.take_changes() == []

    @rule()
    def undo(self) -> None:
        self.books.undo()
        self.now = {name: dict(table) for name, table in self.stored.items()}
        self.group = self.stored_group
        self.touched.clear()

    @rule()
    def restart(self) -> None:
        """What was not committed is gone, and nothing else."""
        self.books = reopened(self.tables)
        self.undo()

    def _alive(self, table: str) -> list[Record]:
        return [record for record in self.now[table].values() if record is not None]

    @invariant()
    def the_same_records_in_the_same_order(self) -> None:
        assert list(self.books.listings) == self._alive("listings")
        assert list(self.books.matches) == self._alive("matches")
        assert list(self.books.neighbours) == self._alive("neighbours")
        assert len(self.books.listings) == len(self._alive("listings"))
        assert self.books.group == self.group

    @invariant()
    def look_ups_find_what_a_search_finds(self) -> None:
        books = self.books
        for id in "12345":
            assert books.listings.get(id) == self.now["listings"].get(id)
            assert (id in books.listings) is (books.listings.get(id) is not None)
            assert books.matches.by("listing", id) == [m for m in books.matches if id in (m.wanted, m.had)]
            assert books.listing_said_in(message(f"m{id}")) == [one for one in books.listings if one.id == id]
        for author in ("n1", "n2"):
            assert books.listings.by("author", author) == [
                one for one in books.listings if one.author == author
            ]
        for state in ListingState:
            assert books.listings.by("state", state) == [one for one in books.listings if one.state is state]
        for id in "abc":
            account = Account(network="test", id=id)
            owner = next((one for one in books.neighbours if account in one.accounts), None)
            assert books.neighbour_of(account) == owner

    @invariant()
    def the_index_holds_the_open_listings(self) -> None:
        fresh = Index(catalogue())
        for one in self.books.listings:
            if one.is_open:
                fresh.add(one.id, one.act)
        assert len(self.books.listings.index) == len(fresh)
        for act in (*WANTED, *HAD):
            assert set(self.books.listings.index.candidates(act)) == set(fresh.candidates(act))


TheBooks.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestTheBooks = TheBooks.TestCase


def test_a_changed_record_keeps_its_place_among_those_that_share_a_key() -> None:
    books = empty()
    for id in "123":
        books.listings.put(listing(id))
    books.listings.put(listing("1", act=HAD[0]))
    assert [one.id for one in books.listings.by("author", "n1")] == ["1", "2", "3"]


def test_undoing_a_removal_gives_the_record_its_place_back() -> None:
    books = empty()
    for id in "123":
        books.listings.put(listing(id))
    books.take_changes()
    books.listings.remove("1")
    books.undo()
    assert [one.id for one in books.listings] == ["1", "2", "3"]
    assert [one.id for one in books.listings.by("author", "n1")] == ["1", "2", "3"]


def test_the_table_may_change_while_it_is_walked() -> None:
    books = empty()
    for id in "123":
        books.listings.put(listing(id))
    for one in books.listings:
        books.listings.remove(one.id)
    assert len(books.listings) == 0


def test_a_key_that_nothing_is_filed_under_finds_nothing() -> None:
    books = empty()
    assert books.listings.by("author", "nobody") == []
    assert books.post_in(message("m1")) is None
    assert books.listings.get(None) is None
    with pytest.raises(KeyError):
        books.listings["1"]
    with pytest.raises(KeyError):
        books.listings.by("colour", "red")


def test_removing_what_is_not_there_is_no_change() -> None:
    books = empty()
    books.timers.remove("nudge:1")
    assert books.take_changes() == []


def test_what_came_and_went_within_one_event_is_taken_off_the_store_too() -> None:
    books = empty()
    books.listings.put(listing("1"))
    books.listings.remove("1")
    assert books.take_changes() == [Change("listings", "1", None)]


def test_opening_the_books_is_no_change() -> None:
    books = empty()
    books.listings.put(listing("1"))
    tables: Tables = {}
    keep(tables, books.take_changes())
    assert reopened(tables).take_changes() == []


def test_a_message_of_the_bot_s_is_found_by_what_it_shows_until_it_shows_it_no_more() -> None:
    books = empty()
    post = books.posts.put(Post(id="listing/1@hall", subject="listing/1", message=message("9"), digest="d"))
    assert books.post_in(message("9")) == post
    books.posts.put(post.model_copy(update={"message": message("10")}))
    assert books.post_in(message("9")) is None
    assert books.post_in(message("10")) is not None


def test_the_group_s_numbers_go_on_from_the_store_under_the_configuration_of_today() -> None:
    books = empty()
    books.group, _ = books.group.numbered("listing")
    tables: Tables = {}
    keep(tables, books.take_changes())
    renamed = GROUP.model_copy(update={"name": "14 rue des Lilas"})
    group = reopened(tables, renamed).group
    assert (group.name, group.serials) == ("14 rue des Lilas", {"listing": 1})
