"""Rooms by the first part of their ids, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence

import nio

from adapters.matrix.options import MatrixOptions
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Json
from tests.unit.matrix.matrix_world import HALL, LEA, ME, event

OPTIONS = MatrixOptions(rooms=frozenset({HALL}), inviters=frozenset({"@admin:lilas.test", "*:trusted.test"}))
CELLAR = "!cellar:lilas.test"
NEW_HALL = "!hall2:lilas.test"


def rooms(**people: Sequence[str]) -> Rooms:
    """Give rooms by the first part of their ids, with these people and the bot in them."""
    client = nio.Client(ME, config=nio.ClientConfig(encryption_enabled=False))
    known = Rooms(client, ME, OPTIONS)
    for name, users in people.items():
        enter(known, client, f"!{name}:lilas.test", users)
    return known


def enter(known: Rooms, client: nio.Client, room: str, users: Sequence[str]) -> None:
    client.rooms[room] = nio.MatrixRoom(room, ME)
    for user in (ME, *users):
        client.rooms[room].add_member(user, None, None)


def state(known: Rooms, room: str, kind: str, content: Json, *, sender: str = LEA, key: str = "") -> None:
    known.take_state(event(content, room=room, kind=kind, sender=sender, state_key=key))
