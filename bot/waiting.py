"""What waits for one place, and whose turn it is there."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.adapter import Pace
from bot.books import Books
from bot.effects import Effect, Receipt, Send
from bot.events import Event
from bot.outgoing import Outgoing
from bot.store.port import Change

_LONGEST_WAIT = timedelta(minutes=10)
_LEAST_WAIT = 1e-6
"""In seconds: instants are no finer, so less than this would be no wait at all, for ever."""


class Desk(Protocol):
    """The group that a row belongs to."""

    books: Books

    async def commit(self, changes: Sequence[Change]) -> None:
        """Make changes of this group durable."""
        ...

    async def receive(self, event: Event, changes: Sequence[Change]) -> None:
        """Take in an event of the bot's own making, in one commit with changes."""
        ...


@dataclass(slots=True, eq=False)
class Row:
    """One effect on its way, and how it has fared."""

    desk: Desk
    outgoing: Outgoing
    in_doubt: bool = False
    """It may have been sent already: nothing takes its place any more."""
    attempts: int = 0
    due: datetime | None = None
    since: datetime | None = None
    """When it was first tried."""
    for_later: bool = False
    """It waits for somebody to open a private chat; what comes after it does not."""
    stale: Sequence[Row] = ()
    """Earlier rows that it makes needless once it is committed."""
    done: tuple[Effect | None, Receipt] | None = None
    """What the network was made to do, if anything was needed; only to be remembered now."""

    @property
    def subject(self) -> tuple[str, str] | None:
        """What it shows and where; None for what is said once."""
        effect = self.outgoing.effect
        return (effect.subject, str(effect.to)) if isinstance(effect, Send) and effect.subject else None

    def try_later(self, now: datetime) -> None:
        """Wait twice as long each time, and not all rows until the same moment."""
        wait = min(timedelta(seconds=2**self.attempts), _LONGEST_WAIT)
        spread = hashlib.blake2b(self.outgoing.id.encode(), digest_size=1).digest()[0] / 512
        self.attempts = min(self.attempts + 1, 30)
        self.due = now + wait * (1 + spread)


@dataclass(slots=True)
class Place:
    """One room, or one person's private chat: what waits for it, and how much may be said at once."""

    rows: list[Row] = field(default_factory=list)
    tokens: float = 0.0
    counted_at: datetime | None = None
    blocked_until: datetime | None = None
    worker: asyncio.Task[None] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    working: bool = False

    def turn(self, now: datetime) -> tuple[Row | None, datetime | None]:
        """Give the row whose turn it is; or else the instant at which there will be one, if there is any.

        A row that failed keeps those behind it waiting, for order; one that waits for the
        morning does not.
        """
        rows = [row for row in self.rows if not row.for_later]
        if not rows:
            return None, None
        if self.blocked_until and self.blocked_until > now:
            return None, self.blocked_until
        for row in rows:
            if row.due is None or row.due <= now:
                return row, None
            if row.attempts:
                return None, row.due
        return None, min(row.due for row in rows if row.due)

    def spend(self, pace: Pace, now: datetime) -> bool:
        """Take a token from the bucket; where it is empty, block the place until there is one."""
        if pace.every <= 0:
            return True
        if self.counted_at is None:
            self.tokens = pace.burst
        else:
            passed = max((now - self.counted_at).total_seconds(), 0.0)  # a clock may be set back
            self.tokens += passed / pace.every
        self.tokens, self.counted_at = min(self.tokens, pace.burst), now
        missing = (1 - self.tokens) * pace.every
        if missing > _LEAST_WAIT:
            self.blocked_until = now + timedelta(seconds=missing)
            return False
        self.tokens -= 1
        return True
