"""From a room's events to the bot's. Pure: the message that an event is about is looked up before."""

from __future__ import annotations

import re

from adapters.matrix.buttons import action_for_number, action_for_reaction
from adapters.matrix.known import Known
from adapters.matrix.relations import Relation, redacted_by, relation_of, split_fallback
from adapters.matrix.room_event import MESSAGE, NETWORK, REACTION, RoomEvent
from adapters.matrix.scene import Scene
from adapters.matrix.wire import Json, object_in, text_in
from bot.domain.places import Account, MessageRef, Room
from bot.events import ButtonPressed, Event, MessageDeleted, MessageEdited, MessageSent, Reacted

_WRITTEN = frozenset({"m.text", "m.emote"})
_FILES = frozenset({"m.image", "m.file", "m.video", "m.audio"})
_COMMAND = re.compile(r"[^\W\d_]+(?:\s+[A-Z0-9]{4,8})?")
"""One word, and perhaps a code after it."""


def translate(event: RoomEvent, scene: Scene, target: Known | None) -> Event | None:
    """Say what an event is to the bot; None where it is nothing: its own, a notice, a fault.

    `target` is what is known of the message that `relations.target_of` names.
    """
    if event.sender == scene.me:
        return None
    taken_away = redacted_by(event)
    if taken_away is not None:
        return MessageDeleted(id=event_id(event), at=event.at, message=message_ref(event.room, taken_away))
    if event.redacted or event.state_key is not None:
        return None
    relation = relation_of(event)
    if event.type == REACTION:
        return _reaction(event, relation, scene, target)
    if event.type == MESSAGE:
        read = _edit if relation.replaces else _message
        return read(event, relation, scene, target)
    return None


def event_id(event: RoomEvent) -> str:
    """Give the id by which the core knows an event."""
    return f"{NETWORK}/{event.id}"


def message_ref(room: str, id: str) -> MessageRef:
    """Name a message. Its id is unique in its room, whatever thread it is in."""
    return MessageRef(room=Room(network=NETWORK, chat=room), id=id)


def _message(event: RoomEvent, relation: Relation, scene: Scene, target: Known | None) -> Event | None:
    text, quoted = _text(event.content), ""
    if relation.replies_to:
        text, quoted = split_fallback(text)
    text = _unaddressed(text, scene)
    if not text.strip():
        return None
    about = message_ref(event.room, relation.replies_to) if relation.replies_to else None
    if about is not None and target is not None and target.sender == scene.me:
        action = action_for_number(text, target.choices)
        if action is not None:
            return ButtonPressed.model_validate(
                {**_said(event, relation, scene), "message": about, "action": action}
            )
    return MessageSent.model_validate(
        {
            **_said(event, relation, scene),
            "message": message_ref(event.room, event.id),
            "text": text,
            "reply_to": about,
            "quoted": quoted or (target.text if target is not None else ""),
        }
    )


def _edit(event: RoomEvent, relation: Relation, scene: Scene, target: Known | None) -> Event | None:
    """An edit counts only from whoever wrote the message; the homeserver does not see to that."""
    if target is None or target.sender != event.sender:
        return None
    text = _unaddressed(_text(object_in(event.content, "m.new_content")), scene)
    if not text.strip():
        return None
    return MessageEdited.model_validate(
        {
            **_said(event, Relation(thread=target.thread), scene),
            "message": message_ref(event.room, relation.replaces),
            "text": text,
        }
    )


def _reaction(event: RoomEvent, relation: Relation, scene: Scene, target: Known | None) -> Event | None:
    if not (relation.annotates and relation.key):
        return None
    said = {
        **_said(event, Relation(thread=target.thread if target else ""), scene),
        "message": message_ref(event.room, relation.annotates),
    }
    if target is not None and target.sender == scene.me:
        action = action_for_reaction(relation.key, target.choices)
        if action is not None:
            return ButtonPressed.model_validate({**said, "action": action})
    return Reacted.model_validate({**said, "emoji": relation.key})


def _said(event: RoomEvent, relation: Relation, scene: Scene) -> dict[str, object]:
    return {
        "id": event_id(event),
        "at": event.at,
        "room": Room(network=NETWORK, chat=event.room, thread=relation.thread or None),
        "author": Account(network=NETWORK, id=event.sender),
        "name": scene.name_of(event.sender),
        "private": scene.private,
        "moderator": scene.moderator,
        "shared_rooms": scene.shared_rooms,
    }


def _text(content: Json) -> str:
    """Give what a person wrote: a message's text, a picture's caption; nothing for a bot's notice."""
    kind, body = text_in(content, "msgtype"), text_in(content, "body")
    if kind in _WRITTEN:
        return body
    if kind in _FILES:
        name = text_in(content, "filename")
        return body if name and body != name else ""  # without a file name, the body is one (MSC2530)
    return ""


def _unaddressed(text: str, scene: Scene) -> str:
    """Take the bot's name from before what is said to it; `Palier: liste` is the command `!liste`."""
    names = sorted({scene.me.removeprefix("@"), scene.name_of(scene.me)}, key=len, reverse=True)
    called = re.match(
        rf"\s*@?(?:{'|'.join(map(re.escape, names))})(?:\s*[:,]\s*|\s+)(?=\S)", text, re.IGNORECASE
    )
    if called is None:
        return text
    rest = text[called.end() :]
    return f"!{rest}" if _COMMAND.fullmatch(rest.strip()) and not scene.private else rest
