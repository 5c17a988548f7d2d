"""How fast a bot may speak, and what it is told when it is too fast.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: one message a second
in one chat, 20 a minute in one group, 30 a second in all. The real server lets short bursts pass;
this one does not, unless it is told to.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass

from tests.telegram.hours import Hours
from tests.telegram.refusals import too_many_requests
from tests.telegram.world import Chat, Kind


@dataclass(frozen=True, slots=True)
class Limits:
    """So many in so many seconds."""

    chat: tuple[int, float] = (1, 1.0)
    group: tuple[int, float] = (20, 60.0)
    overall: tuple[int, float] = (30, 1.0)


class PaceKeeper:
    """Counts what is said: messages and changes of messages alike."""

    def __init__(self, limits: Limits | None, hours: Hours) -> None:
        self.limits = limits
        self.refused: Counter[int] = Counter()
        """Chat → how often it was too much there."""
        self._hours = hours
        self._said: dict[tuple[str, int], deque[float]] = {}

    def check(self, chat: Chat) -> None:
        """Count one message to a chat.

        Raises
        ------
        Refusal
            With 429 and `retry_after`; then it is not counted.

        """
        if self.limits is None:
            return
        windows = [("overall", 0, self.limits.overall), ("chat", chat.id, self.limits.chat)]
        if chat.kind is not Kind.PRIVATE:
            windows.append(("group", chat.id, self.limits.group))
        now = self._hours.now()
        waits = [self._wait((name, id), limit, now) for name, id, limit in windows]
        if max(waits) > 0:
            self.refused[chat.id] += 1
            raise too_many_requests(max(1, math.ceil(max(waits))))
        for name, id, _ in windows:
            self._said[name, id].append(now)

    def _wait(self, window: tuple[str, int], limit: tuple[int, float], now: float) -> float:
        count, seconds = limit
        said = self._said.setdefault(window, deque(maxlen=count))
        return said[0] + seconds - now if len(said) == count else 0.0
