"""What the bot can say, as data. `bot.texts` puts it into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.acts import Act
from bot.domain.listing import Listing
from bot.domain.match import Why
from bot.domain.places import Account
from bot.domain.question import Choice, Question


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named to whoever hears this."""

    name: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The one message that shows a listing in the group's rooms."""

    listing: Listing
    author: str | None
    """None: the group is not told."""
    helper: str | None = None
    """Who promised, if the group saw it."""
    asked: int = 0
    """How many neighbours were asked in private and have not answered."""
    nudge_at: datetime | None = None
    """Instant of the next reminder to the group."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, with what it is about."""

    question: Question
    name: str
    """Of the neighbour who is asked."""
    listing: Listing | None = None
    """Theirs, where there is one."""
    other: Listing | None = None
    """The other side's."""
    other_name: str | None = None
    """None: the other side asked discreetly."""
    lender: bool = False
    """For a loan: the one who is asked is who lent."""
    network: str = ""
    """Where the other account is that may be theirs."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The same question once it is answered, or over (`choice` None) before that."""

    asking: Asking
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Introduced:
    """To either side: here is the other one, write to each other."""

    listing: Listing
    other: Person
    helping: bool
    """Told to who helps."""
    through_me: bool = False
    """They share no network: the bot passes on what they write to each other."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What the other side of a listing writes, through the bot."""

    listing: Listing
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """A one-time code, to be handed in elsewhere: in another room, or from another account."""

    code: str
    for_room: bool


@dataclass(frozen=True, slots=True)
class CodeUnknown:
    """Nobody was given this code, or it is over."""


@dataclass(frozen=True, slots=True)
class ForModerators:
    """Only moderators may do this."""


@dataclass(frozen=True, slots=True)
class RoomsTied:
    """To all rooms: another one belongs to the group now."""

    group: str


@dataclass(frozen=True, slots=True)
class RoomUntied:
    """To a room that no longer belongs to the group (`possible`), or has to by the settings."""

    possible: bool = True


@dataclass(frozen=True, slots=True)
class AccountsLinked:
    """Two accounts are one neighbour now; or no longer, or never were (`linked` False)."""

    linked: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """To who wanted it: the helper cannot after all; the search goes on."""

    listing: Listing
    helper: str


@dataclass(frozen=True, slots=True)
class NoLongerNeeded:
    """To who had promised: it is no longer needed."""

    listing: Listing
    author: str | None


@dataclass(frozen=True, slots=True)
class Thanked:
    """To who helped: somebody thanks them."""

    by: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class Nudge:
    """To the group, once: this still waits."""

    listing: Listing
    author: str | None


@dataclass(frozen=True, slots=True)
class Noted:
    """To who asked or offered in private: what is noted, and what happens next."""

    listing: Listing
    asked: int
    nudge_at: datetime | None


@dataclass(frozen=True, slots=True)
class Revised:
    """To who changed something in private: how it stands now."""

    listing: Listing


@dataclass(frozen=True, slots=True)
class OnTheBooks:
    """What is asked and offered at the moment: each listing with its author's name, if it may be told."""

    entries: tuple[tuple[Listing, str | None], ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What one can write to the bot."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """To who writes in private: what may be written instead."""


@dataclass(frozen=True, slots=True)
class WhyYou:
    """Why the bot spoke to somebody last: the match behind it."""

    wanted: Act
    had: Act
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Introducing:
    """To a group: who the bot is, and what it can read there."""

    reads_everything: bool
    called: str
    """How it is addressed where it does not: `@palierbot`."""


@dataclass(frozen=True, slots=True)
class Calling:
    """To a group: somebody is to open a private chat, for what is said there only."""

    person: Person


@dataclass(frozen=True, slots=True)
class NothingToExplain:
    """The bot has told them nothing that needs a reason."""


Speech: TypeAlias = (
    Card
    | Asking
    | Answered
    | Introduced
    | PassedOn
    | CodeGiven
    | CodeUnknown
    | ForModerators
    | RoomsTied
    | RoomUntied
    | AccountsLinked
    | Dropped
    | NoLongerNeeded
    | Thanked
    | Nudge
    | Noted
    | Revised
    | OnTheBooks
    | Help
    | NotUnderstood
    | WhyYou
    | NothingToExplain
    | Introducing
    | Calling
)
