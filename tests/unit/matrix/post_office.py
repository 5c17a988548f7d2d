"""The part of a homeserver that carries keys between devices, in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import nio
from pydantic import SecretStr

from adapters.matrix.account import MatrixAccount
from adapters.matrix.encryption import Encryption
from adapters.matrix.feeding import feed
from adapters.matrix.key_store import open_client
from adapters.matrix.keys import Keys
from adapters.matrix.wire import Json, as_object, object_in
from bot.errors import Retryable
from tests.unit.matrix.matrix_world import HALL, ScriptedHomeserver, member, source


class PostOffice:
    """Keys of devices, and messages that wait for them."""

    def __init__(self) -> None:
        self.devices: defaultdict[str, dict[str, object]] = defaultdict(dict)
        self.one_time: defaultdict[str, dict[str, object]] = defaultdict(dict)
        self.waiting: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
        self.faults: list[tuple[str, Exception]] = []
        """Part of a path → what it is answered, once."""

    def answer(self, user: str, path: str, body: Json) -> Json:
        for fault in self.faults:
            if fault[0] in path:
                self.faults.remove(fault)
                raise fault[1]
        what = path.split("/_matrix/client/v3/")[1].split("/")
        match what:
            case ["keys", "upload"]:
                if "device_keys" in body:
                    self.devices[user] = {device_of(user): body["device_keys"]}
                self.one_time[user] |= object_in(body, "one_time_keys")
                return {"one_time_key_counts": {"signed_curve25519": len(self.one_time[user])}}
            case ["keys", "query"]:
                wanted = object_in(body, "device_keys")
                return {"device_keys": {who: self.devices[who] for who in wanted if who in self.devices}}
            case ["keys", "claim"]:
                wanted = object_in(body, "one_time_keys")
                claimed = {who: {device_of(who): dict([self.one_time[who].popitem()])} for who in wanted}
                return {"one_time_keys": claimed}
            case ["sendToDevice", kind, _]:
                for who, devices in object_in(body, "messages").items():
                    for content in as_object(devices).values():
                        self.waiting[who].append({"type": kind, "sender": user, "content": content})
                return {}
        raise AssertionError(path)


class Party:
    """Somebody with a device, in one encrypted room."""

    def __init__(self, office: PostOffice, user: str, folder: Path, *, share: bool = True) -> None:
        self.user = user
        self.office = office
        secret = SecretStr("t")
        account = MatrixAccount(
            homeserver="x", user=user, device=device_of(user), token=secret, store_key=secret
        )
        self.client = open_client(account, folder / user)
        self.server = ScriptedHomeserver(self._ask)
        self.keys = Keys(self.client, self.server)
        self.encryption = Encryption(self.client, self.keys, share_with_unverified=share)
        self._count = 0

    def _ask(self, _: str, path: str, body: Json) -> Json:
        # through text, as nio takes what it is given apart
        return as_object(json.loads(json.dumps(self.office.answer(self.user, path, body))))

    async def enters(self, people: Sequence[str]) -> None:
        """Be in the room with these people."""
        await self.keys.upload()
        encrypted = source({"algorithm": "m.megolm.v1.aes-sha2"}, kind="m.room.encryption", state_key="")
        self.syncs(encrypted, *(member(user) for user in people))

    def syncs(self, *events: dict[str, object]) -> nio.SyncResponse:
        """Take in these events of the room, and what waits for the device."""
        self._count += 1
        waiting, self.office.waiting[self.user] = self.office.waiting[self.user], []
        answer = {
            "next_batch": f"s{self._count}",
            "to_device": {"events": waiting},
            "rooms": {"join": {HALL: {"timeline": {"events": list(events)}}}},
        }
        response = nio.SyncResponse.from_dict(json.loads(json.dumps(answer)))
        assert isinstance(response, nio.SyncResponse), response
        feed(self.client, response)
        return response

    async def writes(self, body: str, id: str) -> dict[str, object]:
        """Give an encrypted message as it comes in a sync."""
        kind, content = await self.encryption.encrypt(
            HALL, "m.room.message", {"msgtype": "m.text", "body": body}
        )
        return source(content, kind=kind, sender=self.user, id=id)

    def reads(self, *events: dict[str, object]) -> list[str]:
        """Give what can be read of these events."""
        response = self.syncs(*events)
        return [
            str(event.source["content"]["body"])
            for event in response.rooms.join[HALL].timeline.events
            if not isinstance(event, nio.MegolmEvent)
        ]


def device_of(user: str) -> str:
    return user.removeprefix("@").partition(":")[0].upper()


def down() -> Exception:
    return Retryable("down")
