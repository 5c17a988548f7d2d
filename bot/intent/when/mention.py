"""What the grammar reads in a text before it becomes an interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto


class Role(Enum):
    """How a time bounds the act."""

    AT = auto()
    BEFORE = auto()
    """Over when the time begins: "avant vendredi"."""
    UNTIL = auto()
    """Over when the time ends: "d'ici vendredi", "by Friday"."""
    FROM = auto()
    """Begins then, with no end said: "à partir de lundi"."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, in minutes after midnight; `last` passes 1440 where it ends the next day."""

    first: int
    last: int
    exact: bool = True
    """False for a part of the day."""
    halves: bool = False
    """An hour of the twelve-hour dial: the part of the day may move it by twelve hours."""


@dataclass(frozen=True, slots=True)
class Days:
    """A run of days, both ends included, and how it was said."""

    first: date
    last: date
    shape: str
    past: bool = False
    recurring: bool = False
    from_now: bool = False
    """What is left of a span that has begun: "cette semaine"."""
    weak: bool = False
    """As often a subject as a time: "Noël", "en mai"."""

    @property
    def single(self) -> bool:
        """Tell whether this is one day."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Mention:
    """One expression of time. `start` and `end` (exclusive) count tokens."""

    start: int
    end: int
    shape: str
    days: Days | None = None
    clock: Clock | None = None
    role: Role = Role.AT
    clock_role: Role = Role.AT
    moment: tuple[int, int] | None = None
    """Minutes from now, for "dans une demi-heure" and "dans l'heure"."""
    closing: tuple[Days, Clock | None] | None = None
    """Where a range from one day and hour to another ends."""
    past: bool = False
    duration: bool = False
    urgent: bool = False
    recurring: bool = False
    weak: bool = False

    @property
    def dated(self) -> bool:
        """Tell whether it can be an act's time."""
        return not (self.past or self.duration or self.urgent)
