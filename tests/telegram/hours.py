"""The server's time: real, or hurried, so that a minute of limits passes in a second."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hours:
    """Seconds since 1970 that pass `speed` times as fast as they should, from `start`.

    The same start and speed in another process give the same time there.
    """

    speed: float = 1.0
    start: float = field(default_factory=time.time)

    def now(self) -> float:
        """Give the present time."""
        return self.start + (time.time() - self.start) * self.speed

    def real(self, seconds: float) -> float:
        """Give how long it really takes until so many seconds have passed."""
        return seconds / self.speed
