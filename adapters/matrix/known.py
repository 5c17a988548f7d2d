"""What is remembered of single messages, to understand what is said about them. In memory only."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from adapters.matrix.buttons import choices_in
from adapters.matrix.relations import relation_of, split_fallback
from adapters.matrix.room_event import MESSAGE, RoomEvent
from adapters.matrix.wire import Json, object_in, text_in

_MANY = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """A message that another one is about."""

    sender: str
    text: str = ""
    thread: str = ""
    choices: tuple[str, ...] = ()
    """The actions of its buttons."""


def known_of(event: RoomEvent, newest: Json | None = None) -> Known:
    """Keep of a message what matters, as its `newest` edit left it."""
    relation = relation_of(event)
    content = object_in(newest or {}, "m.new_content") or event.content
    text = text_in(content, "body") if event.type == MESSAGE else ""
    if relation.replies_to and not newest:
        text = split_fallback(text)[0]
    return Known(event.sender, text, relation.thread, choices_in(content))


class RecentMessages:
    """The last messages that were seen or looked up, the oldest forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Known] = OrderedDict()

    def get(self, room: str, id: str) -> Known | None:
        """Give what is known of a message."""
        known = self._known.get((room, id))
        if known is not None:
            self._known.move_to_end((room, id))
        return known

    def learn(self, event: RoomEvent) -> None:
        """Remember a message; an edit changes what is remembered of the one it replaces."""
        if event.type != MESSAGE or event.redacted:
            return
        replaced = relation_of(event).replaces
        if not replaced:
            self.put(event.room, event.id, known_of(event))
            return
        known = self.get(event.room, replaced)
        if known is not None and known.sender == event.sender:
            now = object_in(event.content, "m.new_content")
            changed = replace(known, text=text_in(now, "body"), choices=choices_in(event.content))
            self.put(event.room, replaced, changed)

    def put(self, room: str, id: str, known: Known) -> None:
        """Remember this of a message."""
        self._known[room, id] = known
        self._known.move_to_end((room, id))
        while len(self._known) > _MANY:
            self._known.popitem(last=False)

    def forget(self, room: str, id: str) -> None:
        """Forget a message that was taken away."""
        self._known.pop((room, id), None)
