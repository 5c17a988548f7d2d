"""The engine keeps order, keeps promises of durability, and keeps nothing of chit-chat."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.directory import GROUP as DIRECTORY
from bot.domain.listing import ListingState
from bot.domain.places import Room
from bot.errors import StoreError
from bot.events import MessageDeleted, MessageEdited
from tests.neighbourhood import account
from tests.street import HALL, YARD, Street, street_of

CELLAR = Room(network="test", chat="cellar")


@pytest.fixture
async def street() -> Street:
    return await street_of()


# --- order ---


async def test_events_of_a_group_are_decided_in_the_order_in_which_they_came(street: Street) -> None:
    events = [street.says(f"N{n}", f"cherche chose{n}") for n in range(150)]
    await asyncio.gather(*(street.engine.take_in([event]) for event in events))
    await street.settles()
    assert [listing.message for listing in street.listings()] == [event.message for event in events]
    assert await street.store.table("applied") == [event.id for event in events]


async def test_a_slow_commit_in_one_group_does_not_hold_up_another(street: Street) -> None:
    street.store.gates["lilas"] = asyncio.Event()
    slow = asyncio.create_task(street.engine.take_in([street.says("Léa", "cherche perceuse")]))
    await street.engine.take_in([street.says("Paul", "cherche vélo", room=YARD)])
    for _ in range(100):
        await asyncio.sleep(0)
    assert street.cards(YARD)
    assert not slow.done()
    street.store.gates.pop("lilas").set()
    await slow
    await street.settles()
    assert street.cards(HALL)


async def test_in_one_delivery_too_a_slow_group_does_not_hold_up_another(street: Street) -> None:
    street.store.gates["lilas"] = asyncio.Event()
    events = [street.says("Léa", "cherche perceuse"), street.says("Paul", "cherche vélo", room=YARD)]
    slow = asyncio.create_task(street.engine.take_in(events))
    for _ in range(100):
        await asyncio.sleep(0)
    assert street.cards(YARD)
    assert not slow.done()
    street.store.gates.pop("lilas").set()
    await slow


async def test_what_is_said_about_something_in_the_same_delivery_is_understood(street: Street) -> None:
    request, wish = street.says("Léa", "cherche perceuse"), street.says("Nadia", "cherche vélo")
    now = street.clock.now()
    edited = MessageEdited(
        id=street.id(),
        at=now,
        room=HALL,
        author=account("Léa"),
        name="Léa",
        message=request.message,
        text="cherche scie",
    )
    deleted = MessageDeleted(id=street.id(), at=now, message=wish.message)
    await street.engine.take_in([request, edited, wish, deleted, street.says("Mehdi", "je prends")])
    await street.settles()
    saw, bicycle = street.listings()
    assert saw.act.items[0].name == "scie"
    assert saw.state is ListingState.PROMISED
    assert bicycle.state is ListingState.WITHDRAWN


async def test_a_change_decided_in_the_same_commit_as_the_card_shows_on_it(street: Street) -> None:
    await street.engine.take_in([street.writes("Léa", text, HALL) for text in ("cherche vélo", "fini vélo")])
    await street.settles()
    assert not any("Je peux aider" in text for text in street.cards())
    assert street.cards() == []
    assert street.listings()[0].state is ListingState.DONE


async def test_a_timer_called_off_while_it_waits_its_turn_does_not_fire(street: Street) -> None:
    await street.engine.take_in([street.says("Léa", "cherche perceuse urgent")])
    await street.settles()
    street.store.failures["applied"] = 1
    await street.engine.take_in([street.says("Ali", "cherche vélo")])
    crowd = [street.says(f"N{n}", f"propose chose{n}") for n in range(70)]
    await street.engine.take_in([street.says("Léa", "fini perceuse"), *crowd])
    street.clock.move_to(street.clock.now() + timedelta(hours=1))
    await street.settles()
    assert street.listings()[0].state is ListingState.DONE
    assert len(street.listings()) == 72
    assert not any("cherche toujours" in text for text in street.cards())


# --- what is for the bot, and whose it is ---


async def test_chit_chat_leaves_no_trace(street: Street) -> None:
    await street.engine.take_in([street.says("Jeanne", "quel temps !"), street.says("Ali", "je prends")])
    await street.settles()
    assert await street.store.everything() == {}


async def test_events_of_unknown_rooms_are_dropped(street: Street) -> None:
    heard = street.says("Léa", "cherche perceuse", room=CELLAR)
    await street.engine.take_in([heard, street.writes("Léa", "cherche vélo", CELLAR)])
    await street.engine.take_in(
        [MessageDeleted(id=street.id(), at=street.clock.now(), message=heard.message)]
    )
    await street.settles()
    assert await street.store.everything() == {}


async def test_a_message_in_private_finds_the_group_by_a_room_that_is_shared(street: Street) -> None:
    await street.engine.take_in([street.writes("Simone", "cherche vélo", CELLAR, YARD)])
    await street.settles()
    assert [listing.discreet for listing in street.listings("roses")] == [True]


async def test_a_message_in_private_finds_the_group_its_author_was_heard_in(street: Street) -> None:
    said, written = street.says("Paul", "cherche vélo", room=YARD), street.writes("Paul", "cherche scie")
    await street.engine.take_in([said, written])
    street = await street.breaks_down()
    await street.engine.take_in([street.writes("Paul", "cherche table")])
    await street.settles()
    names = [listing.act.items[0].name for listing in street.listings("roses")]
    assert names == ["vélo", "scie", "table"]


async def test_a_message_that_cannot_be_read_stops_nobody_and_is_not_told(street: Street) -> None:
    with capture_logs() as log:
        await street.engine.take_in([street.says("Léa", "boum secret"), street.says("Ali", "cherche vélo")])
        await street.settles()
    assert len(street.listings()) == 1
    assert [(line["event"], line["cause"][:12]) for line in log] == [("event not read", "RuntimeError")]
    assert "secret" not in repr(log)
    assert "secret" not in repr(await street.store.everything())


# --- what goes wrong ---


async def test_a_handler_that_fails_parks_its_event_and_leaves_nothing_half_done(street: Street) -> None:
    bad = street.says("Léa", "cherche kaboum")
    with capture_logs() as log:
        await street.engine.take_in([bad, street.says("Ali", "cherche vélo")])
        await street.settles()
    assert [(listing.id, listing.act.items[0].name) for listing in street.listings()] == [("1", "vélo")]
    assert [neighbour.name for neighbour in street.engine.books("lilas").neighbours] == ["Ali"]
    tables = await street.store.load("lilas")
    assert list(tables["parked"]) == [bad.id]
    assert str(tables["parked"][bad.id]["cause"]).startswith("RuntimeError at say")
    assert [set(tables[name]) for name in ("listings", "neighbours")] == [{"1"}, {"n1"}]
    assert not {"inbox", "outbox"} & set(tables)
    assert [line["event"] for line in log] == ["event parked"]
    assert not any(word in repr(log) for word in ("kaboum", "Léa", "léa", "vélo"))


async def test_a_parked_event_is_not_tried_again(street: Street) -> None:
    bad = street.says("Léa", "cherche kaboum")
    await street.engine.take_in([bad])
    await street.settles()
    street = await street.breaks_down()
    await street.engine.take_in([bad])
    await street.settles()
    assert await street.store.table("parked") == [bad.id]
    assert street.listings() == []


async def test_a_delivery_that_could_not_be_kept_is_not_confirmed(street: Street) -> None:
    event = street.says("Léa", "cherche perceuse")
    for table in ("accounts", "inbox"):
        street.store.failures[table] = 1
        with pytest.raises(StoreError):
            await street.engine.take_in([event])
        assert await street.store.table("inbox") == []
    await street.engine.take_in([event])
    street = await street.breaks_down()
    await street.settles()
    assert len(street.listings()) == 1
    assert await street.store.table(str(account("Léa")), DIRECTORY) == []
    assert await street.store.table("accounts", DIRECTORY) == [str(account("Léa"))]


@pytest.mark.parametrize("table", ["applied", "posts"])
@pytest.mark.parametrize("times", [1, 3])
async def test_a_commit_that_fails_loses_nothing_and_applies_nothing_twice(
    street: Street, table: str, times: int
) -> None:
    street.store.failures[table] = times
    await street.engine.take_in([street.says("Léa", "cherche"), street.says("Léa", "cherche")])
    await street.settles_in_time()
    street = await street.breaks_down()
    await street.settles_in_time()
    assert [listing.id for listing in street.listings()] == ["1", "2"]
    assert [key for key, _ in street.chat.performed] == ["test/1/0", "test/2/0"]
    tables = await street.store.load("lilas")
    assert (len(tables["posts"]), len(tables["applied"])) == (2, 2)
    assert not {"inbox", "outbox", "parked"} & set(tables)


async def test_nothing_is_said_before_it_is_committed(street: Street) -> None:
    street.store.failures["applied"] = 1
    await street.engine.take_in([street.says("Léa", "cherche perceuse")])
    for _ in range(100):
        await asyncio.sleep(0)
    assert street.chat.performed == []
