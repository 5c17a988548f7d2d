"""A neighbour with an ordinary chat app: a real client that syncs, decrypts and shows what it sees.

async with Neighbour.at_home(synapse, "lea", folder) as lea:
    room = await lea.opens("Le palier", encrypted=True, invites=[bot])
    await lea.says(room, "besoin d'une perceuse")
    card = await lea.sees(room, "perceuse", by=bot)
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote

import pytest
from nio import (
    AsyncClient,
    AsyncClientConfig,
    ErrorResponse,
    InviteMemberEvent,
    RoomCreateResponse,
    RoomSendResponse,
    SyncResponse,
)
from nio.responses import Response

from tests.synapse.server import Access, Synapse
from tests.synapse.sight import Content, Seen, Sight

PATIENCE = 45.0
"""In seconds: after so long, what was waited for is missing. No test that passes is slower for it."""
_ENCRYPTED: dict[str, object] = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_FILTER = {"room": {"timeline": {"limit": 1000}, "state": {"lazy_load_members": False}}}


class Neighbour:
    """A person at their device."""

    def __init__(self, client: AsyncClient, access: Access) -> None:
        self.id = access.user_id
        self.client = client
        self.rooms: defaultdict[str, Sight] = defaultdict(Sight)
        self.directs: dict[str, str] = {}
        """Private rooms to which somebody invited: room → who."""
        self.left: set[str] = set()
        self.joins_when_invited = True
        self.patience = PATIENCE
        self._news = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def at_home(
        cls, synapse: Synapse, name: str, folder: Path, *, shown_as: str = ""
    ) -> AsyncIterator[Self]:
        """Give a new neighbour who is online until the end."""
        access = synapse.registers(name, shown_as=shown_as or name.capitalize())
        async with cls.online(synapse.address, access, folder / f"device-of-{name}") as neighbour:
            yield neighbour

    @classmethod
    @asynccontextmanager
    async def online(cls, address: str, access: Access, folder: Path) -> AsyncIterator[Self]:
        """Give somebody with an account, online until the end; their keys are in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a test waits for its disk
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        client = AsyncClient(address, access.user_id, access.device_id, str(folder), config)
        client.restore_login(access.user_id, access.device_id, access.token)
        neighbour = cls(client, access)
        await neighbour._sync(wait_ms=0)
        syncing = asyncio.create_task(neighbour._keep_syncing())
        try:
            yield neighbour
        finally:
            syncing.cancel()
            with suppress(asyncio.CancelledError):
                await syncing
            await client.close()
            if client.store is not None:
                client.store.database.close()

    # --- rooms ---

    async def opens(
        self,
        name: str = "",
        *,
        invites: Iterable[str] = (),
        encrypted: bool = False,
        version: str | None = None,
        direct: bool = False,
        powers: dict[str, int] | None = None,
    ) -> str:
        """Open a room and invite people to it; give its id."""
        made = await self.client.room_create(
            name=name or None,
            room_version=version,
            is_direct=direct,
            invite=list(invites),
            initial_state=[_ENCRYPTED] if encrypted else [],
            power_level_override={"users": powers} if powers else None,
        )
        if not isinstance(made, RoomCreateResponse):
            pytest.fail(f"the room was not opened: {made}")
        room = str(made.room_id)
        await self.until(lambda: room in self.client.rooms, f"{room} to show")
        return room

    async def joins(self, room: str) -> None:
        """Join a room."""
        _worked(await self.client.join(room))
        await self.until(lambda: room in self.client.rooms, f"{room} to show")

    async def leaves(self, room: str) -> None:
        """Leave a room."""
        _worked(await self.client.room_leave(room))

    async def invites(self, room: str, user: str) -> None:
        """Invite somebody."""
        _worked(await self.client.room_invite(room, user))

    async def kicks(self, room: str, user: str) -> None:
        """Put somebody out."""
        _worked(await self.client.room_kick(room, user))

    async def upgrades(self, room: str, version: str) -> str:
        """Move a room to a new version; give the new room's id."""
        # the library makes a room by itself; the homeserver's own way is what apps use
        answer = await self.client.send(
            "POST",
            f"/_matrix/client/v3/rooms/{quote(room)}/upgrade",
            json.dumps({"new_version": version}),
            {"Authorization": f"Bearer {self.client.access_token}"},
        )
        new = str((await answer.json())["replacement_room"])
        await self.until(lambda: new in self.client.rooms, f"{new} to show")
        return new

    async def sets(self, room: str, kind: str, content: Content, key: str = "") -> None:
        """Set a piece of a room's state."""
        _worked(await self.client.room_put_state(room, kind, dict(content), key))

    async def meets(self, room: str, *users: str) -> None:
        """Return once these are in a room."""
        await self.until(
            lambda: (
                room in self.client.rooms
                and all(
                    user in self.client.rooms[room].users and not self.client.rooms[room].users[user].invited
                    for user in users
                )
            ),
            f"{users} in {room}",
        )

    # --- doing ---

    async def says(self, room: str, text: str) -> str:
        """Write a message; give its id."""
        return await self.sends(room, {"msgtype": "m.text", "body": text})

    async def replies(self, room: str, to: str, text: str, *, quoting: str = "") -> str:
        """Reply to a message; with the quotation that older apps put before the text, if one is given."""
        fallback = "".join(f"> {line}\n" for line in quoting.splitlines())
        body = f"{fallback}\n{text}" if quoting else text
        related = {"m.in_reply_to": {"event_id": to}}
        return await self.sends(room, {"msgtype": "m.text", "body": body, "m.relates_to": related})

    async def says_in_thread(self, room: str, root: str, text: str) -> str:
        """Write a message in the thread under another."""
        related = {
            "rel_type": "m.thread",
            "event_id": root,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": root},
        }
        return await self.sends(room, {"msgtype": "m.text", "body": text, "m.relates_to": related})

    async def edits(self, room: str, message: str, text: str) -> str:
        """Change the text of a message; whose it is does not matter here."""
        new = {"msgtype": "m.text", "body": text}
        related = {"rel_type": "m.replace", "event_id": message}
        return await self.sends(
            room, {"msgtype": "m.text", "body": f"* {text}", "m.new_content": new, "m.relates_to": related}
        )

    async def reacts(self, room: str, message: str, emoji: str) -> str:
        """Put an emoji on a message."""
        related = {"rel_type": "m.annotation", "event_id": message, "key": emoji}
        return await self.sends(room, {"m.relates_to": related}, kind="m.reaction")

    async def deletes(self, room: str, message: str) -> None:
        """Redact a message."""
        _worked(await self.client.room_redact(room, message))

    async def sends(self, room: str, content: Content, *, kind: str = "m.room.message") -> str:
        """Send any event; give its id."""
        sent = await self.client.room_send(room, kind, dict(content), ignore_unverified_devices=True)
        if not isinstance(sent, RoomSendResponse):
            pytest.fail(f"{kind} was not sent: {sent}")
        return str(sent.event_id)

    # --- seeing ---

    async def sees(self, room: str, text: str, *, by: str) -> Seen:
        """Return the last message of somebody's that contains a text, as soon as there is one."""

        def found() -> Seen | None:
            return next((s for s in reversed(list(self.rooms[room].by(by))) if text in s.text), None)

        await self.until(lambda: found() is not None, f"{text!r} in {room}", room)
        seen = found()
        assert seen is not None
        return seen

    async def sees_privately(self, text: str, *, by: str) -> Seen:
        """Return somebody's last private message that contains a text, as soon as there is one."""

        def found() -> Seen | None:
            mine = (s for room in self.private_rooms(by) for s in self.rooms[room].by(by) if text in s.text)
            return next(reversed(list(mine)), None)

        await self.until(lambda: found() is not None, f"{text!r} in private")
        seen = found()
        assert seen is not None
        return seen

    def private_rooms(self, by: str) -> list[str]:
        """Give the private rooms to which somebody invited."""
        return [room for room, who in self.directs.items() if who == by]

    def texts(self, room: str, *, by: str) -> list[str]:
        """Give the texts of somebody's messages as they stand."""
        return [seen.text for seen in self.rooms[room].by(by)]

    async def until(self, true: Callable[[], bool], what: str, room: str | None = None) -> None:
        """Wait until something is seen to be true."""
        try:
            async with asyncio.timeout(self.patience), self._news:
                await self._news.wait_for(true)
        except TimeoutError:
            seen = [s.text for s in self.rooms[room].messages.values()] if room else ""
            raise AssertionError(f"{self.id} waits in vain for {what}; sees {seen}") from None

    # --- syncing ---

    async def _keep_syncing(self) -> None:
        while True:
            await self._sync(wait_ms=10_000)

    async def _sync(self, wait_ms: int) -> None:
        client = self.client
        response = await client.sync(wait_ms, _FILTER, full_state=wait_ms == 0)
        if not isinstance(response, SyncResponse):
            await asyncio.sleep(0.2)
            return
        await client.send_to_device_messages()
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await client.keys_query()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())
        await self._take_in(response)
        async with self._news:
            self._news.notify_all()

    async def _take_in(self, response: SyncResponse) -> None:
        for room, joined in response.rooms.join.items():
            self.left.discard(room)
            for event in joined.timeline.events:
                self.rooms[room].take(event)
        self.left |= response.rooms.leave.keys()
        for room, invited in response.rooms.invite.items():
            for event in invited.invite_state:
                if not isinstance(event, InviteMemberEvent) or event.state_key != self.id:
                    continue
                if event.content.get("is_direct"):
                    self.directs[room] = event.sender
                if self.joins_when_invited:
                    await self.client.join(room)


def _worked(answer: Response | ErrorResponse) -> None:
    if isinstance(answer, ErrorResponse):
        pytest.fail(f"the homeserver refused: {answer}")
