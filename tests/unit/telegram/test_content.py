"""From the bot's messages to what Telegram takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.content import LONGEST, Text, text_of_edit, texts_of, units
from bot.domain.places import Account
from bot.effects import Message, Named


def mention(name: str, id: str = "7", network: str = "telegram") -> Named:
    return Named(name=name, account=Account(network=network, id=id))


def marked(text: str, *people: Named) -> list[str]:
    """Give what the entities cover, as Telegram counts."""
    [shown] = texts_of(Message(text=text, people=people))
    encoded = shown.text.encode("utf-16-le")
    return [
        encoded[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
        for entity in shown.entities
    ]


def test_markup_in_a_text_is_text() -> None:
    text = "<b>gras</b> & *étoiles* [lien](x)"
    assert texts_of(Message(text=text)) == [Text(text)]


def test_a_name_that_is_mentioned_leads_to_its_person() -> None:
    [shown] = texts_of(Message(text="🪜🪜 Léa peut t'aider", people=(mention("Léa", "42"),)))
    [entity] = shown.entities
    assert (entity.type, entity.offset, entity.length) == ("text_mention", 5, 3)
    assert entity.user is not None
    assert entity.user.id == 42


def test_a_name_within_a_word_is_not_the_person() -> None:
    assert marked("Annette voit Anne", mention("Anne")) == ["Anne"]
    assert marked("Annette", mention("Anne")) == []


def test_two_people_of_one_name_are_two_links() -> None:
    [shown] = texts_of(Message(text="Léa et Léa", people=(mention("Léa", "1"), mention("Léa", "2"))))
    assert [(entity.offset, entity.user and entity.user.id) for entity in shown.entities] == [(0, 1), (7, 2)]


@pytest.mark.parametrize("mentioned", [mention("Léa", network="matrix"), mention("Léa", "x"), mention("")])
def test_who_is_not_on_telegram_is_not_linked(mentioned: Named) -> None:
    assert marked("Léa peut t'aider", mentioned) == []


def test_a_long_text_is_parted_between_paragraphs() -> None:
    paragraph = "🪜 " * 900
    parts = texts_of(Message(text=f"{paragraph}\n\n{paragraph}\n\nfin"))
    assert [part.text for part in parts] == [paragraph.strip(), f"{paragraph.strip()} \n\nfin"]


@given(st.text(alphabet="a é🪜\n\ud800", max_size=60).map(lambda text: text * 300))
def test_parts_fit_and_lose_no_letter(text: str) -> None:
    parts = [part.text for part in texts_of(Message(text=text))]
    assert all(units(part) <= LONGEST for part in parts)
    kept = "".join("".join(parts).split())
    assert kept == "".join(text.replace("\ud800", "?").split())


def test_an_edit_that_is_too_long_says_that_it_ends() -> None:
    edited = text_of_edit(Message(text="🪜" * 3000))
    assert units(edited.text) <= LONGEST
    assert edited.text.endswith("🪜…")


def test_a_mention_in_a_later_part_is_counted_from_its_start() -> None:
    parts = texts_of(Message(text=("x" * 4000) + "\n\nLéa", people=(mention("Léa"),)))
    assert [[entity.offset for entity in part.entities] for part in parts] == [[]] * (len(parts) - 1) + [
        [entity.offset for entity in parts[-1].entities]
    ]
    assert len(parts[-1].entities) == 1
