"""One-time codes: proof that whoever asks in one place also speaks in another."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.places import Account, Room
from bot.domain.record import Record

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Nothing that is easily taken for something else."""
LENGTH = 6
LIFETIME = timedelta(minutes=15)


class Code(Record):
    """A code that was given; its id is what is typed. It is removed once used, or over."""

    given_to: Account
    room: Room | None = None
    """The room that it ties another room to; None: it links another account to `given_to`."""
    expires: datetime


def as_typed(text: str) -> str:
    """Give a code as it was given, from what somebody typed: "k7 p2qx" is K7P2QX."""
    return "".join(text.upper().split())
