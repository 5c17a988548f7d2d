"""How far the bot has read: the sync token, moved only once what came before it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from adapters.matrix.private_file import write_private
from adapters.matrix.wire import decoded, object_in, text_in

FILE = "position.json"


class Position:
    """The token of the last sync whose events are durable, and the rooms that were followed by then."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        document = decoded(self._path.read_bytes()) if self._path.exists() else {}
        followed = object_in(document, "followed")
        self._token = text_in(document, "token")
        self._followed = {before: text_in(followed, before) for before in followed}

    @property
    def token(self) -> str | None:
        """Where to go on; None before the very first sync."""
        return self._token or None

    @property
    def followed(self) -> Mapping[str, str]:
        """Closed room → the one that took its place."""
        return self._followed

    def first_of(self, room: str) -> str:
        """Give the id that a room had before the bot followed it, through all its moves."""
        earlier = {after: before for before, after in self._followed.items()}
        for _ in earlier:
            room = earlier.get(room, room)
        return room

    def last_of(self, room: str) -> str:
        """Give the room that took a room's place, after all the moves that the bot followed."""
        for _ in self._followed:
            room = self._followed.get(room, room)
        return room

    def move_to(self, token: str) -> None:
        """Remember, through a crash, that everything before a token is dealt with."""
        if token != self._token:
            self._token = token
            self._save()

    def note_followed(self, before: str, after: str) -> None:
        """Remember that a room's successor is known to the groups."""
        self._followed[before] = after
        self._save()

    def _save(self) -> None:
        write_private(self._path, json.dumps({"token": self._token, "followed": self._followed}))
