"""The least that a bot on Matrix can be: the library's own loop, and an echo. What ours is measured against.

`python -m tests.bench.echo_bot ADDRESS USER DEVICE TOKEN FOLDER`; it says `ready` after its first sync.
"""

from __future__ import annotations

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText


async def main(address: str, user: str, device: str, token: str, folder: str) -> None:
    """Echo until killed."""
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
    client = AsyncClient(address, user, device, folder, config)
    client.restore_login(user, device, token)

    async def echo(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != user:
            content = {"msgtype": "m.notice", "body": f"écho : {event.body}"}
            await client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)

    async def enter(room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == user:
            await client.join(room.room_id)

    await client.sync(timeout=0, full_state=True)
    client.add_event_callback(echo, RoomMessageText)
    client.add_event_callback(enter, InviteMemberEvent)
    for room in list(client.invited_rooms):
        await client.join(room)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await client.sync_forever(timeout=30_000)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
