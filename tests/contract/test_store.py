"""What every store does, whatever it keeps the groups on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from bot.errors import StoreError
from bot.store.memory import MemoryStore
from bot.store.port import Change, Document, Store
from bot.store.tinydb import TinyDBStore


def put(table: str, id: str, **document: str | int) -> Change:
    return Change(table, id, document)


def gone(table: str, id: str) -> Change:
    return Change(table, id, None)


@dataclass
class Shelf:
    """A store, and how to open it again after closing it; stores that forget give themselves."""

    open: Callable[[], Awaitable[Store]]
    durable: bool
    store: Store

    async def reopened(self) -> Store:
        if self.durable:
            await self.store.close()
            self.store = await self.open()
        return self.store


async def memory(folder: Path) -> Store:
    return MemoryStore()


async def tinydb(folder: Path) -> Store:
    return await TinyDBStore.open(folder)


@pytest.fixture(params=[memory, tinydb], ids=lambda opener: opener.__name__)
async def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Shelf]:
    async def opened() -> Store:
        store: Store = await request.param(tmp_path / "data")
        return store

    shelf = Shelf(opened, request.param is not memory, await opened())
    yield shelf
    await shelf.store.close()


@pytest.fixture
def store(shelf: Shelf) -> Store:
    return shelf.store


async def test_a_group_nobody_committed_to_is_empty_and_not_listed(store: Store) -> None:
    assert await store.load("lilas") == {}
    assert await store.groups() == []


async def test_what_was_committed_is_loaded(shelf: Shelf) -> None:
    await shelf.store.commit(
        "lilas", [put("listings", "1", item="perceuse"), put("neighbours", "n1", name="Léa")]
    )
    expected = {"listings": {"1": {"item": "perceuse"}}, "neighbours": {"n1": {"name": "Léa"}}}
    assert await shelf.store.load("lilas") == expected
    assert await (await shelf.reopened()).load("lilas") == expected


async def test_tables_and_ids_come_in_the_order_in_which_they_were_first_put(shelf: Shelf) -> None:
    await shelf.store.commit("g", [put("b", "2", v=1), put("a", "9", v=1), put("b", "10", v=1)])
    await shelf.store.commit("g", [put("b", "1", v=1), put("b", "2", v=2)])
    for tables in (await shelf.store.load("g"), await (await shelf.reopened()).load("g")):
        assert list(tables) == ["b", "a"]
        assert list(tables["b"]) == ["2", "10", "1"]


async def test_an_id_that_was_removed_and_put_again_comes_last(shelf: Shelf) -> None:
    await shelf.store.commit("g", [put("t", "1", v=1), put("t", "2", v=1)])
    await shelf.store.commit("g", [gone("t", "1"), put("t", "1", v=2)])
    assert list((await (await shelf.reopened()).load("g"))["t"]) == ["2", "1"]


async def test_a_later_change_to_the_same_id_wins(shelf: Shelf) -> None:
    await shelf.store.commit(
        "g", [put("t", "1", v=1), put("t", "1", v=2), put("t", "2", v=1), gone("t", "2")]
    )
    assert await (await shelf.reopened()).load("g") == {"t": {"1": {"v": 2}}}


async def test_a_document_is_replaced_whole(shelf: Shelf) -> None:
    await shelf.store.commit("g", [put("t", "1", a=1, b=2)])
    await shelf.store.commit("g", [put("t", "1", b=3)])
    assert await (await shelf.reopened()).load("g") == {"t": {"1": {"b": 3}}}


async def test_removing_what_is_not_there_is_no_error(store: Store) -> None:
    await store.commit("g", [gone("t", "1")])
    await store.commit("g", [put("t", "1", v=1)])
    await store.commit("g", [gone("t", "2"), gone("u", "1")])
    assert await store.load("g") == {"t": {"1": {"v": 1}}}


async def test_a_group_whose_last_document_went_is_still_a_group(shelf: Shelf) -> None:
    await shelf.store.commit("g", [put("t", "1", v=1)])
    await shelf.store.commit("g", [gone("t", "1")])
    store = await shelf.reopened()
    assert await store.groups() == ["g"]
    assert await store.load("g") == {}


async def test_an_empty_commit_makes_a_group(shelf: Shelf) -> None:
    await shelf.store.commit("g", [])
    assert await (await shelf.reopened()).groups() == ["g"]


async def test_a_commit_with_something_that_is_not_json_changes_nothing(shelf: Shelf) -> None:
    await shelf.store.commit("g", [put("t", "1", v=1)])
    deep: list[object] = []
    for _ in range(200):
        deep = [deep]
    for wrong in (object(), float("nan"), float("inf"), {1: "a"}, b"bytes", {"a", "set"}, deep, 10**5000):
        document: Document = {"ok": "secret", "wrong": wrong}  # type: ignore[dict-item]  # what is wrong is meant
        with pytest.raises(StoreError) as refused:
            await shelf.store.commit("g", [put("t", "1", v=2), Change("t", "2", document)])
        assert "secret" not in str(refused.value)
    assert await shelf.store.load("g") == {"t": {"1": {"v": 1}}}
    assert await (await shelf.reopened()).load("g") == {"t": {"1": {"v": 1}}}


async def test_an_id_that_is_no_string_is_refused(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.commit("g", [Change("t", 1, {})])  # type: ignore[arg-type]  # what is wrong is meant
    assert await store.groups() == []


async def test_every_kind_of_json_comes_back_as_it_was(shelf: Shelf) -> None:
    document: Document = {
        "text": '« Où ? » — l’été, 18 h 30 🪜 \u2028 \x00 \n " \\ עברית',
        "half an emoji": "\ud83e",
        "empty": "",
        "": [1, -2, 3.5, 1e300, 2**70, True, False, None, [], {}, [[{"a": ["b"]}]]],
    }
    await shelf.store.commit("g", [Change("t\n", "é/../\x00", document)])
    assert await (await shelf.reopened()).load("g") == {"t\n": {"é/../\x00": document}}


async def test_any_mapping_and_sequence_will_do(shelf: Shelf) -> None:
    await shelf.store.commit(
        "g", [Change("t", "1", MappingProxyType({"a": MappingProxyType({"b": (1, 2)})}))]
    )
    assert await (await shelf.reopened()).load("g") == {"t": {"1": {"a": {"b": [1, 2]}}}}


async def test_what_a_caller_does_to_its_documents_later_does_not_reach_the_store(store: Store) -> None:
    names = ["Léa"]
    changes = [Change("t", "1", {"names": names})]
    commit = asyncio.ensure_future(store.commit("g", changes))
    await asyncio.sleep(0)
    names.append("Tom")
    changes.clear()
    await commit
    assert await store.load("g") == {"t": {"1": {"names": ["Léa"]}}}


async def test_what_a_caller_does_to_loaded_tables_does_not_reach_the_store(store: Store) -> None:
    await store.commit("g", [put("t", "1", v=1)])
    tables = await store.load("g")
    tables["t"]["2"] = {"v": 2}
    tables["u"] = {}
    assert await store.load("g") == {"t": {"1": {"v": 1}}}


async def test_large_documents_and_large_commits(shelf: Shelf) -> None:
    long = "x" * 3_000_000
    many = [put("many", str(i), v=i) for i in range(5000)]
    await shelf.store.commit("g", [put("t", "1", long=long), *many])
    tables = await (await shelf.reopened()).load("g")
    assert tables["t"]["1"] == {"long": long}
    assert list(tables["many"]) == [str(i) for i in range(5000)]


async def test_commits_to_one_group_are_applied_in_the_order_in_which_they_were_called(shelf: Shelf) -> None:
    commits = [shelf.store.commit("g", [put("t", "last", v=i), put("t", str(i), v=i)]) for i in range(400)]
    await asyncio.gather(*commits)
    tables = await (await shelf.reopened()).load("g")
    assert list(tables["t"]) == ["last", *map(str, range(400))]
    assert tables["t"]["last"] == {"v": 399}


async def test_a_load_sees_the_commits_that_were_called_before_it(store: Store) -> None:
    commits = asyncio.gather(*(store.commit("g", [put("t", str(i), v=i)]) for i in range(50)))
    await asyncio.sleep(0)
    assert len((await store.load("g"))["t"]) == 50
    await commits


async def test_many_groups_at_once_keep_to_themselves(shelf: Shelf) -> None:
    groups = [f"g{i:03}" for i in range(60)]
    await asyncio.gather(*(shelf.store.commit(g, [put("t", str(i), of=g)]) for i in range(5) for g in groups))
    store = await shelf.reopened()
    assert await store.groups() == groups
    for group in groups:
        assert await store.load(group) == {"t": {str(i): {"of": group} for i in range(5)}}


async def test_a_dropped_group_is_gone_and_the_others_stay(shelf: Shelf) -> None:
    await shelf.store.commit("a", [put("t", "1", v=1)])
    await shelf.store.commit("b", [put("t", "1", v=1)])
    await shelf.store.drop("a")
    assert await shelf.store.load("a") == {}
    store = await shelf.reopened()
    assert await store.groups() == ["b"]
    assert await store.load("a") == {}
    await store.commit("a", [put("t", "2", v=2)])
    assert await (await shelf.reopened()).load("a") == {"t": {"2": {"v": 2}}}


async def test_dropping_what_is_not_there_is_no_error(store: Store) -> None:
    await store.drop("nobody")
    assert await store.groups() == []


@pytest.mark.parametrize("group", ["", "A", "a.b", "../x", "a/b", "é", "a b", "x" * 65, "a\n", "a\x00"])
async def test_a_group_id_that_is_not_safe_as_a_file_name_is_refused(store: Store, group: str) -> None:
    for call in (store.load(group), store.commit(group, [put("t", "1", v=1)]), store.drop(group)):
        with pytest.raises(StoreError):
            await call
    assert await store.groups() == []


async def test_the_longest_group_id_works(store: Store) -> None:
    await store.commit("-_" * 32, [put("t", "1", v=1)])
    assert await store.groups() == ["-_" * 32]


async def test_a_cancelled_commit_is_there_whole_or_not_at_all_and_blocks_nobody(shelf: Shelf) -> None:
    for i in range(40):
        task = asyncio.ensure_future(shelf.store.commit("g", [put("a", str(i), v=i), put("b", str(i), v=i)]))
        for _ in range(i % 5):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await shelf.store.commit("g", [put("a", "end", v=0), put("b", "end", v=0)])
    tables = await (await shelf.reopened()).load("g")
    assert tables["a"] == tables["b"]
    assert "end" in tables["a"]


async def test_closing_twice_is_no_error(store: Store) -> None:
    await store.commit("g", [put("t", "1", v=1)])
    await asyncio.gather(store.close(), store.close())
    await store.close()


async def test_closing_finishes_what_is_under_way(shelf: Shelf) -> None:
    commits = [asyncio.ensure_future(shelf.store.commit("g", [put("t", str(i), v=i)])) for i in range(100)]
    await asyncio.sleep(0)
    store = await shelf.reopened()
    await asyncio.gather(*commits)
    assert len((await store.load("g"))["t"]) == 100


async def test_a_closed_store_refuses(store: Store) -> None:
    await store.close()
    for call in (store.load("g"), store.commit("g", []), store.drop("g"), store.groups()):
        with pytest.raises(StoreError):
            await call
