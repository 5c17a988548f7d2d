"""What can be chosen about Matrix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase

from bot.adapter import Pace


@dataclass(frozen=True, slots=True)
class MatrixOptions:
    """How the bot behaves on Matrix."""

    rooms: frozenset[str] = frozenset()
    """Ids of the groups' rooms; an invitation to one of them is accepted from anybody."""
    inviters: frozenset[str] = frozenset()
    """User ids, with `*` for any part, whose every invitation is accepted: `*:example.org`."""
    ghosts: frozenset[str] = frozenset()
    """User ids, with `*`, of bridges' puppets, whose messages come from elsewhere and are not read."""
    encrypt_private_rooms: bool = True
    share_with_unverified: bool = True
    """Whether devices that nobody verified can read what the bot says in encrypted rooms.

    Neighbours do not verify one another's devices: without this the bot is silent to most of them.
    """
    offer_reactions: bool = True
    """Whether the bot puts a message's buttons under it, ready to be tapped on."""
    pace: Pace = field(default_factory=lambda: Pace(burst=10, every=5.0))
    """Of a default Synapse: `rc_message: {per_second: 0.2, burst_count: 10}`."""
    oldest: timedelta = timedelta(days=7)
    """What is older than this when the bot comes back is not acted on."""
    poll_seconds: float = 30.0
    cannot_read: Callable[[str], str] = lambda _: ""
    """What to say in a room of this id when something cannot be decrypted, once a day at most; or nothing."""

    def accepts_any_from(self, user: str) -> bool:
        """Tell whether every invitation of a user is accepted."""
        return any(fnmatchcase(user, pattern) for pattern in self.inviters)

    def is_ghost(self, user: str) -> bool:
        """Tell whether a user is a bridge's puppet."""
        return any(fnmatchcase(user, pattern) for pattern in self.ghosts)
