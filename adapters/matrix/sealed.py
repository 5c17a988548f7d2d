"""Messages that could not be decrypted: their keys asked for, tried again, and at last spoken of, gently.

Which they are is kept on disk (ids, never texts), since the sync token moves past them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import nio

from adapters.matrix.private_file import write_private
from adapters.matrix.wire import decoded, number_in, objects_in, text_in

FILE = "sealed.json"
GRACE = timedelta(seconds=90)
"""How long a key may take before the room is told."""
_KEPT = timedelta(days=7)
_MANY = 300


@dataclass(slots=True)
class Sealed:
    """One message that waits for its key."""

    room: str
    id: str
    since: datetime
    event: nio.MegolmEvent | None = None
    """None after a restart, until it is fetched again."""
    told: bool = False


class SealedMessages:
    """Those that wait."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._path = folder / FILE
        self._waiting: dict[str, Sealed] = {}
        self._told: dict[str, date] = {}
        if self._path.exists():
            for entry in objects_in(decoded(self._path.read_bytes()), "waiting"):
                since = datetime.fromtimestamp(number_in(entry, "since") or 0, now.tzinfo)
                id, room = text_in(entry, "id"), text_in(entry, "room")
                if now - since < _KEPT:
                    self._waiting[id] = Sealed(room, id, since)

    def __iter__(self) -> Iterator[Sealed]:
        return iter(list(self._waiting.values()))

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, room: str, event: nio.MegolmEvent, now: datetime) -> bool:
        """Have a message wait; False if it did already."""
        if event.event_id in self._waiting:
            return False
        self._waiting[event.event_id] = Sealed(room, event.event_id, now, event)
        while len(self._waiting) > _MANY:
            self._waiting.pop(next(iter(self._waiting)))
        return True

    def remove(self, id: str) -> None:
        """Have a message wait no more."""
        self._waiting.pop(id, None)

    def save(self, now: datetime) -> None:
        """Keep which messages wait, without those that have waited for too long."""
        for sealed in self:
            if now - sealed.since >= _KEPT:
                self.remove(sealed.id)
        entries = [
            {"room": sealed.room, "id": sealed.id, "since": int(sealed.since.timestamp())} for sealed in self
        ]
        if entries or self._path.exists():
            write_private(self._path, json.dumps({"waiting": entries}))

    def rooms_to_tell(self, now: datetime) -> list[str]:
        """Give the rooms in which to say that something cannot be read: each once a day."""
        rooms: list[str] = []
        for sealed in self:
            if sealed.told or now - sealed.since < GRACE:
                continue
            sealed.told = True
            if self._told.get(sealed.room) != now.date():
                self._told[sealed.room] = now.date()
                rooms.append(sealed.room)
        return rooms
