"""How fast Telegram lets a bot speak.

One message a second in a chat, 20 a minute in a group, 30 a second in all (Bot FAQ, "My bot is
hitting limits"). The outbox keeps to a coarser pace for each place, and lets newer news overtake
what waits. Here the rest is kept: a chat's topics share one limit, all chats share another.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock

BETWEEN = timedelta(seconds=1.05)
"""A little more than a second: the server's clock and ours are two."""
MINUTE = timedelta(seconds=61)
IN_A_MINUTE = 20
IN_A_SECOND = 28
_KEPT = 500
"""Chats remembered; those not heard of for longest go first."""


class Pacing:
    """Gives turns. None is taken before its time, so those of a chat that must wait hold up no other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turns: dict[str, deque[datetime]] = {}
        self._all: deque[datetime] = deque(maxlen=IN_A_SECOND)
        self._blocked: dict[str, datetime] = {}

    async def turn(self, chat: str) -> None:
        """Return once something may be said in a chat, which is to be said at once."""
        while (earliest := self.earliest(chat, now := self._clock.now())) > now:
            await self._clock.sleep_until(earliest)
        turns = self._turns.pop(chat, None) or deque(maxlen=IN_A_MINUTE)
        turns.append(now)
        self._turns[chat] = turns
        self._all.append(now)
        while len(self._turns) > _KEPT:
            del self._turns[next(iter(self._turns))]

    def block(self, chat: str, seconds: float) -> None:
        """Give no turn in a chat for so long: Telegram said so."""
        now = self._clock.now()
        self._blocked = {chat: until for chat, until in self._blocked.items() if until > now}
        self._blocked[chat] = now + timedelta(seconds=seconds)

    def earliest(self, chat: str, now: datetime) -> datetime:
        """Give the next instant at which something may be said in a chat, as far as can be told now."""
        turns = self._turns.get(chat)
        waits = [now, self._blocked.get(chat, now)]
        if turns:
            waits.append(turns[-1] + BETWEEN)
        if turns and chat.startswith("-") and len(turns) == IN_A_MINUTE:
            waits.append(turns[0] + MINUTE)
        if len(self._all) == IN_A_SECOND:
            waits.append(self._all[0] + BETWEEN)
        return max(waits)
