"""What must be known of a room to understand what is said in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.places import Room


@dataclass(frozen=True, slots=True)
class Scene:
    """One room, as the bot sees it at the moment."""

    me: str
    """The bot's own user id."""
    names: Mapping[str, str] = field(default_factory=dict)
    """User id → display name."""
    private: bool = False
    moderator: bool = False
    """Whoever does something moderates the room."""
    shared_rooms: tuple[Room, ...] = ()
    """For a private room: the groups' rooms that the other one is in."""

    def name_of(self, user: str) -> str:
        """Give a user's name; who has none goes by the first part of their id."""
        return self.names.get(user) or user.removeprefix("@").partition(":")[0]
