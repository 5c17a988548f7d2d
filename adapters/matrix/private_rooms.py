"""The private room with each neighbour: found where there is one, made where there is none."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import structlog

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.rooms import PRIVATE_WITH, Rooms
from adapters.matrix.wire import text_in
from bot.errors import DeliveryError, Retryable, Unreachable

_APPEARS_WITHIN = 30.0
ENCRYPTION_STATE = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_log = structlog.get_logger(__name__)


class PrivateRooms:
    """Knows where to speak with whom."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, *, encrypt: bool) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._encrypt = encrypt
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def room_with(self, user: str) -> str:
        """Give the private room with a user.

        Raises
        ------
        Unreachable
            They left it, or cannot be invited to one. Whoever invites the bot is reached again.
        DeliveryError
            The homeserver cannot make one now.

        """
        async with self._locks[user]:  # or two questions at once would make two rooms
            room = self._rooms.private_with(user)
            if room is not None:
                return room
            if self._rooms.was_left_by(user):
                raise Unreachable("they left the private room with the bot, or never entered it")
            return await self._make(user)

    async def _make(self, user: str) -> str:
        try:
            answer = await self._homeserver.post(
                path_of("createRoom"),
                {
                    "preset": "private_chat",
                    "is_direct": True,
                    "invite": [user],
                    "creation_content": {PRIVATE_WITH: user},
                    "initial_state": [ENCRYPTION_STATE] if self._encrypt else [],
                },
            )
        except HomeserverRefused as error:
            raise Unreachable(f"no private room can be made with them ({error.code})") from None
        room = text_in(answer, "room_id")
        self._rooms.note_direct(user, room)
        # What is said before the sync tells of the room would not be encrypted.
        if not await self._rooms.wait_for(lambda: user in self._rooms.people(room), _APPEARS_WITHIN):
            raise Retryable("the homeserver has not yet told of the private room that it made")
        await self.announce()
        return room

    async def announce(self) -> None:
        """Tell the account's clients which rooms are private; if it fails, the rooms say so, too."""
        path = path_of("user", self._rooms.me, "account_data", "m.direct")
        try:
            await self._homeserver.put(path, dict(self._rooms.direct()))
        except DeliveryError as error:
            _log.info("private rooms not announced", kind=type(error).__name__)
