"""From a sync's answer to what happened in each room, in order. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import nio

from adapters.matrix.room_event import MEMBER, RoomEvent, read_event
from adapters.matrix.wire import NOTHING, Json, as_object


@dataclass(frozen=True, slots=True)
class Passage:
    """What happened in one room since the last sync."""

    room: str
    events: tuple[RoomEvent, ...]
    sealed: tuple[nio.MegolmEvent, ...] = ()
    """Messages that could not be decrypted."""
    gap_before: str = ""
    """Where there is more between the last sync and this: the token to page back from."""

    def since_entry(self, me: str) -> Passage:
        """Leave out what was before the bot came in."""
        entry = max((n for n, event in enumerate(self.events) if enters(event, me)), default=None)
        if entry is None:
            return self
        entered = self.events[entry].at
        sealed = tuple(event for event in self.sealed if event.server_timestamp >= entered.timestamp() * 1000)
        return Passage(self.room, self.events[entry:], sealed)


def enters(event: RoomEvent, user: str) -> bool:
    """Tell whether a user comes into the room by an event, rather than changing their name."""
    if event.type != MEMBER or event.state_key != user or event.content.get("membership") != "join":
        return False
    return event.before.get("membership") != "join"


def passages_of(response: nio.SyncResponse) -> Iterator[Passage]:
    """Give what happened in the rooms that the bot is in; nio has decrypted what it could."""
    for room, info in response.rooms.join.items():
        events, sealed = read_all(room, info.timeline.events)
        gap = info.timeline.prev_batch or "" if info.timeline.limited else ""
        yield Passage(room, events, sealed, gap)


def read_all(
    room: str, parsed: Iterable[object]
) -> tuple[tuple[RoomEvent, ...], tuple[nio.MegolmEvent, ...]]:
    """Part nio's events into those that can be read and those that cannot be decrypted."""
    events: list[RoomEvent] = []
    sealed: list[nio.MegolmEvent] = []
    for event in parsed:
        if isinstance(event, nio.MegolmEvent):
            sealed.append(event)
            continue
        read = read_event(room, source_of(event), decrypted=bool(getattr(event, "decrypted", False)))
        if read is not None:
            events.append(read)
    return tuple(events), tuple(sealed)


def state_of(response: nio.SyncResponse) -> Iterator[RoomEvent]:
    """Give every state event of a sync, in order: what was before the timeline, then what is in it."""
    for room, info in response.rooms.join.items():
        for event in (*info.state, *info.timeline.events):
            read = read_event(room, source_of(event), decrypted=bool(getattr(event, "decrypted", False)))
            if read is not None and read.state_key is not None:
                yield read


def direct_in(response: nio.SyncResponse) -> Json:
    """Give `m.direct`, where it changed."""
    for event in response.account_data_events:
        if getattr(event, "type", None) == "m.direct":
            return as_object(getattr(event, "content", None))
    return NOTHING


def source_of(event: object) -> Json:
    """Give the JSON that an event of nio's was read from."""
    return as_object(getattr(event, "source", None))


def in_order(passages: Iterable[Passage]) -> Iterator[RoomEvent]:
    """Give the events of several rooms by time, without changing the order within any.

    A homeserver's clock may be wrong; a room's own order is not.
    """
    return heapq.merge(*(passage.events for passage in passages), key=lambda event: event.at)
