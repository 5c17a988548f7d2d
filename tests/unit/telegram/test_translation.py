"""From Telegram's updates to the bot's events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.telegram.translation import translate
from bot.domain.places import Account, MessageRef, Room
from bot.events import ButtonPressed, Event, MessageEdited, MessageSent, Reacted, RoomMoved
from tests.unit.telegram.telegram_world import (
    HALL,
    IN_PRIVATE,
    LEA,
    ME,
    NOON,
    ROSA,
    SCENE,
    Json,
    message,
    replied,
    seconds,
    update,
    user,
)

ROOM = Room(network="telegram", chat=str(HALL))
TOPIC: Json = {"is_topic_message": True, "message_thread_id": 40}
STAND_IN: Json = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}


def ref(id: int, room: Room = ROOM) -> MessageRef:
    return MessageRef(room=room, id=str(id))


def said(content: Json) -> MessageSent:
    [event] = translate(update("message", content), SCENE)
    assert isinstance(event, MessageSent)
    return event


def test_a_message_has_its_author_their_name_and_an_id_of_its_own() -> None:
    event = said(message("besoin d'une perceuse"))
    assert (event.id, event.message, event.at) == ("telegram/1", ref(5), NOON)
    assert (event.author, event.name) == (Account(network="telegram", id=str(LEA)), "Léa Petit")
    assert (event.room, event.private, event.text) == (ROOM, False, "besoin d'une perceuse")


def test_a_private_message_tells_which_rooms_are_shared_and_where_it_came_from() -> None:
    scene = replace(SCENE, shared_rooms=(ROOM,), came_from=ROOM, moderator=True)
    [event] = translate(update("message", message("/start x", chat=IN_PRIVATE)), scene)
    assert isinstance(event, MessageSent)
    assert (event.private, event.shared_rooms, event.came_from) == (True, (ROOM,), ROOM)
    assert event.room == Room(network="telegram", chat=str(LEA))
    assert not event.moderator


def test_in_a_group_no_rooms_are_told_of() -> None:
    scene = replace(SCENE, shared_rooms=(ROOM,), came_from=ROOM, moderator=True)
    [event] = translate(update("message", message("/lier")), scene)
    assert isinstance(event, MessageSent)
    assert (event.shared_rooms, event.came_from, event.moderator) == ((), None, True)


def test_the_caption_of_a_photo_is_what_is_said() -> None:
    assert said(message(caption="je donne cette scie", photo=[])).text == "je donne cette scie"


def test_a_reply_is_about_its_message_and_quotes_it() -> None:
    event = said(message("je l'ai", reply_to_message=replied("besoin d'une scie", by=ROSA)))
    assert (event.reply_to, event.quoted) == (ref(3), "besoin d'une scie")


def test_a_quotation_that_was_chosen_is_quoted() -> None:
    quote = {"text": "une scie", "position": 12, "is_manual": True}
    event = said(message("je l'ai", reply_to_message=replied("besoin d'une scie", by=ROSA), quote=quote))
    assert event.quoted == "une scie"


def test_what_is_said_in_a_topic_is_said_there() -> None:
    event = said(message("bonjour") | TOPIC)
    assert event.room == Room(network="telegram", chat=str(HALL), thread="40")
    assert event.message.room == ROOM


def test_the_beginning_of_a_topic_is_not_replied_to() -> None:
    assert said(message("bonjour", reply_to_message=replied(id=40, by=ROSA)) | TOPIC).reply_to is None
    created = {**replied(id=39, by=ROSA), "forum_topic_created": {"name": "Aide", "icon_color": 0}}
    assert said(message("bonjour", reply_to_message=created) | TOPIC).reply_to is None


def test_a_reply_in_the_general_topic_is_in_no_topic() -> None:
    event = said(message("oui", message_thread_id=3, reply_to_message=replied(by=ROSA)))
    assert (event.room, event.reply_to) == (ROOM, ref(3))


@pytest.mark.parametrize("typed", ["2", " 2 ", "2️⃣"])
def test_a_number_in_reply_to_a_message_with_buttons_presses_one(typed: str) -> None:
    card = replied(actions=("claim:1", "hide:1"))
    [event] = translate(update("message", message(typed, reply_to_message=card)), SCENE)
    assert isinstance(event, ButtonPressed)
    assert (event.action, event.message) == ("hide:1", ref(3))


@pytest.mark.parametrize("typed", ["3", "0", "2 perceuses", "²"])
def test_other_replies_to_a_message_with_buttons_are_words(typed: str) -> None:
    assert said(message(typed, reply_to_message=replied(actions=("claim:1", "hide:1")))).text == typed


def test_a_number_in_reply_to_anothers_buttons_is_a_word() -> None:
    assert said(message("1", reply_to_message=replied(by=ROSA, actions=("claim:1",)))).text == "1"


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("@palier_bot besoin d'une scie", "besoin d'une scie"),
        ("@Palier_Bot: liste", "/liste"),
        ("@palier_bot, bonjour à tous", "bonjour à tous"),
        ("@palier_botte liste", "@palier_botte liste"),
        ("@palier_bot", "@palier_bot"),
        ("/liste@palier_bot", "/liste@palier_bot"),
        ("merci @palier_bot", "merci @palier_bot"),
    ],
)
def test_the_bots_name_before_what_is_said_to_it_is_not_part_of_it(typed: str, heard: str) -> None:
    assert said(message(typed)).text == heard


def test_half_a_surrogate_pair_is_read_as_a_question_mark() -> None:
    assert said(message("besoin \ud83d d'une scie")).text == "besoin ? d'une scie"


@pytest.mark.parametrize(
    "content",
    [
        message("besoin d'une scie", by=ME),
        message("/liste@other_bot"),
        message(contact={"phone_number": "0612345678", "first_name": "Léa"}),
        message(location={"latitude": 48.8, "longitude": 2.3}),
        message(new_chat_members=[user(ROSA)]),
        message(pinned_message=replied()),
        message("besoin d'une scie", sender_chat={"id": HALL, "type": "supergroup"}) | STAND_IN,
        message("besoin d'une scie", sender_chat={"id": -1009, "type": "channel", "title": "Quartier"}),
        message("besoin d'une scie") | STAND_IN,
        message("besoin d'une scie", via_bot=user(ME)),
        message(
            "besoin d'une scie",
            forward_origin={"type": "user", "date": seconds(NOON), "sender_user": user(ROSA)},
        ),
        message(
            "besoin d'une scie",
            forward_origin={"type": "hidden_user", "date": seconds(NOON), "sender_user_name": "X"},
        ),
    ],
)
def test_what_is_no_neighbours_own_word_is_nothing(content: Json) -> None:
    assert translate(update("message", content), SCENE) == []


def test_ones_own_word_forwarded_is_ones_own() -> None:
    origin = {"type": "user", "date": seconds(NOON), "sender_user": user(LEA)}
    assert said(message("besoin d'une scie", forward_origin=origin)).text == "besoin d'une scie"


def test_a_bridges_puppet_is_not_read() -> None:
    scene = replace(SCENE, is_ghost=lambda id, username: username == "lea")
    assert translate(update("message", message("besoin d'une scie")), scene) == []


def test_an_edit_is_about_the_message_that_it_changes() -> None:
    later = NOON + timedelta(minutes=3)
    content = message("besoin d'une scie", edit_date=seconds(later))
    [event] = translate(update("edited_message", content), SCENE)
    assert isinstance(event, MessageEdited)
    assert (event.message, event.text, event.at) == (ref(5), "besoin d'une scie", later)


def pressed(**others: object) -> list[Event]:
    query: Json = {"id": "9", "from": user(ROSA), "chat_instance": "x", "data": "v1:claim:1"}
    return translate(update("callback_query", {**query, "message": replied(), **others}), SCENE)


def test_a_press_is_its_pressers_whoever_the_message_is_for() -> None:
    [event] = pressed()
    assert isinstance(event, ButtonPressed)
    assert (event.author.id, event.action, event.message) == (str(ROSA), "claim:1", ref(3))
    assert (event.at, event.room) == (NOON, ROOM)


def test_a_press_on_a_message_that_telegram_has_forgotten_counts() -> None:
    [event] = pressed(message={"chat": {"id": HALL, "type": "supergroup"}, "message_id": 3, "date": 0})
    assert isinstance(event, ButtonPressed)
    assert event.message == ref(3)


@pytest.mark.parametrize("data", ["", "claim:1", "v2:claim:1", "v1:", "v1:é", "v1:" + "x" * 60])
def test_a_press_with_data_that_is_not_the_bots_is_nothing(data: str) -> None:
    assert pressed(data=data) == []


def reacted(before: list[str], after: list[str], **others: object) -> list[Event]:
    def kinds(emoji: list[str]) -> list[Json]:
        return [{"type": "emoji", "emoji": each} for each in emoji]

    change: Json = {
        "chat": {"id": HALL, "type": "supergroup"},
        "message_id": 3,
        "date": seconds(NOON),
        "user": user(LEA),
        "old_reaction": kinds(before),
        "new_reaction": kinds(after),
    }
    scene = replace(SCENE, topic_of=lambda chat, message: "40")
    return translate(update("message_reaction", {**change, **others}), scene)


def test_a_reaction_is_what_was_added() -> None:
    first, second = reacted(["❤"], ["❤", "👍", "🔥"])
    assert isinstance(first, Reacted)
    assert isinstance(second, Reacted)
    assert [first.emoji, second.emoji] == ["👍", "🔥"]
    assert first.id != second.id
    assert (first.message, first.room.thread) == (ref(3), "40")


def test_a_reaction_taken_back_or_of_nobody_is_nothing() -> None:
    assert reacted(["👍"], []) == []
    assert reacted([], ["👍"], user=None, actor_chat={"id": HALL, "type": "supergroup"}) == []


def test_a_group_that_becomes_a_supergroup_moves_once_however_it_is_said() -> None:
    small: Json = {"id": -4000, "type": "group", "title": "x"}
    there = translate(update("message", message(chat=small, migrate_to_chat_id=HALL), 1), SCENE)
    here = translate(update("message", message(migrate_from_chat_id=-4000), 2), SCENE)
    assert there == here
    [moved] = there
    assert isinstance(moved, RoomMoved)
    assert (moved.before.chat, moved.after.chat) == ("-4000", str(HALL))
