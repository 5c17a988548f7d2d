"""What comes twice, what a restart finds, and rooms that are somewhere else afterwards."""

from __future__ import annotations

import asyncio
from datetime import time

import pytest

from bot.directory import GROUP as DIRECTORY
from bot.domain.calendar import QuietHours
from bot.domain.listing import ListingState
from bot.domain.places import MessageRef, Room
from bot.errors import Moved
from bot.events import ButtonPressed, Event, RoomMoved
from tests.neighbourhood import account
from tests.street import HALL, LILAS, ROSES, Street, street_of

CELLAR = Room(network="test", chat="cellar")


@pytest.fixture
async def street() -> Street:
    return await street_of()


# --- delivered twice ---


TWICE = ["in one delivery", "at once", "overtaking", "while it waits", "when it is applied", "restarted"]


@pytest.mark.parametrize("when", TWICE)
async def test_an_event_delivered_twice_is_applied_once(street: Street, when: str) -> None:
    event = street.says("Léa", "cherche")
    other = None
    if when in {"at once", "overtaking"}:
        street.store.gates[DIRECTORY] = asyncio.Event()
        other = asyncio.create_task(street.engine.take_in([event]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gate = street.store.gates.pop(DIRECTORY)
        if when == "at once":
            gate.set()
    await street.engine.take_in([event, event] if when == "in one delivery" else [event])
    if when != "while it waits":
        await street.settles()
    if when == "restarted":
        street = await street.breaks_down()
    if other is not None:
        gate.set()
        await other
    await street.engine.take_in([event])
    await street.settles()
    assert await street.store.table("inbox") == []
    street = await street.breaks_down()
    await street.settles()
    assert len(street.listings()) == 1
    assert len(street.chat.performed) == 1


# --- starting again ---


async def test_what_was_in_the_inbox_goes_on_after_a_restart(street: Street) -> None:
    street.store.failures["applied"] = 1
    await street.engine.take_in([street.says("Léa", "cherche perceuse"), street.says("Ali", "cherche vélo")])
    street = await street.breaks_down()
    street.store.failures.clear()
    await street.settles()
    assert [listing.act.items[0].name for listing in street.listings()] == ["perceuse", "vélo"]
    assert len(street.cards()) == 2


async def test_what_was_to_be_said_is_said_after_a_restart(street: Street) -> None:
    street.chat.gate = asyncio.Event()
    await street.engine.take_in([street.says("Léa", "cherche perceuse")])
    for _ in range(100):
        await asyncio.sleep(0)
    assert await street.store.table("outbox") == ["test/1/0"]
    assert street.cards() == []
    street = await street.breaks_down()
    await street.settles()
    assert len(street.cards()) == 1
    assert await street.store.table("outbox") == []


async def test_the_settings_win_over_what_is_stored_and_numbers_go_on(street: Street) -> None:
    await street.engine.take_in([street.says("Léa", "cherche perceuse")])
    await street.settles()
    settings = {
        "name": "Lilac House",
        "language": "en",
        "rooms": (CELLAR,),
        "quiet_hours": QuietHours(end=time(9)),
    }
    street = await street.breaks_down(LILAS.model_copy(update=settings), ROSES)
    await street.engine.take_in(
        [street.says("Ali", "cherche vélo"), street.says("Ali", "cherche vélo", room=CELLAR)]
    )
    await street.settles()
    assert [listing.id for listing in street.listings()] == ["1", "2"]
    assert street.cards(CELLAR)[0].startswith("#2 · Ali is looking for")
    assert {key: getattr(street.engine.books("lilas").group, key) for key in settings} == settings


# --- a room that moves ---


def moved(street: Street) -> Event:
    return RoomMoved(id=street.id(), at=street.clock.now(), before=HALL, after=CELLAR)


async def test_a_room_that_moves_is_the_groups_at_its_new_address(street: Street) -> None:
    await street.engine.take_in([moved(street), street.says("Léa", "cherche perceuse", room=CELLAR)])
    await street.settles()
    assert (len(street.cards(CELLAR)), street.cards(HALL)) == (1, [])
    street = await street.breaks_down()
    await street.engine.take_in([street.says("Ali", "cherche vélo", room=CELLAR)])
    await street.settles()
    assert (len(street.cards(CELLAR)), street.cards(HALL)) == (2, [])


async def test_a_room_whose_move_is_still_to_be_decided_is_heard_after_a_restart(street: Street) -> None:
    await street.engine.take_in([moved(street)])
    street = await street.breaks_down()
    await street.engine.take_in([street.says("Léa", "cherche perceuse", room=CELLAR)])
    await street.settles()
    assert len(street.cards(CELLAR)) == 1


async def test_a_room_that_the_network_says_has_moved_is_heard_at_its_new_address(street: Street) -> None:
    street.chat.refusals = [Moved("cellar")]
    await street.engine.take_in([street.says("Léa", "cherche perceuse")])
    await street.settles()
    assert len(street.cards(CELLAR)) == 1
    press = ButtonPressed(
        id=street.id(),
        at=street.clock.now(),
        room=CELLAR,
        author=account("Ali"),
        name="Ali",
        message=MessageRef(room=CELLAR, id="bot1"),
        action="claim:1",
    )
    await street.engine.take_in([press])
    await street.settles()
    assert street.listings()[0].state is ListingState.PROMISED
