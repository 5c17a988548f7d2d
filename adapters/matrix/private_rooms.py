"""The private room with each neighbour: found where there is one, made where there is none."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from pathlib import Path

import structlog

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.private_file import write_private
from adapters.matrix.rooms import PRIVATE_WITH, Rooms
from adapters.matrix.wire import NOTHING, Json, decoded, text_in, texts_in
from bot.errors import DeliveryError, RateLimited, Retryable, Unreachable

FILE = "making.json"
_APPEARS_WITHIN = 30.0
_STILL_MADE_FOR = 5.0
"""In seconds: a homeserver may go on making a room though nobody waits for its answer any more."""
ENCRYPTION: Json = {"algorithm": "m.megolm.v1.aes-sha2"}
ENCRYPTION_STATE = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": ENCRYPTION,
}
_log = structlog.get_logger(__name__)


class Making:
    """Whom the bot makes a private room for at the moment: kept, since the answer may never reach it.

    Such a request has no transaction id. Where one may have been made, the next sync is looked at
    before another is.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        document = decoded(self._path.read_bytes()) if self._path.exists() else NOTHING
        self._users = set(texts_in(document, "making"))

    def __contains__(self, user: str) -> bool:
        return user in self._users

    def begins(self, user: str) -> None:
        """Note that one is being made for a user."""
        self._users.add(user)
        self._save()

    def is_over(self, user: str) -> None:
        """Note that it is known whether there is one."""
        if user in self._users:
            self._users.remove(user)
            self._save()

    def _save(self) -> None:
        write_private(self._path, json.dumps({"making": sorted(self._users)}))


class PrivateRooms:
    """Knows where to speak with whom."""

    def __init__(self, homeserver: Homeserver, rooms: Rooms, folder: Path, *, encrypt: bool) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._making = Making(folder)
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
            if user in self._making:
                await self._rooms.wait_for(lambda: self._is_there(user), _STILL_MADE_FOR)
            room = self._rooms.private_with(user)
            if room is None:
                half_made = self._rooms.half_made_for(user)
                room = await (self._finish(half_made, user) if half_made else self._make(user))
            self._making.is_over(user)
            return room

    def _is_there(self, user: str) -> bool:
        return (self._rooms.private_with(user) or self._rooms.half_made_for(user)) is not None

    async def _make(self, user: str) -> str:
        if self._rooms.was_left_by(user):
            raise Unreachable("they left the private room with the bot, or did not want to enter it")
        self._making.begins(user)
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
            self._making.is_over(user)
            raise Unreachable(f"no private room can be made with them ({error.code})") from None
        except RateLimited:
            self._making.is_over(user)
            raise
        room = text_in(answer, "room_id")
        self._rooms.note_direct(user, room)
        return await self._open(room, user)

    async def _finish(self, room: str, user: str) -> str:
        """Go on where the making of a room broke off, with the bot or the connection."""
        if not await self._rooms.wait_for(lambda: user in self._rooms.people(room), _STILL_MADE_FOR):
            if self._encrypt and not self._rooms.is_encrypted(room):
                path = path_of("rooms", room, "state", "m.room.encryption", "")
                await self._homeserver.put(path, ENCRYPTION)
            await self._invite(room, user)
        return await self._open(room, user)

    async def _invite(self, room: str, user: str) -> None:
        # As state, since an invitation by `/invite` cannot say that the room is a private one.
        member = path_of("rooms", room, "state", "m.room.member", user)
        try:
            await self._homeserver.put(member, {"membership": "invite", "is_direct": True})
        except HomeserverRefused as error:
            raise Unreachable(f"they cannot be invited to a private room ({error.code})") from None

    async def _open(self, room: str, user: str) -> str:
        # What is said before the sync tells of the room would not be encrypted.
        def told() -> bool:
            return user in self._rooms.people(room) and self._rooms.is_encrypted(room) >= self._encrypt

        if not await self._rooms.wait_for(told, _APPEARS_WITHIN):
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
