"""Rooms that are closed for a new one: followed only where whoever closed it had the right to lead there.

As maubot does: the tombstone's sender must be able to invite into the new room, and the new room
must say that it replaces the old one. Otherwise a moderator could lead the bot, and what it
says, anywhere.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from adapters.matrix.backoff import Backoff
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.room_event import NETWORK, RoomEvent
from adapters.matrix.rooms import Rooms
from adapters.matrix.translation import event_id
from adapters.matrix.wire import text_in
from bot.domain.places import Room
from bot.errors import DeliveryError, RateLimited
from bot.events import RoomMoved

_log = structlog.get_logger(__name__)


class Upgrades:
    """Follows rooms."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, backoff: Backoff) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._backoff = backoff
        self._not_before: datetime | None = None
        self._refused: set[str] = set()

    async def follow(self, now: datetime) -> list[RoomMoved]:
        """Give the moves that are done; go on with those that are not."""
        moves: list[RoomMoved] = []
        for before, tombstone in list(self._rooms.tombstones.items()):
            after = text_in(tombstone.content, "replacement_room")
            done = after in self._rooms.groups or tombstone.id in self._refused
            if done or not after or not self._rooms.is_common(before):
                continue
            if after not in self._rooms:
                await self._enter(after, tombstone, now)
            elif self._has_the_right(tombstone, after):
                self._rooms.groups.add(after)
                moves.append(_move(tombstone, after))
            else:
                await self._turn_away(after, tombstone)
        return moves

    def _has_the_right(self, tombstone: RoomEvent, after: str) -> bool:
        replaces = self._rooms.predecessor(after) == tombstone.room
        return replaces and self._rooms.powers(after).may(tombstone.sender, "invite")

    async def _enter(self, after: str, tombstone: RoomEvent, now: datetime) -> None:
        if self._not_before is not None and now < self._not_before:
            return
        server = tombstone.sender.partition(":")[2]
        try:
            await self._homeserver.call(
                "POST", path_of("join", after), {}, query={"server_name": server, "via": server}
            )
        except DeliveryError as error:
            # An invitation may still be on its way, so a refusal is not the end either.
            self._not_before = now + self._backoff.wait(error if isinstance(error, RateLimited) else None)
            _log.warning("new room not entered yet", room=after, kind=type(error).__name__)
        else:
            self._backoff.succeeded()

    async def _turn_away(self, after: str, tombstone: RoomEvent) -> None:
        self._refused.add(tombstone.id)
        _log.warning("room not followed: whoever closed it may not invite to the new one", room=after)
        try:
            await self._homeserver.post(path_of("rooms", after, "leave"), {})
        except DeliveryError as error:
            _log.info("room not left", kind=type(error).__name__)


def _move(tombstone: RoomEvent, after: str) -> RoomMoved:
    return RoomMoved(
        id=event_id(tombstone),
        at=tombstone.at,
        before=Room(network=NETWORK, chat=tombstone.room),
        after=Room(network=NETWORK, chat=after),
    )
