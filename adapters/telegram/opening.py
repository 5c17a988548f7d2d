"""Links that open the bot's private chat and tell it which room somebody came from.

`https://t.me/palierbot?start=<payload>`: the bot then hears `/start <payload>` (Bot API, "Deep
linking": 64 letters, digits, `_` and `-`). A payload is signed with the token, so that nobody
can enter a group by writing its number.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from telegram import Message
from telegram.constants import ChatType

from adapters.telegram.options import NETWORK
from bot.domain.places import Room

_SIGNATURE = 9
_NUMBER = 8


class OpeningLinks:
    """Makes and reads links."""

    def __init__(self, token: str) -> None:
        self._key = hashlib.blake2b(token.encode(), person=b"palier-opening").digest()

    def link(self, room: Room, username: str) -> str:
        """Give the link for a room's neighbours."""
        return f"https://t.me/{username}?start={self.payload(room)}"

    def payload(self, room: Room) -> str:
        """Give what the bot hears when a room's link is followed."""
        said = b"".join(
            int(part).to_bytes(_NUMBER, "big", signed=True) for part in (room.chat, room.thread) if part
        )
        return base64.urlsafe_b64encode(self._signature(said) + said).decode().rstrip("=")

    def room(self, payload: str) -> Room | None:
        """Give the room that a payload names; None where the bot did not make it."""
        try:
            read = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        signature, said = read[:_SIGNATURE], read[_SIGNATURE:]
        if len(said) not in {_NUMBER, 2 * _NUMBER} or not hmac.compare_digest(
            signature, self._signature(said)
        ):
            return None
        chat, *thread = (
            str(int.from_bytes(said[at : at + _NUMBER], "big", signed=True))
            for at in range(0, len(said), _NUMBER)
        )
        return Room(network=NETWORK, chat=chat, thread=thread[0] if thread else None)

    def _signature(self, said: bytes) -> bytes:
        return hashlib.blake2b(said, key=self._key, digest_size=_SIGNATURE).digest()


def start_payload(message: Message | None) -> str:
    """Give the payload that somebody opened the private chat with; "" where there is none."""
    if message is None or message.chat.type != ChatType.PRIVATE:
        return ""
    words = (message.text or "").split()
    return words[1] if len(words) == 2 and words[0] == "/start" else ""
