"""The groups' rooms, at the addresses that they have now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.places import Room


class ServedRooms:
    """Which chats are the groups', and where they moved to."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._rooms = list(dict.fromkeys(rooms))

    @property
    def chats(self) -> list[str]:
        """Every chat, once."""
        return list(dict.fromkeys(room.chat for room in self._rooms))

    def rooms_in(self, chat: str) -> tuple[Room, ...]:
        """Give a chat's rooms: the chat itself, or some of its topics."""
        return tuple(room for room in self._rooms if room.chat == chat)

    def move(self, before: str, after: str) -> None:
        """Follow a chat to its new address."""
        self._rooms = [
            room.model_copy(update={"chat": after}) if room.chat == before else room for room in self._rooms
        ]

    def room(self, chat: str, thread: str | None) -> Room | None:
        """Give the group's room that something in a chat's topic belongs to."""
        rooms = self.rooms_in(chat)
        exact = [room for room in rooms if room.thread == thread]
        return next(iter(exact or [room for room in rooms if room.thread is None]), None)
