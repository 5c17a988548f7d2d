"""How long to wait before the next try: 1 s, doubling to 60 s, and never all bots at once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import RateLimited

FIRST = 1.0
LONGEST = 60.0
_SPREAD = 0.25


@dataclass(slots=True)
class Backoff:
    """Counts failures in a row."""

    randomness: random.Random
    failures: int = 0

    def succeeded(self) -> None:
        """Begin anew from the first wait."""
        self.failures = 0

    def wait(self, error: Exception | None = None) -> timedelta:
        """Count one more failure and give the time to wait for it; at least what the network asks for."""
        seconds = min(FIRST * 2 ** min(self.failures, 10), LONGEST)
        self.failures += 1
        seconds *= 1 + self.randomness.uniform(-_SPREAD, _SPREAD)
        if isinstance(error, RateLimited):
            seconds = max(seconds, error.seconds)
        return timedelta(seconds=seconds)
