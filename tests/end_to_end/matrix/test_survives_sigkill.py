"""A bot killed at any moment has lost nothing and says nothing twice, as its neighbours see it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace

import pytest

from tests.end_to_end.matrix.conftest import Landing
from tests.end_to_end.matrix.mortal import Mortal
from tests.synapse.neighbour import Neighbour
from tests.synapse.proxy import Proxy

pytestmark = pytest.mark.slow

KILLS = 36
SEED = 7
MOMENTS = {
    "syncs": "GET /_matrix/client/v3/sync",
    "sends": "PUT /_matrix/client/v3/rooms/…/send/",
    "shares keys": "PUT /_matrix/client/v3/sendToDevice/",
}


async def test_killed_at_random_moments_it_answers_every_request_once(encrypted_landing: Landing) -> None:
    landing = encrypted_landing
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    chance = random.Random(SEED)
    async with Proxy.before(landing.synapse.address) as proxy, Mortal.ready() as mortal:
        home = replace(landing.home, address=proxy.address)
        await mortal.starts(home)
        await lea.meets(room, bot)
        await rosa.meets(room, bot)
        things = [f"objet{number}" for number in range(KILLS)]
        for thing in things:
            await rosa.says(room, f"prête {thing}")
            await lea.says(room, f"cherche {thing}")
            await a_moment(chance, proxy)
            await mortal.is_killed()
            await mortal.starts(home)
        await rosa.says(room, "prête fin")
        await lea.says(room, "cherche fin")
        await rosa.sees_privately("cherche : fin", by=bot)
        await lea.until(lambda: len(landing.cards()) >= 2 * KILLS + 2, "every card", room)
        await rosa.until(lambda: len(asked(rosa, bot)) >= KILLS + 1, "every question")
        await lea.says(room, "cherche tranquillité")
        await lea.sees(room, "tranquillité", by=bot)
        await mortal.is_killed()
    assert mortal.deaths == KILLS + 1
    titles = [card.split("\n")[0].split(" · ")[1] for card in landing.cards()]
    expected = [f"{who} : {thing}" for thing in [*things, "fin"] for who in ("Rosa prête", "Léa cherche")]
    assert titles == [*expected, "Léa cherche : tranquillité"]
    assert Counter(asked(rosa, bot)) == Counter([*things, "fin"])
    for neighbour in (lea, rosa):
        assert not any(sight.unreadable for sight in neighbour.rooms.values())


async def a_moment(chance: random.Random, proxy: Proxy) -> None:
    """Wait for some time, or for what the bot does next and a little longer."""
    what = chance.choice(["", *MOMENTS])
    if what:
        count = chance.choice([1, 1, 2, 3])

        def done() -> int:
            return sum(n for asked, n in proxy.requests.items() if asked.startswith(MOMENTS[what]))

        before = done()
        try:
            async with asyncio.timeout(1.5):  # it may have nothing of the kind to do any more
                await proxy.until(lambda: done() >= before + count, what)
        except TimeoutError:
            return
        await asyncio.sleep(chance.choice([0, 0, 0.002, 0.01, 0.05]))
    else:
        await asyncio.sleep(chance.uniform(0, 1.2))


def asked(neighbour: Neighbour, bot: str) -> list[str]:
    """Give the things that a neighbour was asked for in private."""
    questions = [
        text
        for room in neighbour.private_rooms(bot)
        for text in neighbour.texts(room, by=bot)
        if "Vous aviez proposé" in text
    ]
    return [text.split("cherche : ")[1].split(".")[0] for text in questions]


async def test_killed_twice_between_the_request_and_the_introduction(encrypted_landing: Landing) -> None:
    landing = encrypted_landing
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    home = replace(landing.home, in_words=True)
    async with Mortal.ready(in_words=True) as mortal:
        await mortal.starts(home)
        await lea.meets(room, bot)
        await rosa.meets(room, bot)
        await rosa.says(room, "bonjour, je peux prêter ma perceuse si quelqu'un en a besoin")
        await lea.sees(room, "perceuse", by=bot)
        await lea.says(room, "bonsoir, qui aurait une perceuse à me prêter ?")
        question = await rosa.sees_privately("Je vous mets en relation ?", by=bot)
        await mortal.is_killed()
        await rosa.reacts(rosa.private_rooms(bot)[0], question.id, "1️⃣")
        await mortal.starts(home)
        await rosa.sees_privately("→ Oui", by=bot)
        await mortal.is_killed()
        await mortal.starts(home)
        await lea.sees_privately("Rosa peut vous aider", by=bot)
        await rosa.sees_privately("Léa sait que vous pouvez l'aider", by=bot)
        await lea.sees(room, "s'en occupe", by=bot)
        await lea.says(room, "quelqu'un aurait une échelle à me prêter ?")
        await lea.sees(room, "échelle", by=bot)
        await mortal.is_killed()
    assert len(landing.cards()) == 3
    assert len(rosa.texts(rosa.private_rooms(bot)[0], by=bot)) == 2
    assert len(lea.texts(lea.private_rooms(bot)[0], by=bot)) == 1
