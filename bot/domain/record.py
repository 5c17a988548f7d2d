"""What all records on a group's books have in common."""

from __future__ import annotations

from bot.domain.places import Value


class Record(Value):
    """A frozen record with an id that is unique in its table of the group."""

    id: str
