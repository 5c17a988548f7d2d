"""What a message says: acts, and the words they are made of.

The intent engine reads acts in a text, the domain keeps them on the books, and
handlers answer them. This module is the vocabulary that all three share, so it
imports nothing of ours and only the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ActKind(StrEnum):
    """What a neighbour does by saying something."""

    REQUEST = "request"
    """Wants a thing, a hand, a service, advice, a contact or company."""
    OFFER = "offer"
    """Proposes a thing or a service."""
    ACCEPT = "accept"
    """Takes up somebody's request or offer."""
    DECLINE = "decline"
    """Goes back on an acceptance, or says that they can't after all."""
    CLOSE = "close"
    """Their own request or offer is over: found, given, done, cancelled."""
    THANKS = "thanks"
    """Thanks somebody for help that took place."""
    EVENT = "event"
    """Announces a gathering that neighbours may join."""
    ALERT = "alert"
    """Reports a problem in the building or the street."""
    LOST = "lost"
    """Has lost an object or an animal."""
    FOUND = "found"
    """Has found an object or an animal that somebody else lost."""
    BROWSE = "browse"
    """Asks what is offered or wanted at the moment."""


class Category(StrEnum):
    """The kind of thing or service that an act is about."""

    TOOLS = "tools"
    KITCHEN = "kitchen"
    GARDEN = "garden"
    FURNITURE = "furniture"
    ELECTRONICS = "electronics"
    CLOTHING = "clothing"
    KIDS = "kids"
    BOOKS_GAMES = "books_games"
    SPORT = "sport"
    VEHICLE = "vehicle"
    FOOD = "food"
    GROCERIES = "groceries"
    HEALTH = "health"
    CHILDCARE = "childcare"
    PETCARE = "petcare"
    MOVING = "moving"
    REPAIR = "repair"
    CLEANING = "cleaning"
    TRANSPORT = "transport"
    IT_HELP = "it_help"
    ADMIN_HELP = "admin_help"
    TUTORING = "tutoring"
    COMPANY = "company"
    HOME_WATCH = "home_watch"
    OTHER = "other"


SERVICES = frozenset(
    {
        Category.CHILDCARE,
        Category.PETCARE,
        Category.MOVING,
        Category.REPAIR,
        Category.CLEANING,
        Category.TRANSPORT,
        Category.IT_HELP,
        Category.ADMIN_HELP,
        Category.TUTORING,
        Category.COMPANY,
        Category.HOME_WATCH,
    }
)
"""What somebody does, rather than a thing."""


class Mode(StrEnum):
    """How a thing or a service changes hands."""

    LEND = "lend"
    GIVE = "give"
    SELL = "sell"
    SWAP = "swap"
    SERVICE = "service"
    ADVICE = "advice"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time as neighbours mean it: naive local wall-clock, both ends included.

    "18h" has start == end; a whole day runs from 00:00 to 23:59.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"an interval cannot end ({self.end}) before it starts ({self.start})")

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two share a moment."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Item:
    """One thing or service, as it was named.

    `name` is the bare singular noun phrase in the text's language, lower case;
    `unit` a singular word ("litre"); `concept` its id in the catalogue, or None
    for what the catalogue does not know.
    """

    name: str
    quantity: float | None = None
    unit: str | None = None
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the engine thinks so: a rule's id and the characters of the text it read."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a message does. Items, category and mode are empty where they mean nothing."""

    kind: ActKind
    items: tuple[Item, ...] = ()
    category: Category | None = None
    mode: Mode | None = None
    when: Interval | None = None
    urgent: bool = False
    for_other: bool = False
    confidence: float = 1.0
    """0 to 1: how sure the engine is of the act's kind."""
    evidence: tuple[Evidence, ...] = ()
