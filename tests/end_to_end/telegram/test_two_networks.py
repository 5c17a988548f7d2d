"""One building whose neighbours are on two networks: here Telegram and the practice terminal."""

from __future__ import annotations

import pytest

from tests.end_to_end.telegram.conftest import Landing
from tests.end_to_end.telegram.terminal import on_both

pytestmark = pytest.mark.slow


async def test_a_request_on_one_has_a_card_on_both(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        await terminal.shows("Léa cherche : perceuse")
        terminal.says("Ahmed: besoin d'une échelle")
        await terminal.shows("Ahmed cherche : échelle")
        await landing.rosa.sees(landing.room, "Ahmed cherche : échelle")
    assert len(landing.cards) == 2


async def test_a_promise_on_either_is_seen_on_both(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await terminal.shows("Léa cherche : perceuse")
        terminal.says("Ahmed: [1] 👍")
        await landing.lea.sees(landing.room, "Ahmed s'en occupe.")
        await terminal.shows("Ahmed s'en occupe.")
        await landing.lea.sees_privately("Ahmed peut vous aider")

        terminal.says("Ahmed: besoin d'une échelle")
        card = await landing.mehdi.sees(landing.room, "Ahmed cherche : échelle")
        landing.mehdi.presses(card, "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
        await terminal.shows("Mehdi s'en occupe.")
        await terminal.shows("Mehdi peut vous aider")
        await landing.mehdi.sees_privately("Ahmed sait que vous pouvez l'aider")


async def test_who_offers_on_one_is_asked_there_for_who_asks_on_the_other(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.rosa.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await terminal.shows("Rosa prête : perceuse")
        terminal.says("Ahmed: qui aurait une perceuse à me prêter ?")
        question = await landing.rosa.sees_privately("Je vous mets en relation ?")
        landing.rosa.presses(question, "Oui")
        await terminal.shows("Rosa peut vous aider")
        await landing.rosa.sees_privately("Ahmed sait que vous pouvez l'aider")


async def test_after_a_restart_both_cards_still_change(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        await terminal.shows("Léa cherche : perceuse")
    async with on_both(landing) as (_, terminal):
        landing.mehdi.presses(landing.room.messages[0], "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
        await terminal.shows("Mehdi s'en occupe.")
    assert len(landing.cards) == 1


async def test_a_network_that_is_down_keeps_the_other_waiting_for_nothing(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.room.kicks_bot()
        terminal.says("Ahmed: besoin d'une échelle")
        await terminal.shows("Ahmed cherche : échelle")
        terminal.says("Nadia: [1] je peux la prêter")
        await terminal.shows("Nadia s'en occupe.")
    assert not landing.cards
