"""The server's time: real, or hurried, so that a minute of limits passes in a second."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Hours:
    """Seconds since 1970 that pass `speed` times as fast as they should, from `start`.

    The same start and speed in another process give the same time there.
    """

    speed: float = 1.0
    start: float = field(default_factory=time.time)
    ahead: float = 0.0
    """So many seconds were skipped."""

    def now(self) -> float:
        """Give the present time."""
        return self.start + (time.time() - self.start) * self.speed + self.ahead

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self.ahead += seconds

    def real(self, seconds: float) -> float:
        """Give how long it really takes until so many seconds have passed."""
        return seconds / self.speed
