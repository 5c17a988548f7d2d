"""The neighbours of one building or street."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, field_validator

from bot.domain.calendar import QuietHours, known_zone
from bot.domain.places import Account, Room
from bot.domain.record import Record


class Group(Record):
    """A building or street: its language, its clock, its rooms, its rules."""

    name: str
    language: str = "fr"
    zone: str = "Europe/Paris"
    rooms: tuple[Room, ...] = ()
    quiet_hours: QuietHours = QuietHours()
    serials: dict[str, int] = Field(default_factory=dict)
    """The last number given to a listing, a neighbour, a question: numbers are never given twice."""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        return known_zone(zone)

    moves: dict[str, str] = Field(default_factory=dict)
    """Where the network moved rooms to: chat before → chat after."""

    tied: tuple[Room, ...] = ()
    """Rooms that moderators tied to it in the chat, beside those of the settings."""

    def with_room(self, room: Room) -> Group:
        """Give the group with one more room."""
        return self.model_copy(update={"rooms": (*self.rooms, room), "tied": (*self.tied, room)})

    def without_room(self, room: Room) -> Group:
        """Give the group without a room that was tied in the chat."""
        left = {name: tuple(r for r in getattr(self, name) if r != room) for name in ("rooms", "tied")}
        return self.model_copy(update=left)

    def moved(self, before: Room, after: Room) -> Group:
        """Give the group with a room at its new address."""
        elsewhere = {chat: to for chat, to in self.moves.items() if chat != after.chat}
        moves = {**elsewhere, before.chat: after.chat}
        return self.model_copy(update={"moves": moves}).settled()

    def settled(self, kept: Group | None = None) -> Group:
        """Give the group as configured, with what was `kept` of earlier runs: numbers, moves, tied rooms."""
        group = self
        if kept is not None:
            remembered = {"serials": kept.serials, "moves": kept.moves, "tied": kept.tied}
            group = self.model_copy(update={**remembered, "rooms": (*self.rooms, *kept.tied)})
        return group.model_copy(
            update={
                "rooms": tuple(dict.fromkeys(_moved(room, group.moves) for room in group.rooms)),
                "tied": tuple(_moved(room, group.moves) for room in group.tied),
            }
        )

    def numbered(self, kind: str) -> tuple[Group, int]:
        """Take the next number of a kind: the group after that, and the number."""
        number = self.serials.get(kind, 0) + 1
        return self.model_copy(update={"serials": {**self.serials, kind: number}}), number


class Neighbour(Record):
    """A person who has asked, offered or answered something; with one account or more."""

    name: str
    accounts: tuple[Account, ...]
    language: str | None = None
    """Theirs, if it is not the group's."""
    thanked: int = 0
    """How often somebody thanked them for their help."""


def _moved(room: Room, moves: Mapping[str, str]) -> Room:
    return room.model_copy(update={"chat": _address(room.chat, moves)})


def _address(chat: str, moves: Mapping[str, str]) -> str:
    """Follow moves to where a chat is now; in a circle, stop after one round."""
    seen: set[str] = set()
    while chat in moves and chat not in seen:
        seen.add(chat)
        chat = moves[chat]
    return chat
