"""What an event means to the bot, once read against the group's books.

A handler takes one of these. An event that means nothing is not for the bot.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.acts import Act
from bot.domain.listing import Listing
from bot.domain.question import Choice, Question
from bot.domain.timer import Timer
from bot.events import (
    DeliveryFailed,
    MessageDeleted,
    MessageEdited,
    MessageSent,
    RoomMoved,
    RoomSeen,
    Said,
)


class Verb(StrEnum):
    """What a card's button does."""

    CLAIM = "claim"
    """Take up the listing that the card shows."""


class Command(StrEnum):
    """What can be asked for by name; the names that people type are in the language packs."""

    HELP = "help"
    LIST = "list"
    WHY = "why"
    LINK = "link"
    """Tie two rooms together, or in private two accounts."""
    UNLINK = "unlink"


class Unclear(StrEnum):
    """Why a message leads to a question instead of a deed."""

    UNSURE = "unsure"
    """It may be an act; its author is asked."""
    NO_IDEA = "no_idea"
    """Written to the bot in private, and not understood."""


@dataclass(frozen=True, slots=True)
class ActSaid:
    """A neighbour's message does something."""

    act: Act
    said: MessageSent
    listing: Listing | None = None
    """What it is about, for accept, decline, close and thanks."""

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return self.act.kind


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """A neighbour chose an answer to an open question."""

    question: Question
    choice: Choice
    said: Said

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return self.question.kind


@dataclass(frozen=True, slots=True)
class CardPressed:
    """A neighbour pressed a card's button."""

    verb: Verb
    listing: Listing
    said: Said

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return self.verb


@dataclass(frozen=True, slots=True)
class Commanded:
    """A neighbour asked for something by its name."""

    command: Command
    said: MessageSent
    argument: str = ""
    """What follows its name."""

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return self.command


@dataclass(frozen=True, slots=True)
class MessageUnclear:
    """A message that is for the bot, but not clear enough to act on."""

    why: Unclear
    said: MessageSent
    act: Act | None = None

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return self.why


@dataclass(frozen=True, slots=True)
class ListingRevised:
    """The message behind a listing was edited (`act` is what it says now) or deleted (None)."""

    listing: Listing
    act: Act | None
    event: MessageEdited | MessageDeleted

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return type(self)


@dataclass(frozen=True, slots=True)
class PassOn:
    """A neighbour writes to the other side of a listing, whom only the bot can reach from here."""

    listing: Listing
    said: MessageSent

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return type(self)


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer of the group is due."""

    timer: Timer

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return self.timer.kind


@dataclass(frozen=True, slots=True)
class Happened:
    """An event that means itself."""

    event: DeliveryFailed | RoomMoved | RoomSeen

    @property
    def key(self) -> object:
        """By what handlers are found."""
        return type(self.event)


Meaning: TypeAlias = (
    ActSaid
    | QuestionAnswered
    | CardPressed
    | Commanded
    | MessageUnclear
    | ListingRevised
    | PassOn
    | TimerFired
    | Happened
)
