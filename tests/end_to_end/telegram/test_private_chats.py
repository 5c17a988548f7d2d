"""Private chats on Telegram: only people can open them, and nothing private is said before they do."""

from __future__ import annotations

import pytest

from tests.end_to_end.telegram.conftest import Landing
from tests.telegram.people import Person
from tests.telegram.world import Message

pytestmark = pytest.mark.slow

WISH = "bonsoir, qui aurait une perceuse à me prêter ?"


def links(landing: Landing) -> list[Message]:
    """The bot's messages in the group that have a link to its private chat."""
    return [m for m in landing.room.messages if any("url" in b for row in m.keyboard or () for b in row)]


async def call(landing: Landing) -> Message:
    """Wait for the message in the group that asks somebody to open the private chat."""
    await landing.network.until(lambda: links(landing), "somebody is asked to open the private chat")
    return links(landing)[-1]


def newcomer(landing: Landing, name: str = "Paul") -> Person:
    """Somebody in the group who never opened the bot's private chat."""
    person = landing.town.person(name, started=False)
    landing.room.welcomes(person)
    return person


async def test_who_never_opened_it_is_called_in_the_group_without_a_private_word(landing: Landing) -> None:
    paul = newcomer(landing)
    async with landing.served():
        paul.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await landing.lea.sees(landing.room, "Paul prête")
        landing.lea.says(landing.room, WISH)
        called = await call(landing)
        assert "Paul" in called.text
        for private in ("perceuse", "Léa", "relation"):
            assert private not in called.text
        paul.follows(called, called.buttons[0])
        question = await paul.sees_privately("Je vous mets en relation ?")
        paul.presses(question, "Oui")
        await landing.lea.sees_privately("Paul peut vous aider")
        await paul.sees_privately("Léa sait que vous pouvez l'aider")
    assert len(links(landing)) <= 1


async def test_who_is_called_once_is_not_called_again(landing: Landing) -> None:
    paul = newcomer(landing)
    async with landing.served() as bot:
        paul.says(landing.room, "je peux prêter ma perceuse et mon échelle si besoin")
        await landing.lea.sees(landing.room, "Paul prête")
        landing.lea.says(landing.room, WISH)
        await call(landing)
        landing.mehdi.says(landing.room, "quelqu'un aurait une échelle à me prêter ?")
        await landing.lea.sees(landing.room, "Mehdi")
        await landing.has_read()
        await bot.palier.settle()
    assert len(links(landing)) == 1


async def test_a_link_from_the_group_ties_a_newcomer_to_it(landing: Landing) -> None:
    paul, anna = newcomer(landing), newcomer(landing, "Anna")
    async with landing.served():
        paul.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        landing.lea.says(landing.room, WISH)
        called = await call(landing)
        anna.follows(called, called.buttons[0])
        anna.writes("besoin d'une échelle")
        await anna.sees_privately("échelle")
        await landing.lea.sees(landing.room, "échelle")


async def test_a_stranger_with_the_link_is_not_let_in(landing: Landing) -> None:
    paul = newcomer(landing)
    stranger = landing.town.person("Zoé", started=False)
    async with landing.served() as bot:
        paul.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        landing.lea.says(landing.room, WISH)
        called = await call(landing)
        stranger.follows(called, called.buttons[0])
        stranger.writes("besoin d'une échelle")
        stranger.starts("lilas")
        stranger.writes("/liste")
        await landing.has_read()
        await bot.palier.settle()
    assert not any("échelle" in text for text in landing.cards)
    assert not any("perceuse" in text for text in stranger.texts())


async def test_a_request_made_in_private_names_nobody(landing: Landing) -> None:
    async with landing.served():
        landing.lea.writes("besoin d'une perceuse")
        await landing.lea.sees_privately("perceuse")
        card = await landing.mehdi.sees(landing.room, "perceuse")
        assert "Léa" not in card.text
        assert landing.lea.name not in card.text


async def test_who_blocks_the_bot_is_passed_over(landing: Landing) -> None:
    lea, rosa, mehdi, room = landing.lea, landing.rosa, landing.mehdi, landing.room
    async with landing.served():
        rosa.says(room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await lea.sees(room, "Rosa prête")
        rosa.blocks()
        lea.says(room, WISH)
        card = await lea.sees(room, "Léa")
        await landing.network.until(lambda: "prévenu" not in card.text, "nobody waits for an answer")
        assert not links(landing), "who closed the chat is left alone"
        mehdi.presses(card, "Je peux aider")
        await lea.sees_privately("Mehdi peut vous aider")
    assert not rosa.texts()


async def test_start_alone_is_answered_with_what_can_be_written(landing: Landing) -> None:
    async with landing.served():
        landing.rosa.starts()
        await landing.rosa.sees_privately("Palier")
