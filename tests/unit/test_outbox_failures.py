"""What the outbox does when a network, the store or the machine fails it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.places import Account, Room
from bot.domain.post import post_id
from bot.effects import Message
from bot.errors import DeliveryError, Moved, RateLimited, Refused, Retryable, StoreError, Unreachable
from bot.events import DeliveryFailed, RoomMoved
from tests.doubles import GARDEN, HALL, LEA, NOON, PostOffice, card, words

ATTIC = Room(network="test", chat="attic")
SUBJECT = "question/q1"


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    yield office
    await office.outbox.close()
    assert office.adapter.faults == []


def fails(office: PostOffice, *errors: Exception, at: Account | Room = HALL) -> None:
    office.adapter.failures[str(at)] += errors


def failure(office: PostOffice) -> DeliveryFailed:
    [event] = office.desk.events
    assert isinstance(event, DeliveryFailed)
    return event


# --- for a while ---


async def test_a_rate_limit_blocks_just_that_place_for_as_long_as_it_says(office: PostOffice) -> None:
    fails(office, RateLimited(7.5))
    await office.posts(words("one"), words("two"), words("there", GARDEN))
    assert office.adapter.said(GARDEN) == ["there"]
    await office.posts(words("three"), words("there too", GARDEN))
    assert office.adapter.said(GARDEN) == ["there", "there too"]
    assert office.adapter.said(HALL) == []
    assert await office.waits_for_the_next() == timedelta(seconds=7.5)
    assert office.adapter.said(HALL) == ["one", "two", "three"]


async def test_what_failed_is_tried_again_after_waits_that_double(office: PostOffice) -> None:
    fails(office, *[Retryable("down")] * 5)
    [key] = await office.posts(words("one"))
    waits = [await office.waits_for_the_next() for _ in range(5)]
    for attempt, wait in enumerate(waits):
        assert timedelta(seconds=2**attempt) <= wait < timedelta(seconds=1.5 * 2**attempt)
    assert [tried for tried, _ in office.adapter.tried] == [key] * 6
    assert office.adapter.said(HALL) == ["one"]


async def test_what_comes_behind_a_failure_waits_behind_it(office: PostOffice) -> None:
    fails(office, Retryable("down"), Retryable("down"))
    await office.posts(words("one"), words("two"))
    await office.posts(words("three"), words("there", GARDEN))
    assert office.adapter.said(GARDEN) == ["there"]
    await office.passes(minutes=1)
    await office.passes(minutes=1)
    assert office.adapter.said(HALL) == ["one", "two", "three"]


@pytest.mark.parametrize("error", [ValueError("a fault"), KeyError("text"), StoreError("not ours")])
async def test_a_fault_in_an_adapter_is_tried_again_under_the_same_key(
    office: PostOffice, error: Exception
) -> None:
    fails(office, error)
    [key] = await office.posts(card(SUBJECT, "hello"))
    assert office.desk.events == []
    await office.passes(seconds=2)
    assert [tried for tried, _ in office.adapter.tried] == [key, key]
    assert office.adapter.said(HALL) == ["hello"]


@pytest.mark.parametrize(
    "error",
    [Retryable("down"), RateLimited(60), ValueError("a fault")],
    ids=lambda error: type(error).__name__,
)
async def test_after_a_day_it_gives_up_and_says_so(office: PostOffice, error: Exception) -> None:
    fails(office, *[error] * 2000)
    await office.posts(card(SUBJECT, "hello"))
    while await office.stored():
        assert office.desk.events == []
        await office.waits_for_the_next()
    assert timedelta(hours=24) < office.clock.now() - NOON < timedelta(hours=24, minutes=16)
    assert (failure(office).subject, failure(office).to, failure(office).unreachable) == (
        SUBJECT,
        HALL,
        False,
    )


async def test_what_comes_behind_what_was_given_up_goes_out(office: PostOffice) -> None:
    fails(office, Retryable("down"), Retryable("down"))
    await office.posts(words("one"), words("two"))
    await office.passes(hours=25)
    assert office.adapter.said(HALL) == ["two"]
    assert office.desk.events == []


# --- for good ---


@pytest.mark.parametrize(
    ("error", "unreachable"),
    [(Unreachable("no chat"), True), (Refused("no"), False), (DeliveryError("?"), False)],
)
async def test_a_subject_that_cannot_be_shown_is_reported_once(
    office: PostOffice, error: DeliveryError, unreachable: bool
) -> None:
    fails(office, error, at=LEA)
    [key] = await office.posts(card(SUBJECT, "can you help?", LEA))
    await office.passes(days=2)
    event = failure(office)
    assert (event.subject, event.to, event.at, event.unreachable) == (SUBJECT, LEA, NOON, unreachable)
    assert [tried for tried, _ in office.adapter.tried] == [key]
    assert await office.stored() == []


async def test_what_is_said_once_and_refused_is_let_go(office: PostOffice) -> None:
    fails(office, Refused("no"))
    await office.posts(words("one"), words("two"))
    assert office.adapter.said(HALL) == ["two"]
    assert office.desk.events == []
    assert await office.stored() == []


async def test_what_is_for_a_network_that_is_gone_is_refused(office: PostOffice) -> None:
    await office.posts(card(SUBJECT, "hello", Account(network="gone", id="lea")))
    assert not failure(office).unreachable
    assert await office.stored() == []


# --- a room that moved ---


async def test_what_was_for_a_room_that_moved_goes_to_its_new_address(office: PostOffice) -> None:
    fails(office, Moved("attic"))
    [key] = await office.posts(card("listing/1", "open"))
    assert [(tried, effect.to) for tried, effect in office.adapter.tried] == [(key, HALL), (key, ATTIC)]
    assert office.desk.events == [
        RoomMoved(id=f"moved/{key}", at=NOON, before=HALL, after=ATTIC),
    ]
    assert post_id("listing/1", str(ATTIC)) in office.desk.books.posts
    assert await office.stored() == []


async def test_a_thread_of_a_room_that_moved_stays_that_thread(office: PostOffice) -> None:
    thread = HALL.model_copy(update={"thread": "7"})
    fails(office, Moved("attic"), at=thread)
    await office.posts(words("hello", thread))
    assert office.adapter.said(ATTIC.model_copy(update={"thread": "7"})) == ["hello"]


async def test_what_waited_for_a_room_that_moved_follows_in_order(office: PostOffice) -> None:
    fails(office, Moved("attic"), Moved("attic"))
    await office.posts(words("one"), words("two"))
    assert office.adapter.said(ATTIC) == ["one", "two"]


async def test_what_moved_is_stored_under_its_new_address(office: PostOffice) -> None:
    fails(office, Moved("attic"))
    fails(office, Retryable("down"), at=ATTIC)
    [key] = await office.posts(words("one"))
    assert await office.stored() == [key]
    await office.restarts()
    await office.settles()
    assert office.adapter.said(ATTIC) == ["one"]


@pytest.mark.parametrize(("to", "chat"), [(HALL, "hall"), (LEA, "attic")])
async def test_a_move_to_nowhere_is_a_refusal(office: PostOffice, to: Account | Room, chat: str) -> None:
    fails(office, Moved(chat), at=to)
    await office.posts(card(SUBJECT, "hello", to))
    assert failure(office).to == to
    assert await office.stored() == []


# --- the store fails ---


async def test_a_receipt_that_cannot_be_stored_is_stored_later_and_nothing_said_twice(
    office: PostOffice,
) -> None:
    await office.hands_in(card("listing/1", "open"))
    office.store.failures = 3
    await office.settles()
    assert len(await office.stored()) == 1
    for _ in range(3):
        await office.waits_for_the_next()
    assert await office.stored() == []
    await office.restarts()
    await office.posts(card("listing/1", "changed"))
    assert office.adapter.said(HALL) == ["open", "changed"]
    assert list(office.adapter.shown.values()) == [Message(text="changed")]


async def test_what_is_said_once_is_not_repeated_while_the_store_fails(office: PostOffice) -> None:
    await office.hands_in(words("one"), words("two"))
    office.store.failures = 2
    await office.settles()
    await office.passes(minutes=1)
    await office.passes(minutes=1)
    assert office.adapter.said(HALL) == ["one", "two"]


async def test_a_receipt_that_was_never_stored_means_the_same_key_after_a_restart(
    office: PostOffice,
) -> None:
    [key] = await office.hands_in(card("listing/1", "open"))
    office.store.failures = 1
    await office.settles()
    await office.restarts()
    await office.settles()
    assert [tried for tried, _ in office.adapter.tried] == [key, key]
    assert await office.stored() == []


@pytest.mark.parametrize("error", [Refused("no"), Unreachable("no chat"), Moved("attic")], ids=repr)
async def test_a_failure_that_cannot_be_stored_is_not_lost_and_stops_nothing(
    office: PostOffice, error: DeliveryError
) -> None:
    fails(office, error, error)
    await office.hands_in(card(SUBJECT, "hello"), words("two"))
    office.store.failures = 1
    await office.settles()
    assert office.desk.events == []
    await office.passes(minutes=1)
    assert len(office.desk.events) == 1
    assert office.adapter.said(HALL) == ["two"]
    assert await office.stored() == []


# --- the machine stops ---


async def stopped_before_the_answer(office: PostOffice) -> None:
    office.adapter.gates[str(HALL)] = asyncio.Event()
    await office.adapter.has_tried(1)
    await office.restarts()
    office.adapter.gates.clear()


async def stopped_before_the_receipt(office: PostOffice) -> None:
    office.store.failures = 1
    await office.settles()
    await office.restarts()


@pytest.mark.parametrize("stopped", [stopped_before_the_answer, stopped_before_the_receipt])
async def test_what_was_under_way_is_repeated_under_the_same_key_and_before_the_news(
    office: PostOffice, stopped: Callable[[PostOffice], Awaitable[None]]
) -> None:
    [first] = await office.hands_in(card("listing/1", "open"))
    await stopped(office)
    [second] = await office.posts(card("listing/1", "changed"))
    assert [key for key, _ in office.adapter.tried] == [first, first, second]


async def test_what_was_not_begun_goes_out_in_order_after_a_restart(office: PostOffice) -> None:
    office.adapter.gates[str(HALL)] = asyncio.Event()
    await office.hands_in(words("one"), words("two"), words("three"))
    await office.adapter.has_tried(1)
    await office.restarts()
    office.adapter.gates.clear()
    await office.settles()
    assert office.adapter.said(HALL) == ["one", "two", "three"]


async def test_what_waits_for_the_morning_still_does_after_a_restart(office: PostOffice) -> None:
    await office.posts(office.row(words("good morning"), not_before=NOON + timedelta(hours=20)))
    await office.restarts()
    await office.settles()
    assert office.adapter.tried == []
    await office.passes(hours=20)
    assert office.adapter.said(HALL) == ["good morning"]


async def test_what_is_over_by_morning_is_never_shown_even_after_a_restart(office: PostOffice) -> None:
    await office.posts(office.row(card("listing/1", "open"), not_before=NOON + timedelta(hours=20)))
    await office.restarts()
    await office.posts(office.row(card("listing/1", "done"), update_only=True))
    await office.passes(hours=20)
    assert office.adapter.tried == []
