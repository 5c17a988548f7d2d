"""From what the bot says to what is sent."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.buttons import CHOICES, choices_in
from adapters.matrix.content import LONGEST_BYTES, Placing, contents_of, edit_of
from adapters.matrix.relations import Relation, relation_of
from adapters.matrix.wire import Json, object_in, text_in
from bot.domain.places import Account
from bot.effects import Button, Message, Named
from tests.unit.matrix.matrix_world import LEA, ROSA, event

PLAIN = Placing()
ASKED = Message(
    text="Pouvez-vous aider ?", buttons=(Button(label="Oui", action="y"), Button(label="Non", action="n"))
)


def one(
    message: Message, placing: Placing = PLAIN, *, aloud: bool = False, members: tuple[str, ...] = ()
) -> Json:
    (content,) = contents_of(message, placing, aloud=aloud, members=members)
    return content


def test_buttons_are_shown_with_their_keys_and_their_meaning_goes_along() -> None:
    content = one(ASKED)
    assert content["body"] == "Pouvez-vous aider ?\n\n1️⃣ Oui\n2️⃣ Non"
    assert choices_in(content) == ("y", "n")


def test_after_the_tenth_button_numbers_do() -> None:
    buttons = tuple(Button(label=f"n° {n}", action=str(n)) for n in range(1, 13))
    assert text_in(one(Message(text="x", buttons=buttons)), "body").endswith("🔟 n° 10\n11. n° 11\n12. n° 12")


def test_what_is_said_in_a_room_rings_no_phone_and_what_is_said_in_private_does() -> None:
    assert one(Message(text="x"))["msgtype"] == "m.notice"
    assert one(Message(text="x"), aloud=True)["msgtype"] == "m.text"


def test_a_member_who_is_named_is_mentioned_and_a_stranger_is_not() -> None:
    content = one(Message(text=f"{LEA} et {ROSA}."), members=(LEA,))
    assert content["m.mentions"] == {"user_ids": [LEA]}
    assert content["msgtype"] == "m.text"
    assert text_in(content, "formatted_body") == (
        f'<a href="https://matrix.to/#/{LEA}">{LEA}</a> et <a href="https://matrix.to/#/{ROSA}">{ROSA}</a>.'
    )


def introducing(name: str, text: str, network: str = "matrix") -> Message:
    return Message(text=text, people=(Named(name=name, account=Account(network=network, id=ROSA)),))


def test_who_is_introduced_is_mentioned_and_their_name_opens_a_chat() -> None:
    content = one(introducing("Rosa", "Rosa peut vous aider : rosaces & co. Rosa est au 3e."), aloud=True)
    assert content["m.mentions"] == {"user_ids": [ROSA]}
    assert text_in(content, "formatted_body") == (
        f'<a href="https://matrix.to/#/{ROSA}">Rosa</a> peut vous aider : rosaces &amp; co. Rosa est au 3e.'
    )
    assert text_in(content, "body").startswith("Rosa peut")


def test_a_name_that_is_html_or_part_of_a_word_is_no_more_than_a_name() -> None:
    content = one(introducing("<b>Al", "Allons, <b>Al peut vous aider"), aloud=True)
    linked = f'Allons, <a href="https://matrix.to/#/{ROSA}">&lt;b&gt;Al</a> peut vous aider'
    assert text_in(content, "formatted_body") == linked
    within = one(introducing("Al", "Allons-y, normal"), aloud=True)
    assert (within["m.mentions"], "formatted_body" in within) == ({}, False)


def test_who_is_on_another_network_is_only_named() -> None:
    content = one(introducing("Rosa", "Rosa peut vous aider", network="telegram"))
    assert (content["m.mentions"], "formatted_body" in content) == ({}, False)


def test_a_corrected_introduction_rings_nobody_a_second_time() -> None:
    content = edit_of(introducing("Rosa", "Rosa peut vous aider"), "$1", aloud=True)
    assert content["m.mentions"] == {}
    assert object_in(content, "m.new_content", "m.mentions") == {"user_ids": [ROSA]}


def test_nobody_is_mentioned_by_chance() -> None:
    assert one(Message(text="Léa cherche"), members=(LEA,))["m.mentions"] == {}


def test_what_people_wrote_is_never_html() -> None:
    content = one(Message(text=f"<b>{LEA}</b> & <script>"))
    assert text_in(content, "body") == f"<b>{LEA}</b> & <script>"
    assert text_in(content, "formatted_body").startswith("&lt;b&gt;<a href=")
    assert "<script>" not in text_in(content, "formatted_body")
    assert "formatted_body" not in one(Message(text="<b>gras</b>"))


@pytest.mark.parametrize(
    ("placing", "relation"),
    [
        (Placing(), Relation()),
        (Placing(reply_to="$a"), Relation(replies_to="$a")),
        (Placing(thread="$t"), Relation(replies_to="$t", thread="$t")),
        (Placing(thread="$t", reply_to="$a"), Relation(replies_to="$a", thread="$t")),
    ],
)
def test_a_message_goes_where_it_belongs(placing: Placing, relation: Relation) -> None:
    assert relation_of(event(one(Message(text="x"), placing))) == relation


def test_an_edit_replaces_text_and_buttons() -> None:
    content = edit_of(Message(text="C'est fait."), "$card", aloud=False)
    assert relation_of(event(content)).replaces == "$card"
    assert text_in(object_in(content, "m.new_content"), "body") == "C'est fait."
    assert text_in(content, "body") == "* C'est fait."
    assert choices_in(content) == ()
    assert choices_in(edit_of(ASKED, "$card", aloud=True)) == ("y", "n")


def test_a_long_edit_is_cut_since_it_is_one_event() -> None:
    body = text_in(
        object_in(edit_of(Message(text="mot " * 9000), "$a", aloud=False), "m.new_content"), "body"
    )
    assert body.endswith("…")
    assert len(body.encode()) <= LONGEST_BYTES + 3


def test_a_long_text_is_parted_between_paragraphs_and_the_last_part_has_the_buttons() -> None:
    paragraphs = [f"{n} " + "à" * 1000 for n in range(12)]
    contents = contents_of(
        Message(text="\n\n".join(paragraphs), buttons=ASKED.buttons), Placing(), aloud=False
    )
    assert len(contents) > 1
    assert all(text_in(content, "body").endswith("à") for content in contents[:-1])
    assert [bool(content.get(CHOICES)) for content in contents] == [False] * (len(contents) - 1) + [True]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000), max_size=8))
def test_parts_hold_the_whole_text_and_fit(texts: list[str]) -> None:
    text = "\n\n".join(texts)
    bodies = [cast("str", c["body"]) for c in contents_of(Message(text=text), Placing(), aloud=False)]
    assert all(len(body.encode()) <= LONGEST_BYTES for body in bodies)
    assert "".join("".join(bodies).split()) == "".join(text.split())


def test_half_a_surrogate_pair_does_not_stop_a_message() -> None:
    assert one(Message(text="a\ud83db"))["body"] == "a?b"
