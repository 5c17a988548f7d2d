"""What an event is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.relations import Relation, redacted_by, relation_of, split_fallback, target_of
from tests.unit.matrix.matrix_world import annotates, edits, event, in_thread, replies_to, text


@pytest.mark.parametrize(
    ("content", "relation"),
    [
        (text("bonjour"), Relation()),
        (text("oui", **{"m.relates_to": replies_to("$a")}), Relation(replies_to="$a")),
        (edits("$a", "une scie"), Relation(replaces="$a")),
        (annotates("$a", "👍"), Relation(annotates="$a", key="👍")),
        (text("moi", **{"m.relates_to": in_thread("$a")}), Relation(replies_to="$a", thread="$a")),
        (
            text("moi", **{"m.relates_to": in_thread("$a", answers="$b")}),
            Relation(replies_to="$b", thread="$a"),
        ),
        (
            text("x", **{"m.relates_to": {"rel_type": "m.thread", "event_id": "$a"}}),
            Relation(replies_to="$a", thread="$a"),
        ),
        (text("x", **{"m.relates_to": "odd"}), Relation()),
        (text("x", **{"m.relates_to": {"rel_type": ["odd"], "event_id": 7}}), Relation()),
    ],
)
def test_a_relation_is_read_as_clients_write_it(content: dict[str, object], relation: Relation) -> None:
    assert relation_of(event(content)) == relation


def test_what_must_be_known_is_the_message_that_one_is_about() -> None:
    assert target_of(event(edits("$a", "x"))) == "$a"
    assert target_of(event(text("x", **{"m.relates_to": replies_to("$b")}))) == "$b"
    assert target_of(event(annotates("$c", "1️⃣"), kind="m.reaction")) == "$c"
    assert target_of(event(text("x"))) is None
    assert target_of(event(annotates("$c", "1️⃣"), kind="m.sticker")) is None


def test_a_redaction_names_its_event_in_old_and_in_new_rooms() -> None:
    assert redacted_by(event({}, kind="m.room.redaction", redacts="$old")) == "$old"
    assert redacted_by(event({"redacts": "$new"}, kind="m.room.redaction")) == "$new"
    assert redacted_by(event({"redacts": "$new"})) is None


@pytest.mark.parametrize(
    ("body", "parted"),
    [
        ("> <@lea:x> besoin d'une scie\n\nje l'ai", ("je l'ai", "besoin d'une scie")),
        ("> <@lea:x> une\n> deux\n\noui", ("oui", "une\ndeux")),
        ("> * <@lea:x> tousse\n\nça va ?", ("ça va ?", "tousse")),
        ("oui", ("oui", "")),
        ("oui\n> non", ("oui\n> non", "")),
        ("> seulement cité", ("", "seulement cité")),
    ],
)
def test_the_quotation_is_parted_from_the_answer(body: str, parted: tuple[str, str]) -> None:
    assert split_fallback(body) == parted


@given(st.text(max_size=80), st.text(max_size=80))
def test_an_answer_is_the_same_with_and_without_a_quotation(quoted: str, answer: str) -> None:
    if answer.startswith(">"):
        return
    fallback = "\n".join(f"> {line}" for line in quoted.split("\n"))
    assert split_fallback(f"{fallback}\n\n{answer}")[0] == answer
