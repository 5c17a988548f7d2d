"""Rooms that are closed for new ones."""

from __future__ import annotations

import random

import pytest

from adapters.matrix.backoff import Backoff
from adapters.matrix.rooms import Rooms
from adapters.matrix.upgrades import Upgrades
from tests.unit.matrix.matrix_world import HALL, LEA, NOON, ROSA, ScriptedHomeserver, event
from tests.unit.matrix.rooms_world import CELLAR, NEW_HALL, rooms, state


def upgraded(*, sender: str, replaces: str = HALL, power: int = 50) -> Rooms:
    """Have the hall closed by somebody, for a new one in which they have this power."""
    known = rooms(hall=[LEA, ROSA], hall2=[LEA])
    known.take_state(
        event({"replacement_room": NEW_HALL}, kind="m.room.tombstone", state_key="", sender=sender)
    )
    create = {"room_version": "11", "predecessor": {"room_id": replaces}}
    state(known, NEW_HALL, "m.room.create", create, sender=LEA)
    state(known, NEW_HALL, "m.room.power_levels", {"users": {sender: power}, "invite": 50})
    return known


async def test_a_room_is_followed_once() -> None:
    known = upgraded(sender=LEA)
    upgrades = Upgrades(ScriptedHomeserver(lambda *_: {}), known, Backoff(random.Random(1)))
    (move,) = await upgrades.follow(NOON)
    assert (move.before.chat, move.after.chat, move.id) == (HALL, NEW_HALL, "matrix/$1")
    assert known.moved_to(HALL) == NEW_HALL
    assert await upgrades.follow(NOON) == []


@pytest.mark.parametrize(
    "known",
    [
        upgraded(sender=ROSA, power=0),
        upgraded(sender=LEA, replaces="!other:lilas.test"),
    ],
)
async def test_a_room_is_not_followed_where_its_closer_had_no_right_to_lead(known: Rooms) -> None:
    server = ScriptedHomeserver(lambda *_: {})
    upgrades = Upgrades(server, known, Backoff(random.Random(1)))
    assert await upgrades.follow(NOON) == await upgrades.follow(NOON) == []
    assert server.paths("/leave") == ["/_matrix/client/v3/rooms/%21hall2%3Alilas.test/leave"]
    assert known.moved_to(HALL) is None


async def test_a_private_room_is_not_followed() -> None:
    known = rooms(cellar=[LEA])
    known.note_direct(LEA, CELLAR)
    known.take_state(
        event({"replacement_room": NEW_HALL}, room=CELLAR, kind="m.room.tombstone", state_key="")
    )
    server = ScriptedHomeserver(lambda *_: {})
    assert await Upgrades(server, known, Backoff(random.Random(1))).follow(NOON) == []
    assert server.asked == []
