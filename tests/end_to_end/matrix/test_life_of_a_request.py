"""The whole life of a request between two neighbours, on a real homeserver."""

from __future__ import annotations

import pytest

from tests.end_to_end.matrix.conftest import Landing
from tests.synapse.sight import Seen

pytestmark = pytest.mark.slow


async def test_a_request_finds_who_has_it_and_both_are_introduced(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "prête perceuse")
        await lea.sees(room, "Rosa prête : perceuse", by=bot)
        await lea.says(room, "cherche perceuse")
        card = await lea.sees(room, "Léa cherche : perceuse", by=bot)

        question = await rosa.sees_privately("Je vous mets en relation ?", by=bot)
        await rosa.reacts(rosa.private_rooms(bot)[0], question.id, "1️⃣")

        await lea.sees_privately("Rosa peut vous aider : perceuse (#2)", by=bot)
        await rosa.sees_privately("Léa sait que vous pouvez l'aider", by=bot)
        await rosa.sees_privately("→ Oui", by=bot)
        await lea.sees(room, "Un voisin ou une voisine s'en occupe.", by=bot)
        assert lea.rooms[room].messages[card.id].text.endswith("s'en occupe.")
        assert len(landing.cards()) == 2


async def test_an_answer_may_be_a_number_or_words(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        for thing, answer in (("perceuse", "1"), ("échelle", "oui")):
            await rosa.says(room, f"prête {thing}")
            await lea.says(room, f"cherche {thing}")
            await rosa.sees_privately(thing, by=bot)
            await rosa.says(rosa.private_rooms(bot)[0], answer)
            await lea.sees_privately(f"Rosa peut vous aider : {thing}", by=bot)
    assert len(rosa.private_rooms(bot)) == 1
    assert len(lea.private_rooms(bot)) == 1


async def test_what_is_said_in_an_encrypted_room_stays_encrypted(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "prête perceuse")
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "1 voisin prévenu en privé", by=bot)
        asked = await rosa.sees_privately("Je vous mets en relation ?", by=bot)
    assert asked.encrypted, "private rooms are encrypted wherever the bot makes them"
    encrypted = ("m.room.encryption", "") in lea.rooms[room].states
    said: list[Seen] = list(lea.rooms[room].by(bot))
    assert [seen.encrypted for seen in said] == [encrypted] * 2
    for neighbour in (lea, rosa):
        assert not any(sight.unreadable for sight in neighbour.rooms.values())


async def test_a_restart_in_the_midst_of_it_is_not_noticed(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "prête perceuse")
        await lea.sees(room, "Rosa prête", by=bot)
    await lea.says(room, "cherche perceuse")
    async with landing.served():
        question = await rosa.sees_privately("Je vous mets en relation ?", by=bot)
    await rosa.reacts(rosa.private_rooms(bot)[0], question.id, "1️⃣")
    async with landing.served():
        await lea.sees_privately("Rosa peut vous aider", by=bot)
        await rosa.sees_privately("Léa sait que vous pouvez l'aider", by=bot)
        await lea.sees(room, "s'en occupe", by=bot)
    assert len(landing.cards()) == 2
    assert len(rosa.texts(rosa.private_rooms(bot)[0], by=bot)) == 2
    assert len(lea.texts(lea.private_rooms(bot)[0], by=bot)) == 1


async def test_who_reacts_to_the_card_takes_it_up_in_sight_of_all(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        card = await rosa.sees(room, "Léa cherche", by=bot)
        await rosa.reacts(room, card.id, "👍")
        await lea.sees(room, "Rosa s'en occupe.", by=bot)
        await lea.sees_privately("Rosa peut vous aider", by=bot)
    assert len(landing.cards()) == 1


async def test_closing_it_is_seen_on_the_card_and_confirmed_with_a_thumb(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "Léa cherche", by=bot)
        done = await lea.says(room, "fini perceuse")
        await lea.sees(room, "Réglé ✓", by=bot)
        thumb = lea.rooms[room].messages[done]
        await lea.until(lambda: thumb.emojis(bot) == ["👍"], "the thumb")
    assert len(landing.cards()) == 1


async def test_the_bot_understands_french_in_an_encrypted_room(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served(in_words=True):
        await rosa.says(room, "bonjour, je peux prêter ma perceuse si quelqu'un en a besoin")
        await lea.sees(room, "perceuse", by=bot)
        await lea.says(room, "il fait beau ce matin !")
        await lea.says(room, "bonsoir, qui aurait une perceuse à me prêter ?")
        await lea.sees(room, "1 voisin prévenu en privé", by=bot)
        await rosa.sees_privately("perceuse", by=bot)
        await rosa.says(rosa.private_rooms(bot)[0], "oui avec plaisir")
        await lea.sees_privately("Rosa peut vous aider", by=bot)
    assert len(landing.cards()) == 2
