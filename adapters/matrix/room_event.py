"""One event of a room, read from what the homeserver sent or from what was decrypted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.matrix.wire import Json, number_in, object_in, text_in

NETWORK = "matrix"
MEMBER = "m.room.member"
MESSAGE = "m.room.message"
REACTION = "m.reaction"
REDACTION = "m.room.redaction"
ENCRYPTED = "m.room.encrypted"
TOMBSTONE = "m.room.tombstone"


@dataclass(frozen=True, slots=True)
class RoomEvent:
    """An event of the Client-Server API. Whatever its sender wrote may be missing or odd."""

    room: str
    id: str
    type: str
    sender: str
    at: datetime
    """When its sender's homeserver says that it was sent."""
    content: Json = field(default_factory=dict)
    state_key: str | None = None
    redacts: str = ""
    before: Json = field(default_factory=dict)
    """For state: the content that it replaced."""
    redacted: bool = False
    replaced_by: Json = field(default_factory=dict)
    """The newest edit of it, as the homeserver bundles it."""


def read_event(room: str, source: Json, *, decrypted: bool = False) -> RoomEvent | None:
    """Read an event; None where even its id, type, sender or time is missing.

    What was decrypted is only ever a message or a reaction: the homeserver never saw whether its
    sender had the right to anything else.
    """
    id, kind, sender = text_in(source, "event_id"), text_in(source, "type"), text_in(source, "sender")
    at = _instant(number_in(source, "origin_server_ts"))
    if not (id and kind and sender) or at is None:
        return None
    if decrypted and kind not in {MESSAGE, REACTION}:
        return None
    content, unsigned = object_in(source, "content"), object_in(source, "unsigned")
    state_key = None if decrypted else source.get("state_key")
    return RoomEvent(
        room=room,
        id=id,
        type=kind,
        sender=sender,
        at=at,
        content=content,
        state_key=state_key if isinstance(state_key, str) else None,
        redacts=text_in(content, "redacts") or text_in(source, "redacts"),  # moved there in room version 11
        before=object_in(unsigned, "prev_content") or object_in(source, "prev_content"),
        redacted="redacted_because" in unsigned,
        replaced_by=object_in(unsigned, "m.relations", "m.replace"),
    )


def _instant(milliseconds: int | None) -> datetime | None:
    if milliseconds is None:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
