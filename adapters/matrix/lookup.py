"""Finding the message that another one is about: remembered, or asked of the homeserver."""

from __future__ import annotations

import nio

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.known import Known, RecentMessages, known_of
from adapters.matrix.room_event import MESSAGE, RoomEvent, read_event
from adapters.matrix.timeline import source_of
from adapters.matrix.wire import Json

_UNKNOWN = Known(sender="")


class Lookup:
    """Knows messages."""

    def __init__(self, client: nio.Client, homeserver: Homeserver) -> None:
        self.recent = RecentMessages()
        self._client = client
        self._homeserver = homeserver

    async def find(self, room: str, id: str) -> Known | None:
        """Give what is known of a message; None where the homeserver has none or may not show it.

        Raises
        ------
        DeliveryError
            The homeserver cannot be asked now.

        """
        known = self.recent.get(room, id)
        if known is None:
            known = await self._fetch(room, id) or _UNKNOWN
            self.recent.put(room, id, known)
        return known if known.sender else None

    async def _fetch(self, room: str, id: str) -> Known | None:
        try:
            source = await self._homeserver.get(path_of("rooms", room, "event", id))
        except HomeserverRefused:
            return None
        plain = self.open(room, source)
        if plain is None or plain.type != MESSAGE or plain.redacted:
            return None
        outer = read_event(room, source)
        edit = self.open(room, outer.replaced_by) if outer is not None and outer.replaced_by else None
        by_author = edit is not None and edit.sender == plain.sender
        return known_of(plain, edit.content if edit is not None and by_author else None)

    def open(self, room: str, source: Json) -> RoomEvent | None:
        """Read an event as the homeserver gave it, decrypted if need be; None where that cannot be."""
        parsed = nio.Event.parse_event(dict(source))
        if not isinstance(parsed, nio.MegolmEvent):
            return read_event(room, source)
        return self.unseal(room, parsed)

    def unseal(self, room: str, sealed: nio.MegolmEvent) -> RoomEvent | None:
        """Decrypt a message; None where its key is not there."""
        sealed.room_id = room
        try:
            return read_event(room, source_of(self._client.decrypt_event(sealed)), decrypted=True)
        except nio.EncryptionError:
            return None
