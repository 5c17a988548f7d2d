"""Which group somebody means, after any number of restarts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory import ACCOUNTS, Directory
from bot.directory import GROUP as DIRECTORY
from bot.domain.group import Group
from bot.domain.places import Account, Room
from bot.errors import StoreError
from bot.store.memory import MemoryStore
from bot.store.port import Change
from tests.doubles import FailingStore

LEA = Account(network="test", id="lea")
LILAS_HALL = Room(network="test", chat="lilas")
ROSES_HALL = Room(network="test", chat="roses")
ROSES_GARDEN = Room(network="test", chat="forum", thread="7")
LILAS = Group(id="lilas", name="Lilas", rooms=(LILAS_HALL,))
ROSES = Group(id="roses", name="Roses", rooms=(ROSES_HALL, ROSES_GARDEN))


async def opened(store: MemoryStore) -> Directory:
    directory = Directory(store)
    await directory.open([LILAS, ROSES])
    return directory


async def test_a_room_leads_to_its_group() -> None:
    directory = await opened(MemoryStore())
    assert directory.group_of_room(LILAS_HALL) == "lilas"
    assert directory.group_of_room(ROSES_GARDEN) == "roses"


async def test_a_thread_belongs_to_the_group_of_its_room() -> None:
    directory = await opened(MemoryStore())
    assert directory.group_of_room(LILAS_HALL.model_copy(update={"thread": "3"})) == "lilas"


@pytest.mark.parametrize(
    "room",
    [
        Room(network="other", chat="lilas"),
        Room(network="test", chat="Lilas"),
        Room(network="test", chat="forum"),
        Room(network="test", chat="forum", thread="8"),
    ],
    ids=str,
)
async def test_a_room_of_nobody_leads_nowhere(room: Room) -> None:
    assert (await opened(MemoryStore())).group_of_room(room) is None


async def test_a_room_at_a_new_address_leads_to_its_group_once_it_is_tied() -> None:
    directory = await opened(MemoryStore())
    moved = Room(network="test", chat="lilas-2")
    directory.tie(LILAS.moved(LILAS_HALL, moved))
    assert directory.group_of_room(moved) == "lilas"


async def test_who_writes_in_private_means_the_group_they_were_last_heard_in() -> None:
    directory = await opened(MemoryStore())
    for group in ("lilas", "roses"):
        await directory.enrol(LEA, group)
    assert directory.group_of_account(LEA, [LILAS_HALL]) == "roses"
    await directory.enrol(LEA, "lilas")
    assert directory.group_of_account(LEA, [ROSES_HALL]) == "lilas"


async def test_who_was_never_heard_means_the_first_group_that_they_share_a_room_of() -> None:
    directory = await opened(MemoryStore())
    stranger = Room(network="test", chat="elsewhere")
    assert directory.group_of_account(LEA, [stranger, ROSES_HALL, LILAS_HALL]) == "roses"
    assert directory.group_of_account(LEA, [stranger]) is None
    assert directory.group_of_account(LEA, []) is None


async def test_the_same_id_on_another_network_is_somebody_else() -> None:
    directory = await opened(MemoryStore())
    await directory.enrol(LEA, "lilas")
    assert directory.group_of_account(Account(network="other", id="lea"), []) is None


@given(heard=st.lists(st.sampled_from(["lilas", "roses"]), max_size=6), restarts=st.sets(st.integers(0, 5)))
async def test_after_a_restart_everybody_still_means_the_same_group(
    heard: list[str], restarts: set[int]
) -> None:
    store = MemoryStore()
    directory = await opened(store)
    for turn, group in enumerate(heard):
        await directory.enrol(LEA, group)
        if turn in restarts:
            directory = await opened(store)
        assert directory.group_of_account(LEA, []) == group
    known = (await store.load(DIRECTORY)).get(ACCOUNTS, {})
    last_heard_last = list(dict.fromkeys(heard[::-1]))[::-1]
    assert known == ({str(LEA): {"groups": last_heard_last}} if heard else {})


async def test_who_is_heard_in_the_same_group_again_costs_no_write() -> None:
    store = FailingStore()
    directory = await opened(store)
    await directory.enrol(LEA, "lilas")
    store.failures = 1
    await directory.enrol(LEA, "lilas")
    assert store.failures == 1


async def test_an_enrolment_that_the_store_refused_is_made_when_they_are_heard_again() -> None:
    store = FailingStore()
    directory = await opened(store)
    store.failures = 1
    with pytest.raises(StoreError):
        await directory.enrol(LEA, "lilas")
    await directory.enrol(LEA, "lilas")
    assert (await opened(store)).group_of_account(LEA, []) == "lilas"


@pytest.mark.parametrize("damaged", [{}, {"groups": "lilas"}, {"groups": 3}, {"groups": []}])
async def test_an_entry_that_says_nothing_is_as_none(damaged: dict[str, str | int | list[str]]) -> None:
    store = MemoryStore()
    await store.commit(DIRECTORY, [Change(ACCOUNTS, str(LEA), damaged)])
    directory = await opened(store)
    assert directory.group_of_account(LEA, [ROSES_HALL]) == "roses"
