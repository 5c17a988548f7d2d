"""Encrypting for a room: everybody's devices get the key before anything is said with it.

nio's own way to share a key takes failed requests for shared ones, and can wait for ever for
one that broke off; so the order of things is here, and nio only does the cryptography.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

import nio
import vodozemac

from adapters.matrix.keys import Keys
from adapters.matrix.wire import Json, as_object
from bot.errors import Refused, Retryable

_TRIES = 4


class Encryption:
    """Encrypts what the bot says."""

    def __init__(self, client: nio.Client, keys: Keys, *, share_with_unverified: bool) -> None:
        self._client = client
        self._keys = keys
        self._share_with_unverified = share_with_unverified
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def encrypt(self, room: str, kind: str, content: Json) -> tuple[str, Json]:
        """Give an event's type and content as they may go into an encrypted room.

        Raises
        ------
        DeliveryError
            The homeserver did not take a key (by its kind), or, if unverified devices are to be
            kept out, there is one: Refused.

        """
        async with self._locks[room]:
            for _ in range(_TRIES):
                # The room's members and their devices may change while keys are on their way.
                await self._share(room)
                try:
                    kind_now, sealed = self._client.encrypt(room, kind, dict(content))
                except nio.GroupEncryptionError:
                    continue
                return str(kind_now), as_object(sealed)
        raise Retryable("the room's members change faster than keys can be shared")

    async def _share(self, room: str) -> None:
        known = self._client.rooms.get(room)
        if known is None:
            raise Refused("the bot is in this room no more")
        known.members_synced = True  # every sync is without lazy loading: all of them are known
        await self._keys.query(again=True)
        olm = self._keys.olm
        if not olm.should_share_group_session(room):
            return
        people = list(known.users)
        missing = olm.get_missing_sessions(people)
        if missing:
            await self._keys.claim(missing)
        try:
            for shared_with, messages in olm.share_group_session_parallel(
                room, people, ignore_unverified_devices=self._share_with_unverified
            ):
                await self._keys.send_to_devices("m.room.encrypted", messages)
                self._client.receive_response(nio.ShareGroupSessionResponse(room, shared_with))
        except nio.OlmUnverifiedDeviceError:
            raise Refused("somebody's device is not verified, and such devices are kept out") from None
        except (nio.EncryptionError, vodozemac.OlmEncryptionException) as error:
            raise Retryable(f"a key cannot be encrypted ({type(error).__name__})") from None
        session = olm.outbound_group_sessions.get(room)
        if session is not None and set(people) == set(known.users):
            session.shared = True
