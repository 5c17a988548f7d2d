"""People, chats and messages, as the server knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = Mapping[str, object]
"""An object of the API."""
GROUP_ANONYMOUS_BOT, CHANNEL_BOT, SERVICE_NOTIFICATIONS = 1087968824, 136817688, 777000
"""Who stands in for a sender that is a chat (`init_message` in Client.cpp)."""


class Kind(StrEnum):
    """What a chat is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Status(StrEnum):
    """What somebody is in a chat."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


INSIDE = frozenset({Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER})
IN_CHARGE = frozenset({Status.CREATOR, Status.ADMINISTRATOR})


@dataclass(eq=False)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deactivated: bool = False


@dataclass
class Member:
    """Somebody's place in a chat."""

    user: User
    status: Status = Status.MEMBER
    rights: frozenset[str] = frozenset()
    """For an administrator: `can_delete_messages`, `can_pin_messages`…"""
    anonymous: bool = False
    silent: bool = False
    """May not write."""


@dataclass
class Topic:
    """A topic of a forum; its id is that of the message that made it."""

    id: int
    name: str
    closed: bool = False


@dataclass(eq=False)
class Message:
    """A message as it stands."""

    id: int
    chat: Chat
    date: int
    sender: User | None = None
    sender_chat: Chat | None = None
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    content: dict[str, object] = field(default_factory=dict)
    """Anything but text: a photo, a contact, a place, a service message's field."""
    is_caption: bool = False
    keyboard: list[list[Json]] | None = None
    reply_to: Message | None = None
    thread: int | None = None
    in_topic: bool = False
    edited: int | None = None
    via: User | None = None
    forwarded: Json | None = None
    signature: str = ""
    reactions: dict[int, list[str]] = field(default_factory=dict)
    """User → emoji."""

    @property
    def is_service(self) -> bool:
        """Nobody wrote it."""
        return (
            bool(self.content) and not self.text and not {"photo", "contact", "location"} & set(self.content)
        )

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [str(button["text"]) for row in self.keyboard or () for button in row]


@dataclass(eq=False)
class Chat:
    """A chat with what is in it."""

    id: int
    kind: Kind
    title: str = ""
    username: str = ""
    user: User | None = None
    """For a private chat: the other side."""
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    is_forum: bool = False
    started: bool = True
    """For a private chat: its person has opened it."""
    blocked: bool = False
    """For a private chat: its person wants no more."""
    hides_members: bool = False
    """Only administrators may ask who is in it."""
    upgraded_to: Chat | None = None
    all_is_read: bool = False
    """Privacy mode was off when the bot was added: the setting counts from then on."""
    bot_wrote_last: bool = True

    def member(self, user: User) -> Member | None:
        """Give somebody's place here, if they ever had one."""
        return self.members.get(user.id)


@dataclass(eq=False)
class Bot:
    """The one bot of the server."""

    user: User
    token: str
    privacy: bool = True
    """BotFather's `/setprivacy`."""
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """(scope, language) → commands."""
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    """(name, description or short description; language) → text."""
