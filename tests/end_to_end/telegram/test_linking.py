"""Rooms and accounts that become one by a one-time code."""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.telegram.conftest import Landing
from tests.end_to_end.telegram.terminal import on_both
from tests.telegram.rooms import Room

pytestmark = pytest.mark.slow


def code_in(text: str) -> str:
    """Find the code that the bot gives."""
    found = re.search(r"/\w+ ([A-Z2-9]{6})", text)
    assert found is not None, text
    return found[1]


@pytest.fixture
def garden(landing: Landing) -> Room:
    """Have another room, of which no setting knows; Rosa moderates it."""
    room = landing.town.supergroup("Jardin", landing.rosa, landing.mehdi)
    room.promotes_bot()
    landing.network.updates.clear()  # that was long ago
    return room


async def test_moderators_make_two_rooms_one(landing: Landing, garden: Room) -> None:
    lea, rosa, mehdi, room = landing.lea, landing.rosa, landing.mehdi, landing.room
    async with landing.served():
        lea.says(room, "/lier")
        code = code_in((await lea.sees(room, "/")).text)
        rosa.says(garden, f"/lier {code}")
        await rosa.sees(garden, "lilas")
        lea.says(room, "besoin d'une perceuse")
        card = await mehdi.sees(garden, "Léa cherche : perceuse")
        mehdi.presses(card, "Je peux aider")
        await lea.sees(room, "Mehdi s'en occupe.")
        await mehdi.sees(garden, "Mehdi s'en occupe.")
    async with landing.served():
        mehdi.says(garden, "besoin d'une échelle")
        await lea.sees(room, "Mehdi cherche : échelle")
        rosa.says(garden, "/delier")
        await landing.has_read()
        lea.says(room, "besoin d'une scie")
        await lea.sees(room, "Léa cherche : scie")
    assert not any("scie" in text for text in garden.texts())


async def test_who_does_not_moderate_ties_nothing(landing: Landing, garden: Room) -> None:
    lea, rosa, mehdi, room = landing.lea, landing.rosa, landing.mehdi, landing.room
    async with landing.served() as bot:
        mehdi.says(room, "/lier")
        await mehdi.sees(room, "modérat")
        lea.says(room, "/lier")
        code = code_in((await lea.sees(room, "/lier ")).text)
        mehdi.says(garden, f"/lier {code}")
        rosa.says(garden, "/lier ABCDEF")
        await landing.has_read()
        await bot.palier.settle()
        lea.says(room, "besoin d'une perceuse")
        await lea.sees(room, "Léa cherche : perceuse")
        await bot.palier.settle()
    assert not any("perceuse" in text for text in garden.texts())


async def test_somebody_with_two_accounts_is_one_once_both_say_so(landing: Landing) -> None:
    async with on_both(landing) as (bot, terminal):
        landing.lea.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await terminal.shows("Léa prête : perceuse")
        landing.lea.writes("/lier")
        code = code_in((await landing.lea.sees_privately("/lier ")).text)
        terminal.says(f"Léa D> /lier {code}")
        question = await landing.lea.sees_privately("Léa D")
        landing.lea.presses(question, "Oui")
        await terminal.shows("Vos comptes")
        terminal.says("Léa D: qui aurait une perceuse à me prêter ?")
        await landing.rosa.sees(landing.room, "voudrait emprunter : perceuse")
        await landing.has_read()
        await bot.palier.settle()
    assert not any("relation" in text for text in landing.lea.texts()), "nobody helps themselves"
