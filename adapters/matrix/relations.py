"""What a message is about: an edit, a reply, a part of a thread (Client-Server API, 11.36 and 11.37)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.matrix.room_event import MESSAGE, REACTION, REDACTION, RoomEvent
from adapters.matrix.wire import object_in, text_in

_QUOTED_SENDER = re.compile(r"^(?:\* )?<@[^>\s]+>\s?")


@dataclass(frozen=True, slots=True)
class Relation:
    """How an event relates to another. Empty: not at all."""

    replaces: str = ""
    replies_to: str = ""
    """The event that it answers; in a thread without an answer of its own, the thread's first message."""
    thread: str = ""
    annotates: str = ""
    key: str = ""
    """Of an annotation: the emoji."""


def relation_of(event: RoomEvent) -> Relation:
    """Read an event's relation. Clients also relate edits and reactions within encrypted content."""
    relates = object_in(event.content, "m.relates_to")
    related = text_in(relates, "event_id")
    answered = text_in(object_in(relates, "m.in_reply_to"), "event_id")
    match text_in(relates, "rel_type"):
        case "m.replace":
            return Relation(replaces=related)
        case "m.annotation":
            return Relation(annotates=related, key=text_in(relates, "key"))
        case "m.thread":
            # Within a thread, a fallback only shows old clients something that they know.
            falls_back = relates.get("is_falling_back") is True or not answered
            return Relation(replies_to=related if falls_back else answered, thread=related)
        case _:
            return Relation(replies_to=answered)


def target_of(event: RoomEvent) -> str | None:
    """Name the other event that must be known before this one can be understood."""
    relation = relation_of(event)
    match event.type:
        case _ if event.type == MESSAGE:
            return relation.replaces or relation.replies_to or None
        case _ if event.type == REACTION:
            return relation.annotates or None
        case _:
            return None


def redacted_by(event: RoomEvent) -> str | None:
    """Name the event that a redaction takes away."""
    return event.redacts or None if event.type == REDACTION else None


def split_fallback(body: str) -> tuple[str, str]:
    """Part a reply's text from the quotation that old clients put before it: the text, the quotation.

    Only to be used on replies: others may begin with a quotation that is their own.
    """
    lines = body.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
    if count == 0:
        return body, ""
    quoted = [line.removeprefix(">").removeprefix(" ") for line in lines[:count]]
    quoted[0] = _QUOTED_SENDER.sub("", quoted[0])
    rest = lines[count:]
    if rest and not rest[0].strip():
        rest = rest[1:]
    return "\n".join(rest), "\n".join(quoted).strip()
