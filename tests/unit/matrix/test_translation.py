"""From a room's events to the bot's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.buttons import CHOICES
from adapters.matrix.known import Known
from adapters.matrix.relations import target_of
from adapters.matrix.room_event import read_event
from adapters.matrix.scene import Scene
from adapters.matrix.translation import translate
from bot.domain.places import MessageRef, Room
from bot.events import ButtonPressed, MessageDeleted, MessageEdited, MessageSent, Reacted
from tests.unit.matrix.matrix_world import (
    HALL,
    LEA,
    ME,
    ROSA,
    annotates,
    edits,
    event,
    in_thread,
    replies_to,
    source,
    text,
)

SCENE = Scene(me=ME, names={LEA: "Léa", ME: "Palier"})
CARD = Known(ME, "Léa cherche : perceuse", choices=("claim:1", "hide:1"))
HALL_ROOM = Room(network="matrix", chat=HALL)


def ref(id: str) -> MessageRef:
    return MessageRef(room=HALL_ROOM, id=id)


def said(content: dict[str, object], target: Known | None = None, scene: Scene = SCENE) -> MessageSent:
    translated = translate(event(content), scene, target)
    assert isinstance(translated, MessageSent)
    return translated


def test_a_message_has_its_author_their_name_and_an_id_of_its_own() -> None:
    message = said(text("besoin d'une perceuse"))
    assert (message.id, message.message) == ("matrix/$1", ref("$1"))
    assert (message.author.id, message.name, message.text) == (LEA, "Léa", "besoin d'une perceuse")
    assert (message.room, message.private) == (HALL_ROOM, False)


def test_who_shows_no_name_goes_by_the_first_part_of_their_id() -> None:
    assert said(text("bonjour"), scene=Scene(me=ME)).name == "lea"


def test_a_private_message_tells_which_rooms_are_shared() -> None:
    scene = Scene(me=ME, private=True, shared_rooms=(HALL_ROOM,))
    message = said(text("bonjour"), scene=scene)
    assert (message.private, message.shared_rooms) == (True, (HALL_ROOM,))


def test_a_reply_is_read_without_what_it_quotes() -> None:
    body = "> <@rosa:lilas.test> besoin d'une scie\n\nje l'ai"
    message = said(text(body, **{"m.relates_to": replies_to("$0")}), Known(ROSA, "besoin d'une scie"))
    assert (message.text, message.quoted, message.reply_to) == ("je l'ai", "besoin d'une scie", ref("$0"))


def test_a_reply_without_a_quotation_quotes_what_it_replies_to() -> None:
    message = said(text("oui", **{"m.relates_to": replies_to("$0")}), Known(ROSA, "qui vient ?"))
    assert message.quoted == "qui vient ?"


def test_a_message_that_is_no_reply_keeps_its_own_quotation() -> None:
    assert said(text("> cité\n\nmoi")).text == "> cité\n\nmoi"


def test_what_is_said_in_a_thread_is_said_there_and_about_its_first_message() -> None:
    message = said(text("je m'en occupe", **{"m.relates_to": in_thread("$0")}), Known(ROSA))
    assert message.room == Room(network="matrix", chat=HALL, thread="$0")
    assert (message.reply_to, message.message.room) == (ref("$0"), HALL_ROOM)


@pytest.mark.parametrize("typed", ["1", " 1 ", "1️⃣"])
def test_a_number_in_reply_to_a_message_with_buttons_presses_one(typed: str) -> None:
    pressed = translate(event(text(typed, **{"m.relates_to": replies_to("$card")})), SCENE, CARD)
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.action, pressed.message) == ("claim:1", ref("$card"))


@pytest.mark.parametrize("typed", ["3", "0", "1 perceuse", "²"])
def test_other_replies_to_a_message_with_buttons_are_words(typed: str) -> None:
    assert isinstance(
        translate(event(text(typed, **{"m.relates_to": replies_to("$card")})), SCENE, CARD), MessageSent
    )


@pytest.mark.parametrize("key", ["2️⃣", "2\u20e3"])
def test_a_keycap_on_a_message_with_buttons_presses_one(key: str) -> None:
    pressed = translate(event(annotates("$card", key), kind="m.reaction"), SCENE, CARD)
    assert isinstance(pressed, ButtonPressed)
    assert pressed.action == "hide:1"


def test_a_keycap_on_a_neighbours_message_is_only_a_reaction() -> None:
    forged = Known(ROSA, "x", choices=("claim:1",))
    assert isinstance(translate(event(annotates("$0", "1️⃣"), kind="m.reaction"), SCENE, forged), Reacted)


def test_any_other_emoji_is_a_reaction() -> None:
    reacted = translate(event(annotates("$card", "👍"), kind="m.reaction"), SCENE, CARD)
    assert isinstance(reacted, Reacted)
    assert (reacted.emoji, reacted.message) == ("👍", ref("$card"))


def test_an_edit_counts_from_its_author_only() -> None:
    edit = event(edits("$0", "besoin d'une scie"))
    edited = translate(edit, SCENE, Known(LEA))
    assert isinstance(edited, MessageEdited)
    assert (edited.text, edited.message, edited.id) == ("besoin d'une scie", ref("$0"), "matrix/$1")
    assert translate(edit, SCENE, Known(ROSA)) is None
    assert translate(edit, SCENE, None) is None


def test_a_redaction_deletes_whoever_makes_it() -> None:
    deleted = translate(event({}, kind="m.room.redaction", redacts="$0", sender=ROSA), SCENE, None)
    assert isinstance(deleted, MessageDeleted)
    assert deleted.message == ref("$0")


def test_what_was_encrypted_can_redact_nothing_and_change_no_state() -> None:
    for kind in ("m.room.redaction", "m.room.member", "m.room.tombstone"):
        inner = source({"redacts": "$0", "membership": "join"}, kind=kind, state_key=LEA)
        assert read_event(HALL, inner, decrypted=True) is None


def test_a_picture_is_its_caption() -> None:
    picture = {"msgtype": "m.image", "url": "mxc://x/y", "filename": "scie.jpg"}
    assert said({**picture, "body": "je donne cette scie"}).text == "je donne cette scie"
    for body in ("scie.jpg", ""):
        assert translate(event({**picture, "body": body}), SCENE, None) is None
    assert translate(event({"msgtype": "m.image", "body": "IMG_1.jpg"}), SCENE, None) is None


@pytest.mark.parametrize(
    "nothing",
    [
        event({"msgtype": "m.notice", "body": "besoin d'une perceuse"}),
        event(text("besoin d'une perceuse"), sender=ME),
        event(text("  ")),
        event(text("x"), unsigned={"redacted_because": {}}),
        event({"msgtype": "m.text", "body": 7}),
        event({}),
        event(text("x"), kind="m.sticker"),
        event(text("x"), state_key=""),
    ],
)
def test_what_is_not_a_persons_word_is_nothing(nothing: object) -> None:
    assert translate(nothing, SCENE, None) is None  # type: ignore[arg-type]  # of one type, seen as any


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("Palier: liste", "!liste"),
        ("Palier: lier K7P2QX", "!lier K7P2QX"),
        ("Palier: merci beaucoup", "merci beaucoup"),
        ("@palier:lilas.test aide", "!aide"),
        ("palier, besoin d'une scie", "besoin d'une scie"),
        ("Palier : besoin d'une scie", "besoin d'une scie"),
        ("Palier", "Palier"),
        ("le palier est sale", "le palier est sale"),
        ("Paliers à laver", "Paliers à laver"),
        ("!liste", "!liste"),
    ],
)
def test_the_bots_name_before_what_is_said_to_it_is_not_part_of_it(typed: str, heard: str) -> None:
    assert said(text(typed)).text == heard


KEYS = (
    "msgtype body m.relates_to m.new_content m.in_reply_to rel_type event_id key is_falling_back filename "
    f"{CHOICES} redacts redacted_because prev_content"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(
    content=JSON,
    unsigned=JSON,
    kind=st.sampled_from(["m.room.message", "m.reaction", "m.room.redaction", "m.room.member"]),
    at=st.one_of(st.integers(), st.text(max_size=3), st.none()),
)
def test_whatever_somebody_sends_can_be_read(
    content: object, unsigned: object, kind: str, at: object
) -> None:
    odd = {**source({}, kind=kind), "content": content, "unsigned": unsigned, "origin_server_ts": at}
    read = read_event(HALL, odd)
    if read is not None:
        target_of(read)
        translate(read, SCENE, CARD)
        translate(read, SCENE, None)
