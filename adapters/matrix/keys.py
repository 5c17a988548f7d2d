"""Upkeep of the bot's device: keys uploaded, others' keys known, sessions mended, messages passed on.

All of it may be done late; none of it may be lost, which nio's key store sees to.
"""

from __future__ import annotations

import secrets

import nio
import structlog

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.feeding import feed_guarded
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.wire import number_in, object_in
from bot.errors import DeliveryError

_log = structlog.get_logger(__name__)


class Keys:
    """Looks after the keys that nio's sans-IO client needs."""

    def __init__(self, client: nio.Client, homeserver: Homeserver) -> None:
        self._client = client
        self._homeserver = homeserver
        self._unanswered: set[str] = set()
        """Users whose homeserver did not say which devices they have."""
        self._asked: set[str] = set()
        self._refused = False

    @property
    def olm(self) -> nio.crypto.Olm:
        """Nio's machine."""
        olm = self._client.olm
        if olm is None:
            raise RuntimeError("the key store is not open")
        return olm

    def count(self, response: nio.SyncResponse) -> None:
        """Take note of how many one-time keys are left; nio overlooks that there are none."""
        left = response.device_key_count.signed_curve25519
        if left is not None:
            self.olm.uploaded_key_count = left

    async def keep_up(self) -> None:
        """Do what is due; what the homeserver does not take now is tried after the next sync."""
        for step in (self._upload_if_taken, self.query, self._mend, self._pass_on):
            try:
                await step()
            except DeliveryError as error:
                _log.warning("keys not kept up", step=step.__name__.strip("_"), kind=type(error).__name__)

    async def _upload_if_taken(self) -> None:
        try:
            if not self._refused:
                await self.upload()
        except HomeserverRefused as error:
            self._refused = True
            _log.error(
                "the homeserver has other keys of this device: its key store was lost, "
                "and encrypted messages may not be read: stop the bot and run `palier matrix login --anew`",
                code=error.code,
            )

    async def _mend(self) -> None:
        """Begin new sessions with devices to which the old ones are broken."""
        if self._client.should_claim_keys:
            await self.claim(self._client.get_users_for_key_claiming())

    async def upload(self) -> None:
        """Upload the device's keys, and new one-time keys once half of them are used."""
        olm = self.olm
        left = olm.uploaded_key_count
        if olm.account.shared and (left is None or left > olm.account.max_one_time_keys // 2):
            return
        keys = olm.share_keys()
        olm.save_account()  # before others can use them: a key that is forgotten loses their messages
        answer = await self._homeserver.post(path_of("keys", "upload"), keys)
        now = number_in(object_in(answer, "one_time_key_counts"), "signed_curve25519") or 0
        self._client.receive_response(nio.KeysUploadResponse(0, now))

    async def query(self, *, again: bool = False) -> None:
        """Learn the devices of those whose devices may have changed; `again`: also of who gave no answer."""
        wanted = set(self.olm.users_for_key_query)
        if again:
            wanted |= self._unanswered
        if not wanted:
            return
        self.olm.users_for_key_query.update(wanted)
        devices_of: dict[str, list[str]] = {user: [] for user in sorted(wanted)}
        answer = await self._homeserver.post(
            path_of("keys", "query"), {"device_keys": devices_of, "timeout": 10_000}
        )
        devices = object_in(answer, "device_keys")
        for user in devices:  # each by itself: anybody's homeserver may write anything
            feed_guarded(self._client, nio.KeysQueryResponse({user: object_in(devices, user)}, {}))
        self._unanswered = (self._unanswered - wanted) | (wanted & self.olm.users_for_key_query)
        self.olm.users_for_key_query -= self._unanswered

    async def claim(self, devices: dict[str, list[str]]) -> None:
        """Begin a session with each of these devices that still has a one-time key."""
        wanted = {
            user: dict.fromkeys((_device_id(device) for device in its), "signed_curve25519")
            for user, its in devices.items()
        }
        answer = await self._homeserver.post(
            path_of("keys", "claim"), {"one_time_keys": wanted, "timeout": 10_000}
        )
        keys = object_in(answer, "one_time_keys")
        for user in keys:
            feed_guarded(self._client, nio.KeysClaimResponse({user: object_in(keys, user)}, {}))

    def ask_for(self, sealed: nio.MegolmEvent) -> None:
        """Ask the sender's device for the key to a message, once a key; goes out with the next upkeep."""
        asked = {*self._client.outgoing_key_requests, *self._asked}
        if sealed.session_id is None or sealed.session_id in asked:
            return
        self._asked.add(sealed.session_id)
        request = sealed.as_key_request(
            sealed.sender, self._client.device_id, sealed.session_id, sealed.device_id
        )
        self._client.outgoing_to_device_messages.append(request)

    async def send_to_devices(self, kind: str, messages: dict[str, object]) -> None:
        """Send messages to devices."""
        path = path_of("sendToDevice", kind, f"palier-{secrets.token_hex(12)}")
        await self._homeserver.put(path, messages)

    async def _pass_on(self) -> None:
        for message in list(self._client.outgoing_to_device_messages):
            await self.send_to_devices(message.type, message.as_dict())
            self._client.receive_response(nio.ToDeviceResponse(message))


def _device_id(device: object) -> str:
    """Nio gives ids in one place and devices in another."""
    return device if isinstance(device, str) else str(getattr(device, "id", device))
