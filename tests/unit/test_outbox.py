"""What goes out: in order, once, at the network's pace, and only what is news."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapter import Capabilities, Pace
from bot.domain.places import MessageRef
from bot.domain.post import post_id
from bot.effects import Button, Delete, Edit, Message, React, Send
from bot.errors import Retryable, StoreError
from tests.doubles import GARDEN, HALL, LEA, NOON, PostOffice, card, words

MORNING = NOON + timedelta(hours=20)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    yield office
    await office.outbox.close()
    assert office.adapter.faults == []


@pytest.fixture
async def plain(office: PostOffice) -> PostOffice:
    """A network that can only send."""
    office.adapter.capabilities = Capabilities(edit=False, delete=False, react=False, buttons=False)
    return office


# --- order ---


async def test_what_is_said_in_a_place_is_said_in_order(office: PostOffice) -> None:
    await office.hands_in(words("one"), words("two"))
    keys = await office.posts(words("three"))
    assert office.adapter.said(HALL) == ["one", "two", "three"]
    assert office.adapter.keys[-1:] == keys
    assert await office.stored() == []


async def test_a_slow_place_does_not_hold_up_another(office: PostOffice) -> None:
    office.adapter.gates[str(HALL)] = gate = asyncio.Event()
    await office.hands_in(words("slow"), words("after it"), words("quick", GARDEN), words("private", LEA))
    await office.adapter.has_performed(2)
    assert (office.adapter.said(GARDEN), office.adapter.said(LEA)) == (["quick"], ["private"])
    assert office.adapter.said(HALL) == []
    gate.set()
    await office.settles()
    assert office.adapter.said(HALL) == ["slow", "after it"]


async def test_what_waits_for_the_morning_does_not_hold_up_what_does_not(office: PostOffice) -> None:
    await office.posts(office.row(words("good morning"), not_before=MORNING), words("urgent"))
    assert office.adapter.said(HALL) == ["urgent"]
    assert office.outbox.next_due() == MORNING
    await office.passes(hours=19, minutes=59)
    assert office.adapter.said(HALL) == ["urgent"]
    await office.passes(minutes=1)
    assert office.adapter.said(HALL) == ["urgent", "good morning"]
    assert office.outbox.next_due() is None


async def test_the_morning_has_come_if_it_is_past_already(office: PostOffice) -> None:
    await office.posts(office.row(words("late"), not_before=NOON))
    assert office.adapter.said(HALL) == ["late"]


async def test_nothing_is_said_before_it_is_committed(office: PostOffice) -> None:
    office.outbox.stage(office.desk, [office.row(words("never"))])
    await office.settles()
    assert office.adapter.tried == []


# --- what shows a subject ---


async def test_a_subject_is_sent_once_and_then_edited(office: PostOffice) -> None:
    await office.posts(card("listing/1", "open"))
    await office.posts(card("listing/1", "promised"))
    [(_, sent), (_, edited)] = office.adapter.performed
    post = office.desk.books.posts[post_id("listing/1", str(HALL))]
    assert isinstance(sent, Send)
    assert edited == Edit(to=HALL, target=post.message, message=Message(text="promised"))


async def test_which_message_shows_what_is_known_after_a_restart(office: PostOffice) -> None:
    shown = Message(text="open", buttons=(Button(label="I will", action="claim:1"),))
    await office.posts(Send(to=HALL, message=shown, subject="listing/1"))
    await office.restarts()
    assert office.desk.books.posts[post_id("listing/1", str(HALL))].choices == ("claim:1",)
    await office.posts(card("listing/1", "promised"))
    assert list(office.adapter.shown.values()) == [Message(text="promised")]


async def test_the_same_subject_is_shown_in_each_place(office: PostOffice) -> None:
    await office.posts(card("listing/1", "open"), card("listing/1", "open", GARDEN))
    assert [office.adapter.said(place) for place in (HALL, GARDEN)] == [["open"], ["open"]]


async def test_what_shows_already_is_not_shown_again(office: PostOffice) -> None:
    await office.posts(card("listing/1", "open"))
    await office.posts(card("listing/1", "open"))
    assert office.adapter.said(HALL) == ["open"]
    assert await office.stored() == []


async def test_other_buttons_are_news(office: PostOffice) -> None:
    await office.posts(card("listing/1", "open"))
    buttons = (Button(label="I will", action="claim:1"),)
    await office.posts(Send(to=HALL, message=Message(text="open", buttons=buttons), subject="listing/1"))
    assert len(office.adapter.performed) == 2


async def test_half_an_emoji_is_shown_once(office: PostOffice) -> None:
    await office.posts(card("listing/1", "open \ud83d"))
    await office.posts(card("listing/1", "open \ud83d"))
    assert len(office.adapter.tried) == 1
    assert await office.stored() == []


async def test_what_is_said_once_is_said_as_often_as_it_is_said(office: PostOffice) -> None:
    await office.posts(words("hello"), words("hello"))
    assert office.adapter.said(HALL) == ["hello", "hello"]
    assert len(office.desk.books.posts) == 0


# --- news takes the place of what is not said yet ---


async def test_later_news_of_a_subject_take_the_place_of_what_is_not_sent(office: PostOffice) -> None:
    await office.hands_in(office.row(card("listing/1", "open"), not_before=MORNING), words("other"))
    [key] = await office.posts(office.row(card("listing/1", "changed"), not_before=MORNING))
    assert await office.stored() == [key]
    await office.passes(hours=20)
    assert office.adapter.said(HALL) == ["other", "changed"]
    assert await office.stored() == []


async def test_the_last_news_of_one_event_are_enough(office: PostOffice) -> None:
    keys = await office.posts(card("listing/1", "open"), words("other"), card("listing/1", "changed"))
    assert office.adapter.said(HALL) == ["other", "changed"]
    assert office.adapter.keys == keys[1:]


async def test_news_of_one_place_or_subject_leave_those_of_others(office: PostOffice) -> None:
    await office.posts(
        card("listing/1", "one"), card("listing/2", "two"), card("listing/1", "one there", GARDEN)
    )
    assert office.adapter.said(HALL) == ["one", "two"]
    assert office.adapter.said(GARDEN) == ["one there"]


async def test_what_may_have_been_sent_is_sent_again_before_the_news(office: PostOffice) -> None:
    office.adapter.failures[str(HALL)] = [Retryable("no answer")]
    [first] = await office.posts(card("listing/1", "open"))
    [second] = await office.posts(card("listing/1", "changed"))
    await office.passes(seconds=2)
    assert [key for key, _ in office.adapter.tried] == [first, first, second]
    assert list(office.adapter.shown.values()) == [Message(text="changed")]


async def test_what_is_going_out_this_moment_is_not_taken_back(office: PostOffice) -> None:
    office.adapter.gates[str(HALL)] = gate = asyncio.Event()
    await office.hands_in(card("listing/1", "open"))
    await office.adapter.has_tried(1)
    await office.hands_in(card("listing/1", "changed"))
    gate.set()
    await office.settles()
    assert office.adapter.said(HALL) == ["open", "changed"]
    assert list(office.adapter.shown.values()) == [Message(text="changed")]


async def test_what_goes_out_while_its_news_are_committed_is_edited(office: PostOffice) -> None:
    office.adapter.gates[str(HALL)] = gate = asyncio.Event()
    await office.hands_in(words("before"), card("listing/1", "open"))
    rows, changes = office.outbox.stage(office.desk, [office.row(card("listing/1", "changed"))])
    gate.set()
    await office.settles()
    await office.desk.commit(changes)
    office.outbox.release(rows)
    await office.settles()
    assert office.adapter.said(HALL) == ["before", "open", "changed"]
    assert await office.stored() == []


async def test_news_that_could_not_be_committed_replace_nothing(office: PostOffice) -> None:
    [key] = await office.posts(office.row(card("listing/1", "open"), not_before=MORNING))
    office.store.failures = 1
    with pytest.raises(StoreError):
        await office.posts(card("listing/1", "changed"))
    assert await office.stored() == [key]
    await office.passes(hours=20)
    assert office.adapter.said(HALL) == ["open"]
    assert await office.stored() == []


async def test_events_that_are_committed_together_know_of_each_other(office: PostOffice) -> None:
    first, of_first = office.outbox.stage(office.desk, [office.row(card("listing/1", "open"))])
    update = office.row(card("listing/1", "done"), update_only=True)
    second, of_second = office.outbox.stage(office.desk, [update], first)
    assert [row.outgoing for row in second] == [update]
    assert [change.id for change in of_second if change.document is None] == [first[0].outgoing.id]
    await office.desk.commit([*of_first, *of_second])
    office.outbox.release(second)
    await office.settles()
    assert office.adapter.tried == []
    assert await office.stored() == []


# --- what only updates ---


async def test_an_update_never_shows_something_new(office: PostOffice) -> None:
    await office.posts(office.row(card("listing/1", "done"), update_only=True))
    assert office.adapter.tried == []
    assert await office.stored() == []


async def test_an_update_changes_what_is_shown(office: PostOffice) -> None:
    await office.posts(card("listing/1", "open"))
    await office.posts(office.row(card("listing/1", "done"), update_only=True))
    assert list(office.adapter.shown.values()) == [Message(text="done")]


async def test_what_is_over_before_it_was_shown_is_never_shown(office: PostOffice) -> None:
    await office.posts(office.row(card("listing/1", "open"), not_before=MORNING))
    await office.posts(office.row(card("listing/1", "done"), update_only=True))
    await office.passes(hours=20)
    assert office.adapter.tried == []
    assert await office.stored() == []


async def test_what_opens_again_is_shown_after_all(office: PostOffice) -> None:
    await office.hands_in(office.row(card("listing/1", "open"), not_before=MORNING))
    await office.hands_in(office.row(card("listing/1", "promised"), update_only=True))
    await office.posts(card("listing/1", "open again"))
    assert office.adapter.said(HALL) == ["open again"]


# --- what a network cannot do ---


async def test_where_nothing_can_be_edited_news_are_sent(plain: PostOffice) -> None:
    await plain.posts(card("listing/1", "open"))
    await plain.posts(card("listing/1", "changed"))
    assert plain.adapter.said(HALL) == ["open", "changed"]
    latest = list(plain.adapter.shown)[-1]
    assert plain.desk.books.posts[post_id("listing/1", str(HALL))].message == latest


async def test_where_nothing_can_be_edited_an_update_is_left_out(plain: PostOffice) -> None:
    await plain.posts(card("listing/1", "open"))
    await plain.posts(plain.row(card("listing/1", "done"), update_only=True))
    assert plain.adapter.said(HALL) == ["open"]


async def test_what_the_network_cannot_do_is_left_out(plain: PostOffice) -> None:
    message = MessageRef(room=HALL, id="1")
    await plain.posts(React(to=HALL, target=message, emoji="♥"), Delete(to=HALL, target=message))
    assert plain.adapter.tried == []
    assert await plain.stored() == []


async def test_reactions_and_deletions_go_out_where_they_can(office: PostOffice) -> None:
    await office.posts(words("hello"))
    [own] = office.adapter.shown
    heart = React(to=HALL, target=MessageRef(room=HALL, id="1"), emoji="♥")
    await office.posts(heart, Edit(to=HALL, target=own, message=Message(text="hi")))
    await office.posts(Delete(to=HALL, target=own))
    assert [effect.type for _, effect in office.adapter.performed] == ["send", "react", "edit", "delete"]
    assert office.adapter.shown == {}


# --- pace ---


async def test_a_burst_and_then_one_every_three_seconds_in_each_place(office: PostOffice) -> None:
    office.adapter.capabilities = Capabilities(pace=Pace(burst=2, every=3.0))
    await office.posts(*(words(str(number)) for number in range(4)), words("there", GARDEN))
    assert office.adapter.said(HALL) == ["0", "1"]
    assert office.adapter.said(GARDEN) == ["there"]
    assert await office.waits_for_the_next() == timedelta(seconds=3)
    assert office.adapter.said(HALL) == ["0", "1", "2"]
    assert await office.waits_for_the_next() == timedelta(seconds=3)
    assert office.adapter.said(HALL) == ["0", "1", "2", "3"]


async def test_a_card_that_changes_faster_than_the_pace_shows_its_last_state(office: PostOffice) -> None:
    office.adapter.capabilities = Capabilities(pace=Pace(burst=1, every=3.0))
    for number in range(5):
        await office.posts(card("listing/1", str(number)))
    await office.passes(seconds=3)
    assert office.adapter.said(HALL) == ["0", "4"]
    assert await office.stored() == []
