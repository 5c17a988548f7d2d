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

    def learn(self, room: Room) -> None:
        """Take a room that the bot speaks in for a group's: moderators tie some that no setting names."""
        if not self.rooms_in(room.chat):
            self._rooms.append(room)

    def move(self, before: str, after: str) -> None:
        """Follow a chat to its new address."""
        self._rooms = [
            room.model_copy(update={"chat": after}) if room.chat == before else room for room in self._rooms
        ]
