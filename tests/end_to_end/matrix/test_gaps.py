"""What was said while the bot was away, and what was said before it first came."""

from __future__ import annotations

import asyncio

import pytest

from tests.end_to_end.matrix.conftest import Landing
from tests.synapse.neighbour import PATIENCE

pytestmark = pytest.mark.slow

MANY = 200


async def test_two_hundred_messages_in_its_absence_are_all_read_in_order(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
    things = {number: f"objet{number}" for number in range(0, MANY, 20)}
    for number, thing in things.items():
        await lea.says(room, f"cherche {thing}")
        chatter = [f"bavardage {n}" for n in range(number, number + MANY // len(things) - 1)]
        await asyncio.gather(*((rosa if "7" in said else lea).says(room, said) for said in chatter))
    async with landing.served():
        await lea.sees(room, f"cherche : {things[MANY - 20]}", by=bot)
        await lea.until(lambda: len(landing.cards()) == len(things) + 1, "every card", room)
    titles = [card.split("\n")[0] for card in landing.cards()]
    assert titles[1:] == [f"#{i} · Léa cherche : {thing}" for i, thing in enumerate(things.values(), start=2)]


async def test_a_long_gap_in_several_rooms_at_once(clear_landing: Landing) -> None:
    landing = clear_landing
    lea, bot = landing.lea, landing.bot
    rooms = {"lilas": landing.room}
    for name in ("roses", "tilleuls", "ormes"):
        rooms[name] = await lea.opens(name, invites=[bot])
    async with landing.served(rooms=rooms):
        for room in rooms.values():
            await lea.meets(room, bot)
            await lea.says(room, "cherche perceuse")
            await lea.sees(room, "perceuse", by=bot)
    for room in rooms.values():
        await lea.says(room, "cherche échelle")
        await asyncio.gather(*(lea.says(room, f"bavardage {number}") for number in range(150)))
    async with landing.served(rooms=rooms):
        for room in rooms.values():
            await lea.sees(room, "échelle", by=bot)
    for room in rooms.values():
        assert len(lea.texts(room, by=bot)) == 2


async def test_a_burst_while_it_is_at_work_is_read_whole(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with landing.served():
        sending = [lea.says(room, f"cherche objet{number}") for number in range(40)]
        await asyncio.gather(*sending, *(rosa.says(room, f"bavardage {number}") for number in range(40)))
        await lea.until(lambda: len(landing.cards()) == 40, "every card", room)
    assert len({card.split(" : ")[1].split("\n")[0] for card in landing.cards()}) == 40


async def test_what_was_said_before_its_first_day_is_not_acted_on(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    for number in range(15):
        await lea.says(room, f"cherche vieillerie{number}")
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
    assert len(landing.cards()) == 1


async def test_in_the_room_already_on_its_first_day_it_acts_on_nothing_old(clear_landing: Landing) -> None:
    landing = clear_landing
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served():
        pass
    await lea.says(room, "cherche vieillerie")
    fresh = landing.synapse.logs_in(landing.home.user, landing.password)
    home = {"folder": f"{landing.home.folder}-new", "device": fresh.device_id, "token": fresh.token}
    async with landing.served(**home) as at_work, asyncio.timeout(PATIENCE):
        await at_work.adapter.ready.wait()
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
    assert len(landing.cards()) == 1


async def test_nothing_is_said_again_after_ten_restarts(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    for number in range(10):
        async with landing.served():
            await lea.says(room, f"cherche objet{number}")
            await lea.sees(room, f"objet{number}", by=bot)
    await lea.says(room, "cherche fin")
    async with landing.served():
        await lea.sees(room, "cherche : fin", by=bot)
    assert len(landing.cards()) == 11
    assert not lea.rooms[room].unreadable
