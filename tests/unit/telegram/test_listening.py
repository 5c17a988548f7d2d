"""From what comes to what is taken in, with Telegram answering who is where."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import ChatMember, ChatMemberLeft, ChatMemberMember, ChatMemberOwner, User
from telegram.error import BadRequest, TelegramError, TimedOut

from adapters.telegram.listening import Listening
from adapters.telegram.opening import OpeningLinks
from adapters.telegram.options import TelegramOptions
from adapters.telegram.served import ServedRooms
from bot.clock import ManualClock
from bot.domain.places import Room
from bot.errors import Retryable
from bot.events import Event, MessageEdited, MessageSent, Reacted, RoomMoved
from tests.unit.telegram.telegram_world import (
    HALL,
    IN_PRIVATE,
    LEA,
    ME,
    NOON,
    ROSA,
    Json,
    message,
    replied,
    seconds,
    user,
)

TOKEN = "7000000001:AAF"
ROOM = Room(network="telegram", chat=str(HALL))
LINKS = OpeningLinks(TOKEN)


@dataclass
class Directory:
    """Says who is in a chat, and counts how often it is asked."""

    members: dict[int, ChatMember | TelegramError] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    async def get_chat_member(self, chat: int, id: int) -> ChatMember:
        self.asked.append(id)
        found = self.members.get(id, ChatMemberLeft(person(id)))
        if isinstance(found, TelegramError):
            raise found
        return found

    async def answer_callback_query(self, query: str) -> bool:
        self.answered.append(query)
        return True


def person(id: int) -> User:
    return User(id, "x", is_bot=False)


class Ears:
    """A listening bot in one room."""

    def __init__(self, *rooms: Room) -> None:
        self.directory = Directory()
        self.clock = ManualClock(NOON)
        served = ServedRooms(rooms or (ROOM,))
        options = TelegramOptions(rooms=rooms or (ROOM,))
        self.listening = Listening(self.directory, options, served, LINKS, self.clock)  # type: ignore[arg-type]  # a double
        self.listening.sight.me = User(ME, "Palier", is_bot=True, username="palier_bot")

    async def hear(self, *updates: Json) -> Sequence[Event]:
        heard = await self.listening.events(updates)
        await self.listening.close()
        return heard


def raw(kind: str, content: object, id: int = 1) -> Json:
    return {"update_id": id, kind: content}


def privately(text: str) -> Json:
    return raw("message", message(text, chat=IN_PRIVATE))


async def test_a_member_who_writes_in_private_is_known_by_the_rooms_they_are_in() -> None:
    ears = Ears()
    ears.directory.members[LEA] = ChatMemberMember(person(LEA))
    [event] = await ears.hear(privately("bonjour"))
    assert isinstance(event, MessageSent)
    assert event.shared_rooms == (ROOM,)


async def test_a_stranger_shares_no_room() -> None:
    [event] = await Ears().hear(privately("bonjour"))
    assert isinstance(event, MessageSent)
    assert event.shared_rooms == ()


async def test_who_was_heard_in_the_room_is_a_member_without_asking() -> None:
    ears = Ears()
    await ears.hear(raw("message", message("bonjour")))
    [event] = await ears.hear(privately("bonjour"))
    assert isinstance(event, MessageSent)
    assert (event.shared_rooms, ears.directory.asked) == ((ROOM,), [])


async def test_who_left_is_a_member_no_more() -> None:
    ears = Ears()
    await ears.hear(raw("message", message("bonjour")))
    gone = {"user": user(LEA), "status": "left"}
    here = {"user": user(LEA), "status": "member"}
    change = {"chat": {"id": HALL, "type": "supergroup"}, "from": user(LEA), "date": seconds(NOON)}
    await ears.hear(raw("chat_member", {**change, "old_chat_member": here, "new_chat_member": gone}))
    [event] = await ears.hear(privately("bonjour"))
    assert isinstance(event, MessageSent)
    assert event.shared_rooms == ()


async def test_membership_is_asked_for_again_after_a_while() -> None:
    ears = Ears()
    await ears.hear(privately("un"), privately("deux"))
    assert len(ears.directory.asked) == 1
    ears.clock.move_to(NOON + timedelta(hours=1))
    await ears.hear(privately("trois"))
    assert len(ears.directory.asked) == 2


async def test_where_telegram_cannot_be_asked_the_update_waits() -> None:
    ears = Ears()
    ears.directory.members[LEA] = TimedOut()
    with pytest.raises(Retryable):
        await ears.hear(privately("bonjour"))


@pytest.mark.parametrize(
    ("member", "let_in"),
    [
        (ChatMemberMember(person(LEA)), True),
        (BadRequest("Bad Request: CHAT_ADMIN_REQUIRED"), True),
        (ChatMemberLeft(person(LEA)), False),
    ],
)
async def test_a_link_lets_in_who_is_not_known_to_be_outside(
    member: ChatMember | TelegramError, let_in: bool
) -> None:
    ears = Ears()
    ears.directory.members[LEA] = member
    [event] = await ears.hear(privately(f"/start {LINKS.payload(ROOM)}"))
    assert isinstance(event, MessageSent)
    assert event.came_from == (ROOM if let_in else None)


@pytest.mark.parametrize(("text", "asks"), [("/lier", True), ("!lier", True), ("bonjour", False)])
async def test_who_moderates_is_asked_for_commands_only(text: str, asks: bool) -> None:
    ears = Ears()
    ears.directory.members[LEA] = ChatMemberOwner(person(LEA), is_anonymous=False)
    [event] = await ears.hear(raw("message", message(text)))
    assert isinstance(event, MessageSent)
    assert (event.moderator, bool(ears.directory.asked)) == (asks, asks)


async def test_an_edit_that_changes_no_word_is_nothing() -> None:
    ears = Ears()
    await ears.hear(raw("message", message("besoin d'une scie")))
    edited = message("besoin d'une scie", edit_date=seconds(NOON))
    assert await ears.hear(raw("edited_message", edited, 2)) == []
    [event] = await ears.hear(raw("edited_message", edited | {"text": "besoin d'une hache"}, 3))
    assert isinstance(event, MessageEdited)


async def test_a_reaction_is_in_the_topic_of_its_message() -> None:
    ears = Ears(ROOM)
    await ears.hear(raw("message", message("scie", id=3, is_topic_message=True, message_thread_id=40)))
    change: Json = {
        "chat": {"id": HALL, "type": "supergroup"},
        "message_id": 3,
        "date": seconds(NOON),
        "user": user(ROSA),
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }
    [event] = await ears.hear(raw("message_reaction", change, 2))
    assert isinstance(event, Reacted)
    assert event.room.thread == "40"


async def test_a_reaction_on_a_forgotten_message_is_in_the_only_topic_that_is_served() -> None:
    topic = ROOM.model_copy(update={"thread": "40"})
    ears = Ears(topic)
    assert ears.listening.scene().topic_of(str(HALL), 3) == "40"


async def test_a_room_that_moved_is_served_at_its_new_address() -> None:
    before = Room(network="telegram", chat="-4000")
    ears = Ears(before)
    small: Json = {"id": -4000, "type": "group", "title": "x"}
    [event] = await ears.hear(raw("message", message(chat=small, migrate_to_chat_id=HALL)))
    assert isinstance(event, RoomMoved)
    ears.directory.members[ROSA] = ChatMemberMember(person(ROSA))
    [event] = await ears.hear(raw("message", message("bonjour", by=ROSA, chat=IN_PRIVATE), 2))
    assert isinstance(event, MessageSent)
    assert event.shared_rooms == (ROOM,)


async def test_every_press_is_answered_even_one_that_means_nothing() -> None:
    ears = Ears()
    query: Json = {"id": "9", "from": user(ROSA), "chat_instance": "x", "data": "old", "message": replied()}
    assert await ears.hear(raw("callback_query", query)) == []
    assert ears.directory.answered == ["9"]


ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "type", "text", "emoji", "status", "date"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
KINDS = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member", "chat_member"]
FIELDS = [
    *("text", "caption", "from", "chat", "date", "sender_chat", "via_bot", "forward_origin", "quote"),
    *("reply_to_message", "message_thread_id", "is_topic_message", "migrate_to_chat_id", "edit_date"),
    *("reply_markup", "user", "new_reaction", "old_reaction", "new_chat_member", "data", "message"),
]


@given(kind=st.sampled_from(KINDS), odd=st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4) | ODD)
def test_an_update_that_makes_no_sense_keeps_no_other_from_being_read(kind: str, odd: object) -> None:
    content = message("bonjour") | odd if isinstance(odd, dict) else odd
    last = raw("message", message("besoin d'une scie", by=ROSA), 2)
    heard = asyncio.run(Ears().hear(raw(kind, content), last))
    assert isinstance(heard[-1], MessageSent)
    assert heard[-1].text == "besoin d'une scie"
