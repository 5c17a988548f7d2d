"""Where things are said, and by which account."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value; equal if its fields are."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Room(Value):
    """One chat on one network, or one thread of it."""

    network: str
    chat: str
    thread: str | None = None

    def __str__(self) -> str:
        return "/".join(filter(None, (self.network, self.chat, self.thread)))


class Account(Value):
    """One person's account on one network, by the network's own id."""

    network: str
    id: str

    def __str__(self) -> str:
        return f"{self.network}/@{self.id}"


class MessageRef(Value):
    """One message, by the network's own id within its room."""

    room: Room
    id: str

    def __str__(self) -> str:
        return f"{self.room}#{self.id}"
