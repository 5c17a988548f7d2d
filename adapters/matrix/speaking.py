"""Putting one event into a room, encrypted where the room is."""

from __future__ import annotations

from adapters.matrix.encryption import Encryption
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.room_event import REACTION
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Json, text_in
from bot.errors import Moved, Refused


class Speaking:
    """Sends events."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, encryption: Encryption) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._encryption = encryption

    async def put(self, room: str, kind: str, content: Json, transaction: str) -> str:
        """Send an event and give its id. The same transaction sends nothing a second time.

        Raises
        ------
        DeliveryError
            By its kind; Moved where the room was closed for another, which the bot followed to.

        """
        self._check(room)
        if self._rooms.is_encrypted(room) and kind != REACTION:  # reactions are never encrypted
            kind, content = await self._encryption.encrypt(room, kind, content)
        answer = await self._change(room, path_of("rooms", room, "send", kind, transaction), content)
        return text_in(answer, "event_id")

    async def redact(self, room: str, event: str, transaction: str) -> None:
        """Take an event away."""
        self._check(room)
        await self._change(room, path_of("rooms", room, "redact", event, transaction), {})

    async def _change(self, room: str, path: str, content: Json) -> Json:
        try:
            return await self._homeserver.put(path, content)
        except HomeserverRefused as error:
            after = self._rooms.moved_to(room)
            if error.code == "M_FORBIDDEN" and after is not None:
                raise Moved(after) from None
            raise

    def _check(self, room: str) -> None:
        after = self._rooms.moved_to(room)
        if after is not None:
            raise Moved(after)
        if room not in self._rooms:
            raise Refused("the bot is not in this room")
