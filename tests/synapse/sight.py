"""What somebody's chat app shows of a room: messages as they stand, with edits, deletions and reactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nio import Event, MegolmEvent

Content: TypeAlias = Mapping[str, object]


@dataclass
class Seen:
    """One message on the screen."""

    id: str
    sender: str
    content: Content
    encrypted: bool
    """It came encrypted, and could be read."""
    versions: list[Content] = field(default_factory=list)
    """What its author made of it later."""
    reactions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Reaction's id → who, and what."""
    deleted: bool = False

    @property
    def shown(self) -> Content:
        """Its content as it stands."""
        return self.versions[-1] if self.versions else self.content

    @property
    def text(self) -> str:
        """Its text as it stands."""
        return "" if self.deleted else str(self.shown.get("body", ""))

    @property
    def kind(self) -> str:
        """`m.text`, `m.notice`…"""
        return str(self.content.get("msgtype", ""))

    @property
    def relation(self) -> Content:
        """How it relates to another message."""
        return relation(self.content)

    def emojis(self, sender: str | None = None) -> list[str]:
        """Give what was put on it, by one person or by all."""
        return [emoji for who, emoji in self.reactions.values() if sender in {None, who}]


@dataclass
class Sight:
    """One room."""

    messages: dict[str, Seen] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    """Ids of what came encrypted and could not be read."""
    states: dict[tuple[str, str], Content] = field(default_factory=dict)
    """Type and key → the last state event's content."""
    _places: dict[str, str] = field(default_factory=dict)
    """A reaction's id → the message it is on; an edit's id → the message it changes."""

    def take(self, event: Event) -> None:
        """Show one more event."""
        source: Mapping[str, object] = event.source
        content = source.get("content")
        if not isinstance(content, Mapping):
            return
        if isinstance(event, MegolmEvent):
            self.unreadable.append(event.event_id)
            return
        if "state_key" in source:
            self.states[str(source["type"]), str(source["state_key"])] = content
        match source.get("type"):
            case "m.room.message":
                self._message(event, content)
            case "m.reaction":
                self._reaction(event, relation(content))
            case "m.room.redaction":
                self._deletion(str(source.get("redacts") or content.get("redacts")))

    def by(self, sender: str) -> Iterator[Seen]:
        """Give somebody's messages in order, without those that were deleted."""
        return (seen for seen in self.messages.values() if seen.sender == sender and not seen.deleted)

    def _message(self, event: Event, content: Content) -> None:
        to = relation(content)
        original = self.messages.get(str(to.get("event_id")))
        if to.get("rel_type") == "m.replace":
            new = content.get("m.new_content")
            if original is not None and original.sender == event.sender and isinstance(new, Mapping):
                original.versions.append(new)
                self._places[event.event_id] = original.id
            return
        self.messages[event.event_id] = Seen(event.event_id, event.sender, content, bool(event.decrypted))

    def _reaction(self, event: Event, to: Content) -> None:
        seen = self.messages.get(str(to.get("event_id")))
        if seen is not None:
            seen.reactions[event.event_id] = (event.sender, str(to.get("key")))
            self._places[event.event_id] = seen.id

    def _deletion(self, id: str) -> None:
        if id in self.messages:
            self.messages[id].deleted = True
        elif id in self._places:
            self.messages[self._places[id]].reactions.pop(id, None)


def relation(content: Content) -> Content:
    """Give `m.relates_to`, empty where there is none."""
    found = content.get("m.relates_to")
    return found if isinstance(found, Mapping) else {}
