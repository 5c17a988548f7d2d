"""What comes in: the same few events from every network.

An event's id is the network's own, prefixed by the network's name, so that a
repeated delivery is recognised. `at` is when it happened, as the network says,
in UTC; events of the bot's own making (timers, failed deliveries) are here too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from bot.domain.places import Account, MessageRef, Room
from bot.domain.record import Record


class Happening(Record):
    """What all events have in common."""

    at: datetime


class Said(Happening):
    """Something that an account did in a room."""

    room: Room
    author: Account
    name: str
    """The author's name as the network shows it."""
    private: bool = False
    """The room is a private chat between the author and the bot."""
    moderator: bool = False
    """The network says, at this moment, that the author moderates this room."""
    shared_rooms: tuple[Room, ...] = ()
    """For a private chat: rooms that the network says author and bot share."""
    came_from: Room | None = None
    """For a private chat: the room that the author just came from to write there, if that is known."""


class MessageSent(Said):
    """Somebody wrote a message."""

    type: Literal["message_sent"] = "message_sent"
    message: MessageRef
    text: str
    reply_to: MessageRef | None = None
    quoted: str = ""
    """The text of the message that it replies to, where the network gives it."""


class MessageEdited(Said):
    """The author of a message changed its text."""

    type: Literal["message_edited"] = "message_edited"
    message: MessageRef
    text: str


class MessageDeleted(Happening):
    """A message was deleted, by its author or a moderator."""

    type: Literal["message_deleted"] = "message_deleted"
    message: MessageRef


class ButtonPressed(Said):
    """Somebody pressed a button under one of the bot's messages, or chose it by its number."""

    type: Literal["button_pressed"] = "button_pressed"
    message: MessageRef
    action: str


class Reacted(Said):
    """Somebody put an emoji on a message."""

    type: Literal["reacted"] = "reacted"
    message: MessageRef
    emoji: str


class RoomMoved(Happening):
    """A room has a new address on its network."""

    type: Literal["room_moved"] = "room_moved"
    before: Room
    after: Room


class RoomSeen(Happening):
    """The bot found itself in a room, at its start, when it came there, or when its rights changed."""

    type: Literal["room_seen"] = "room_seen"
    room: Room
    reads_everything: bool
    """False: the network only shows it what is addressed to it."""
    called: str
    """How it is addressed there: `@palierbot`."""


class TimerDue(Happening):
    """A timer of the group fell due."""

    type: Literal["timer_due"] = "timer_due"
    timer: str


class DeliveryFailed(Happening):
    """The outbox gave up on showing a subject to somebody."""

    type: Literal["delivery_failed"] = "delivery_failed"
    subject: str | None
    """None: it was said once, about nothing that is shown."""
    to: Account | Room
    unreachable: bool
    """The person has no private chat with the bot, as opposed to a refusal of the message."""
    unopened: bool = False
    """The person has never had one. What was for them waits until they open it."""


Event: TypeAlias = (
    MessageSent
    | MessageEdited
    | MessageDeleted
    | ButtonPressed
    | Reacted
    | RoomMoved
    | RoomSeen
    | TimerDue
    | DeliveryFailed
)
EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
"""Reads and writes events as JSON."""
