"""Two buildings, one bot: nothing of one is heard in the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.end_to_end.telegram.conftest import Landing
from tests.telegram.rooms import Room

pytestmark = pytest.mark.slow


@pytest.fixture
def garden(landing: Landing) -> Room:
    """Have another group, which Léa is in too, and Nadia, who is not in the first."""
    nadia = landing.town.person("Nadia")
    room = landing.town.supergroup("Jardin", landing.lea, nadia)
    room.promotes_bot()
    landing.network.updates.clear()  # that was long ago
    landing.home = replace(landing.home, rooms={**landing.home.rooms, "jardin": [str(room.id)]})
    return room


async def test_what_one_asks_for_the_other_does_not_hear(landing: Landing, garden: Room) -> None:
    async with landing.served() as bot:
        landing.rosa.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await landing.lea.sees(landing.room, "Rosa prête : perceuse")
        landing.lea.says(garden, "qui aurait une perceuse à me prêter ?")
        await landing.lea.sees(garden, "Léa voudrait emprunter : perceuse")
        await bot.palier.settle()
    assert len(landing.cards) == 1
    assert len(garden.texts()) == 1
    assert not landing.rosa.texts(), "she lends it to her own neighbours"


async def test_who_is_in_both_is_heard_in_private_for_the_last(landing: Landing, garden: Room) -> None:
    async with landing.served():
        landing.lea.says(landing.room, "besoin d'une échelle")
        await landing.rosa.sees(landing.room, "Léa cherche : échelle")
        landing.lea.says(garden, "besoin d'une brouette")
        await landing.lea.sees(garden, "Léa cherche : brouette")
        landing.lea.writes("besoin d'une tondeuse")
        await landing.lea.sees(garden, "tondeuse")
        landing.lea.says(landing.room, "besoin d'une scie")
        await landing.lea.sees(landing.room, "Léa cherche : scie")
        landing.lea.writes("besoin d'une bâche")
        await landing.rosa.sees(landing.room, "bâche")
    assert len(garden.texts()) == 2
    assert len(landing.cards) == 3


async def test_a_press_counts_where_the_card_is(landing: Landing, garden: Room) -> None:
    async with landing.served() as bot:
        landing.rosa.says(landing.room, "besoin d'une perceuse")
        card = await landing.lea.sees(landing.room, "Rosa cherche : perceuse")
        landing.lea.says(garden, "besoin d'une brouette")
        other = await landing.lea.sees(garden, "Léa cherche : brouette")
        landing.lea.presses(card, "Je peux aider")
        await landing.rosa.sees(landing.room, "Léa s'en occupe.")
        await bot.palier.settle()
        assert other.buttons


async def test_where_members_are_hidden_those_it_heard_are_known(landing: Landing) -> None:
    landing.room.demotes_bot()
    landing.room.chat.all_is_read, landing.room.chat.hides_members = True, True
    landing.network.bot.privacy = False
    async with landing.served():
        landing.lea.says(landing.room, "besoin d'une échelle")
        await landing.rosa.sees(landing.room, "Léa cherche : échelle")
        landing.lea.writes("besoin d'une tondeuse")
        await landing.lea.sees_privately("tondeuse")
        await landing.rosa.sees(landing.room, "tondeuse")
