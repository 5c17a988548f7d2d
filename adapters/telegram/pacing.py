"""How fast Telegram lets a bot speak.

One message a second in a chat, 20 a minute in a group, 30 a second in all (Bot FAQ, "My bot is
hitting limits"). The outbox keeps to a coarser pace for each place, and lets newer news overtake
what waits. Here the rest is kept: a chat's topics share one limit, all chats share another.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
IN_A_MINUTE = 20
IN_A_SECOND = 30
_A_MOMENT = timedelta(milliseconds=50)
_KEPT = 500
"""Chats remembered; those not written to for longest go first."""


@dataclass(slots=True)
class _Chat:
    """What was said in one chat. When the server counts it is not known, but it is by when it answers."""

    answered: deque[datetime] = field(default_factory=lambda: deque(maxlen=IN_A_MINUTE))
    blocked_until: datetime | None = None
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def earliest(self, now: datetime, *, is_group: bool) -> datetime:
        waits = [now, self.blocked_until or now]
        if self.answered:
            waits.append(self.answered[-1] + SECOND)
        if is_group and len(self.answered) == IN_A_MINUTE:
            waits.append(self.answered[0] + MINUTE)
        return max(waits)


class Pacing:
    """Gives turns. None is taken before its time, so a chat that must wait holds up no other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats: dict[str, _Chat] = {}
        self._answered: deque[datetime] = deque(maxlen=IN_A_SECOND)
        self._under_way = 0

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Give one message's turn in a chat, from when it may be sent until it is answered."""
        said = self._chats.pop(chat, None) or _Chat()
        self._chats[chat] = said
        self._forget()
        async with said.one_by_one:
            while (earliest := self._earliest(chat, said)) > self._clock.now():
                await self._clock.sleep_until(earliest)
            self._under_way += 1
            try:
                yield
            finally:
                self._under_way -= 1
                now = self._clock.now()
                said.answered.append(now)
                self._answered.append(now)

    def block(self, chat: str, seconds: float) -> None:
        """Give no turn in a chat for so long: Telegram said so."""
        self._chats.setdefault(chat, _Chat()).blocked_until = self._clock.now() + timedelta(seconds=seconds)

    def _earliest(self, chat: str, said: _Chat) -> datetime:
        """Give the next instant at which something may be said, as far as can be told now."""
        now = self._clock.now()
        in_chat = said.earliest(now, is_group=chat.startswith("-"))
        if in_chat > now:
            return in_chat
        recent = sum(at > now - SECOND for at in self._answered)
        if recent + self._under_way < IN_A_SECOND:
            return now
        return self._answered[-recent] + SECOND if recent else now + _A_MOMENT

    def _forget(self) -> None:
        for chat in list(self._chats)[: max(len(self._chats) - _KEPT, 0)]:
            if not self._chats[chat].one_by_one.locked():
                del self._chats[chat]
