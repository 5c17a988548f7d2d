"""Who may do what in a room, up to room version 12, where a room's creators have power without end.

Client-Server API, `m.room.power_levels`; room version 12 (MSC4289).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from adapters.matrix.wire import NOTHING, Json, number_in, object_in, text_in, texts_in

_OLD_VERSIONS = frozenset(str(number) for number in range(1, 12))
_HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Powers:
    """A room's creation and power levels, as their events say."""

    creator: str = ""
    """The sender of `m.room.create`."""
    creation: Json = field(default_factory=dict)
    levels: Json | None = None
    """The content of `m.room.power_levels`; None where a room has none."""

    @property
    def creators(self) -> frozenset[str]:
        """Those whose power has no end; nobody before room version 12."""
        version = text_in(self.creation, "room_version") or "1"
        if version in _OLD_VERSIONS or not self.creator:
            return frozenset()
        return frozenset({self.creator, *texts_in(self.creation, "additional_creators")})

    def power_of(self, user: str) -> float:
        """Give a user's power level."""
        if user in self.creators:
            return math.inf
        if self.levels is None:
            return _HIGHEST if user == self.creator else 0
        own = number_in(object_in(self.levels, "users"), user)
        default = number_in(self.levels, "users_default")
        return own if own is not None else default or 0

    def needed(self, action: str) -> int:
        """Give the level that `invite`, `kick`, `ban` or `redact` takes."""
        levels = self.levels if self.levels is not None else NOTHING
        said = number_in(levels, action)
        return said if said is not None else 0 if action == "invite" else 50

    def needed_to_send(self, kind: str, *, state: bool = False) -> int:
        """Give the level that sending such an event takes."""
        levels = self.levels if self.levels is not None else NOTHING
        said = number_in(object_in(levels, "events"), kind)
        if said is not None:
            return said
        default = number_in(levels, "state_default" if state else "events_default")
        if default is not None:
            return default
        return 50 if state and self.levels is not None else 0

    def may(self, user: str, action: str) -> bool:
        """Tell whether a user may `invite`, `kick`, `ban` or `redact`."""
        return self.power_of(user) >= self.needed(action)

    def may_send(self, user: str, kind: str, *, state: bool = False) -> bool:
        """Tell whether a user may send such an event."""
        return self.power_of(user) >= self.needed_to_send(kind, state=state)

    def moderates(self, user: str) -> bool:
        """Tell whether a user may keep order: put others out, and take away what they said."""
        return self.may(user, "kick") and self.may(user, "redact")
