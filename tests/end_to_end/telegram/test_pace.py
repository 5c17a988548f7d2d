"""Telegram's limits, kept without being told, and obeyed when told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.telegram.conftest import Landing, opened
from tests.end_to_end.telegram.things import THINGS
from tests.telegram.pace import Limits

pytestmark = pytest.mark.slow


async def test_thirty_cards_and_their_changes_stay_within_the_limits(landing: Landing) -> None:
    def taken_up() -> bool:
        return sum("Mehdi s'en occupe" in text for text in landing.cards) == 10

    async with landing.served():
        for thing in THINGS[:30]:
            landing.lea.says(landing.room, f"besoin d'une {thing}")
        await landing.network.until(lambda: len(landing.cards) == 30, "every card", patience=60)
        for card in landing.room.messages[:10]:
            landing.mehdi.presses(card, "Je peux aider")
        await landing.network.until(taken_up, "ten are taken up", patience=60)
    assert len(landing.cards) == 30
    assert not landing.network.pace.refused


async def test_a_storm_of_refusals_is_sat_out(tmp_path: Path) -> None:
    """The server allows far less than it says: whatever comes is refused again and again."""
    stingy = Limits(chat=(1, 4.0), group=(5, 60.0), overall=(3, 1.0))
    async with opened(tmp_path, limits=stingy) as landing:
        async with landing.served():
            for thing in THINGS[:8]:
                landing.lea.says(landing.room, f"besoin d'une {thing}")
            await landing.network.until(lambda: len(landing.cards) == 8, "every card", patience=90)
            landing.lea.writes("/liste")
            await landing.lea.sees_privately(THINGS[0])
        refused = landing.network.pace.refused.total()
    assert [text.split(" : ")[1].split("\n")[0] for text in landing.cards] == list(THINGS[:8])
    assert refused >= 1
    sent = sum(call.method == "sendMessage" and call.status == 200 for call in landing.network.calls)
    assert sent == 9
    assert refused <= 2 * sent, "a refusal says how long to wait, and that is waited"


async def test_one_groups_wait_is_not_anothers(landing: Landing) -> None:
    other = landing.town.supergroup("Jardin", landing.lea, landing.rosa)
    other.promotes_bot()
    rooms = {"lilas": [str(landing.room.id)], "jardin": [str(other.id)]}
    async with landing.served(rooms=rooms):
        for thing in THINGS:
            landing.lea.says(landing.room, f"besoin d'une {thing}")
        await landing.network.until(lambda: len(landing.cards) > 5, "some cards")
        landing.lea.says(other, "besoin d'une perceuse")
        await landing.rosa.sees(other, "Léa cherche : perceuse")
        assert len(landing.cards) < len(THINGS), "the other group's cards still wait"
