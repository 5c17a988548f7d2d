"""Two rooms on Matrix that moderators make one group, and what comes with that."""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.matrix.conftest import Landing

pytestmark = pytest.mark.slow


async def test_a_room_that_a_moderator_ties_to_the_group_is_part_of_it(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.neighbour("mehdi") as mehdi:
        garden = await lea.opens("Le jardin", invites=[bot, mehdi.id])
        async with landing.served(in_words=True):
            await lea.meets(garden, bot)
            await lea.meets(garden, mehdi.id)
            await rosa.says(room, "!lier")
            await lea.sees(room, "modération", by=bot)
            await lea.says(room, "Palier: lier")
            given = await lea.sees(room, "/lier", by=bot)
            code = re.search(r"/lier ([A-Z0-9]{6})", given.text)
            assert code is not None
            await lea.says(garden, f"!lier {code[1].lower()}")
            await lea.sees(garden, "ne font plus qu'un", by=bot)
            await rosa.says(room, "bonjour, je peux prêter ma perceuse si quelqu'un en a besoin")
            await lea.sees(garden, "perceuse", by=bot)
            await mehdi.says(garden, "bonsoir, qui aurait une perceuse à me prêter ?")
            await rosa.sees_privately("Je vous mets en relation ?", by=bot)
            await rosa.says(rosa.private_rooms(bot)[0], "oui")
            told = await mehdi.sees_privately("Rosa peut vous aider", by=bot)
            assert told.content["m.mentions"] == {"user_ids": [rosa.id]}
            after = await lea.upgrades(garden, "11")
            await lea.invites(after, bot)
            await lea.meets(after, bot)
        async with landing.served(in_words=True):
            await lea.says(after, "bonsoir, qui aurait une échelle à me prêter ?")
            await lea.sees(after, "échelle", by=bot)
            await rosa.sees(room, "échelle", by=bot)
