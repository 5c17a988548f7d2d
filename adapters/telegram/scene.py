"""What must be known to understand an update, beside the update itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.places import Room


def _nobody(_id: int, _username: str | None) -> bool:
    return False


def _no_topic(_chat: str, _message: int) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Scene:
    """The bot, the moment, and who writes."""

    me: int
    """The bot's own id."""
    username: str
    """The bot's, without `@`."""
    now: datetime
    is_ghost: Callable[[int, str | None], bool] = _nobody
    """By id and username: whether somebody is a bridge's puppet."""
    topic_of: Callable[[str, int], str | None] = _no_topic
    """By chat and message: the topic that a message is in, as far as is known."""
    moderator: bool = False
    """Who writes is an administrator of the chat; only asked for where they write a command."""
    shared_rooms: tuple[Room, ...] = ()
    """For a private chat: the groups' rooms that the other one is in."""
    came_from: Room | None = None
    """For a private chat: the room whose link opened it."""
