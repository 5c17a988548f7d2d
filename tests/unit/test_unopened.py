"""What is for somebody who never opened a private chat with the bot waits until they do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.bootstrap import build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.places import Account, MessageRef
from bot.effects import Send
from bot.errors import Retryable, Unopened
from bot.events import DeliveryFailed, MessageSent, RoomSeen
from bot.intent.catalogue import Catalogue
from bot.store.memory import MemoryStore
from tests.doubles import GARDEN, HALL, LEA, PostOffice, card, words
from tests.neighbourhood import (
    GROUP,
    MONDAY,
    ROOM,
    Chat,
    Neighbourhood,
    PlainLanguage,
    account,
    neighbourhood,
    place,
)

ROSA = Account(network="test", id="rosa")
NEVER = Unopened("never opened the chat")


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    office.adapter.failures[str(LEA)] += [NEVER] * 2
    yield office
    await office.outbox.close()
    assert office.adapter.faults == []


def worth_a_call(text: str, subject: str | None = None) -> Send:
    return words(text, LEA).model_copy(update={"worth_a_call": True, "subject": subject})


def calls(office: PostOffice) -> list[DeliveryFailed]:
    return [event for event in office.desk.events if isinstance(event, DeliveryFailed)]


# --- the outbox ---


async def test_it_waits_and_is_said_once_the_chat_is_open(office: PostOffice) -> None:
    await office.posts(worth_a_call("one"), worth_a_call("two"), words("there"))
    assert (office.adapter.said(LEA), office.adapter.said(HALL)) == ([], ["there"])
    await office.passes(days=1)
    assert office.adapter.said(LEA) == [], "it is not tried for nothing"
    office.outbox.opened_by(LEA)
    await office.settles()
    assert office.adapter.said(LEA) == ["one", "two"]
    assert await office.stored() == []


async def test_what_is_worth_a_call_is_heard_of_once(office: PostOffice) -> None:
    await office.posts(worth_a_call("one", "question/q1"), words("two", LEA))
    [call] = calls(office)
    assert (call.subject, call.to, call.unopened, call.unreachable) == ("question/q1", LEA, True, True)
    office.adapter.failures[str(LEA)] += [NEVER]
    office.outbox.opened_by(LEA)
    await office.settles()
    assert len(calls(office)) == 1


async def test_what_waits_gives_way_to_newer_news_of_the_same(office: PostOffice) -> None:
    await office.posts(card("question/q1", "before", LEA))
    office.adapter.failures[str(LEA)].clear()
    await office.posts(card("question/q1", "now", LEA))
    office.outbox.opened_by(LEA)
    await office.settles()
    assert office.adapter.said(LEA) == ["now"]


async def test_a_question_that_is_over_before_the_chat_is_open_is_never_asked(office: PostOffice) -> None:
    await office.posts(card("question/q1", "Shall I?", LEA))
    await office.posts(office.row(card("question/q1", "No need any more", LEA), update_only=True))
    office.outbox.opened_by(LEA)
    await office.settles()
    assert office.adapter.said(LEA) == []
    assert await office.stored() == []


async def test_it_still_waits_after_a_restart_which_tries_it_once(office: PostOffice) -> None:
    await office.posts(worth_a_call("one"))
    await office.restarts()
    await office.settles()
    assert len(calls(office)) == 1
    assert len(office.adapter.tried) == 2
    await office.restarts()
    await office.settles()
    assert office.adapter.said(LEA) == ["one"], "they opened it while the bot was away"


async def test_what_waited_for_a_week_is_not_said_any_more(office: PostOffice) -> None:
    await office.posts(worth_a_call("one"))
    office.clock.move_to(office.clock.now() + timedelta(days=8))
    office.outbox.opened_by(LEA)
    await office.settles()
    assert office.adapter.said(LEA) == []
    assert await office.stored() == []


async def test_who_opens_the_chat_while_the_network_is_down_hears_it_later(office: PostOffice) -> None:
    await office.posts(worth_a_call("one"))
    office.adapter.failures[str(LEA)] = [Retryable("down")]
    office.outbox.opened_by(LEA)
    await office.settles()
    await office.waits_for_the_next()
    assert office.adapter.said(LEA) == ["one"]


# --- the group ---


@pytest.fixture
async def building(catalogue: Catalogue) -> Neighbourhood:
    chat = Chat(unreachable={"rosa"}, unreachable_error=NEVER)
    return await neighbourhood(catalogue, chat=chat)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load([])


def called(building: Neighbourhood) -> list[str]:
    return [text for text in building.room if "en privé" in text and "Rosa" in text and "#" not in text]


async def test_the_group_calls_them_without_a_word_of_what_it_is_about(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    [text] = called(building)
    assert "perceuse" not in text
    assert "Léa" not in text
    message = building.chat.shown[building.ref(text)]
    assert message.opens
    assert [(named.name, named.account) for named in message.people] == [("Rosa", account("Rosa"))]


async def test_they_are_called_once_a_week(building: Neighbourhood) -> None:
    for thing in ("perceuse", "échelle", "scie"):
        await building.says("Rosa", f"prête {thing}")
    for thing in ("perceuse", "échelle"):
        await building.says("Léa", f"cherche {thing}")
    assert len(called(building)) == 1
    await building.passes(days=7)
    await building.says("Léa", "cherche scie")
    assert len(called(building)) == 2


async def test_once_they_open_it_they_are_asked_and_can_answer(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    building.chat.unreachable.clear()
    await building.writes("Rosa", "/aide")
    question, _ = building.private("Rosa")
    assert "perceuse" in question
    await building.presses("Rosa", "Oui", on="perceuse")
    assert any("Rosa" in text for text in building.private("Léa"))


async def test_who_never_opens_it_is_passed_over_in_the_end(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Mehdi", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.passes(hours=25)
    assert not building.books.questions.by("asked", "n1")
    building.chat.unreachable.clear()
    await building.writes("Rosa", "/aide")
    assert not any("perceuse" in text and "?" in text for text in building.private("Rosa"))


async def test_a_doubt_is_not_worth_calling_anybody(building: Neighbourhood) -> None:
    await building.says("Rosa", "cherche vélo peut-être")
    assert building.room == []


# --- what the bot can read ---


def seen(number: int, *, everything: bool) -> RoomSeen:
    return RoomSeen(
        id=f"test/seen{number}", at=MONDAY, room=ROOM, reads_everything=everything, called="@palier_bot"
    )


async def test_where_it_reads_everything_there_is_nothing_to_say(building: Neighbourhood) -> None:
    await building.palier.engine.take_in([seen(1, everything=True)])
    await building.palier.settle()
    assert building.room == []


async def test_the_group_is_told_once_what_it_does_not_read(building: Neighbourhood) -> None:
    for number in range(3):
        await building.palier.engine.take_in([seen(number, everything=False)])
        await building.palier.settle()
    [notice] = building.room
    assert "@palier_bot" in notice


async def test_the_notice_is_set_right_once_it_reads_everything(building: Neighbourhood) -> None:
    for number, everything in enumerate((False, True)):
        await building.palier.engine.take_in([seen(number, everything=everything)])
        await building.palier.settle()
    [notice] = building.room
    assert "@palier_bot" not in notice


async def test_a_room_of_nobody_hears_nothing(building: Neighbourhood) -> None:
    elsewhere = seen(1, everything=False).model_copy(update={"room": GARDEN})
    await building.palier.engine.take_in([elsewhere])
    await building.palier.settle()
    assert building.chat.shown == {}


# --- where they came from ---


async def test_who_comes_from_a_rooms_link_means_that_group(catalogue: Catalogue) -> None:
    chat, clock = Chat(), ManualClock(MONDAY)
    garden = Group(id="garden", name="Le jardin", rooms=(GARDEN,))
    palier = build(
        [GROUP, garden], MemoryStore(), [chat], clock, language=PlainLanguage(), catalogue=catalogue
    )
    await palier.engine.open()
    for number, came_from in enumerate((None, GARDEN, None)):
        message = MessageRef(room=place(ROSA), id=f"test/{number}")
        said = MessageSent(
            id=message.id,
            at=MONDAY,
            room=message.room,
            author=ROSA,
            name="Rosa",
            private=True,
            shared_rooms=(ROOM, GARDEN),
            came_from=came_from,
            message=message,
            text=f"prête outil{number}",
        )
        await palier.engine.take_in([said])
        await palier.settle()
    things = {
        id: [listing.act.items[0].name for listing in palier.engine.books(id).listings]
        for id in ("lilas", "garden")
    }
    assert things == {"lilas": ["outil0"], "garden": ["outil1", "outil2"]}
    await palier.engine.close()
