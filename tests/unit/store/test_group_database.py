"""One group's file, as TinyDB users know their tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.operations import increment
from tinydb.table import Document

from bot.errors import StoreError
from bot.store.port import Change
from bot.store.tinydb import GroupDatabase, TinyDBStore
from bot.store.tinydb.lines import Commit
from bot.store.tinydb.storage import LogStorage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "groups").mkdir()
    return tmp_path / "groups" / "g.jsonl"


@pytest.fixture
def database(path: Path) -> GroupDatabase:
    return GroupDatabase(path, access_mode="r+")


def listing(id: str, **fields: str | int) -> Document:
    return Document(fields, doc_id=id)  # type: ignore[arg-type]  # TinyDB annotates int


def ids(documents: Iterable[Document]) -> list[object]:
    return [document.doc_id for document in documents]


def by_id(documents: Iterable[Document]) -> dict[object, object]:
    return {document.doc_id: dict(document) for document in documents}


def test_documents_are_inserted_found_changed_and_removed(database: GroupDatabase, path: Path) -> None:
    table = database.table("listings")
    table.insert(listing("b12", item="perceuse", views=0))
    table.insert_multiple([listing("7", item="échelle", views=3), {"item": "pompe", "views": 9}])
    assert ids(table.all()) == ["b12", "7", "8"]
    assert table.search(where("item") == "échelle") == [{"item": "échelle", "views": 3}]
    found = table.get(doc_id="b12")  # type: ignore[call-overload]  # as above
    assert found == {"item": "perceuse", "views": 0}
    table.update(increment("views"), where("views") < 5)
    table.update({"item": "tondeuse"}, doc_ids=["8", "nobody"])  # type: ignore[list-item]  # as above
    table.upsert(listing("7", lent=1))
    table.upsert(listing("new", item="vélo"))
    table.remove(doc_ids=["b12"])  # type: ignore[list-item]  # as above
    expected = {
        "7": {"item": "échelle", "views": 4, "lent": 1},
        "8": {"item": "tondeuse", "views": 9},
        "new": {"item": "vélo"},
    }
    assert by_id(table) == expected
    again = GroupDatabase(path).table("listings")
    assert by_id(again) == expected
    assert len(again) == again.count(where("item").exists()) == 3
    table.truncate()
    assert len(GroupDatabase(path).table("listings")) == 0


def test_inserting_an_id_that_is_there_is_refused(database: GroupDatabase) -> None:
    table = database.table("t")
    table.insert(listing("1", v=1))
    with pytest.raises(ValueError, match="already exists"):
        table.insert(listing("1", v=2))
    assert table.all() == [{"v": 1}]


def test_an_update_that_fails_changes_nothing(database: GroupDatabase, path: Path) -> None:
    table = database.table("t")
    table.insert_multiple([listing("1", tags=1), listing("2", tags=1)])
    before = path.read_bytes()

    def spoil(document: dict[str, object]) -> None:
        document["tags"] = object()

    with pytest.raises(StoreError):
        table.update(spoil)  # type: ignore[arg-type]  # TinyDB annotates a bare Mapping
    assert table.all() == [{"tags": 1}, {"tags": 1}]
    assert path.read_bytes() == before


def test_a_change_deep_in_a_document_is_seen(database: GroupDatabase, path: Path) -> None:
    table = database.table("t")
    table.insert(Document({"tags": ["a"]}, doc_id="1"))  # type: ignore[arg-type]  # as above

    def tag(document: dict[str, list[str]]) -> None:
        document["tags"].append("b")

    table.update(tag)  # type: ignore[arg-type]  # as above
    assert GroupDatabase(path).table("t").all() == [{"tags": ["a", "b"]}]


def test_a_change_writes_what_changes_and_not_the_table(database: GroupDatabase, path: Path) -> None:
    table = database.table("t")
    table.insert_multiple(listing(str(i), text="x" * 50) for i in range(2000))
    size = path.stat().st_size
    table.upsert(listing("1000", text="y"))
    table.insert(listing("new", text="y"))
    table.remove(doc_ids=["7"])  # type: ignore[list-item]  # as above
    table.update({"text": "x" * 50}, doc_ids=["8"])  # type: ignore[list-item]  # as above
    assert path.stat().st_size - size < 400


def test_a_search_after_a_commit_sees_the_commit(database: GroupDatabase) -> None:
    table = database.table("t")
    table.insert(listing("1", v=1))
    assert len(table.search(where("v") == 1)) == 1
    database.commit([Commit.of([Change("t", "2", {"v": 1})])])
    assert len(table.search(where("v") == 1)) == 2


def test_tables_are_named_and_dropped(database: GroupDatabase, path: Path) -> None:
    for name in ("a", "b", "c"):
        database.table(name).insert({"v": 1})
    assert database.tables() == {"a", "b", "c"}
    database.drop_table("a")
    assert GroupDatabase(path).tables() == {"b", "c"}
    database.drop_tables()
    assert GroupDatabase(path).tables() == set()


async def test_what_the_store_writes_can_be_looked_at_while_it_runs_and_not_changed(tmp_path: Path) -> None:
    async with await TinyDBStore.open(tmp_path) as store:
        await store.commit("g", [Change("listings", "12", {"item": "perceuse"})])
        path = tmp_path / "groups" / "g.jsonl"
        with path.open("ab") as file:
            file.write(b'{"sum":')  # a write under way
        size = path.stat().st_size
        with GroupDatabase(path) as database:
            assert ids(database.table("listings").search(where("item") == "perceuse")) == ["12"]
            with pytest.raises(StoreError, match="for reading only"):
                database.table("listings").truncate()
        assert path.stat().st_size == size
        with TinyDB(path, storage=LogStorage) as plain:
            assert plain.tables() == {"listings"}
            assert plain.table("listings").all() == [{"item": "perceuse"}]


def test_looking_at_a_file_that_is_not_there_says_so_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no file"):
        GroupDatabase(tmp_path / "g.jsonl").tables()
    assert not list(tmp_path.iterdir())
