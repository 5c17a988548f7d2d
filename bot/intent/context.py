"""What the engine may know about a message besides its text, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.acts import Act, ActKind


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that this one replies to; `kind` is None where that was chit-chat."""

    text: str
    kind: ActKind | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of a message. `now` is naive local time in the group's zone."""

    language: str
    now: datetime
    private: bool = False
    reply_to: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says. No acts means chit-chat."""

    acts: tuple[Act, ...] = ()
    doubtful: Act | None = None
    """Where there are no acts: one that it may be, likely enough to ask its author."""
    language: str = "fr"
