"""What the core asks of a network. Each adapter implements this; the core knows no other thing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.effects import Effect, Receipt
from bot.events import Event


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a network lets us speak to one place: `burst` messages, then one every `every` seconds."""

    burst: int = 20
    every: float = 0.0


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network can do. The core branches on these, never on a network's name."""

    edit: bool = True
    delete: bool = True
    react: bool = True
    buttons: bool = True
    threads: bool = False
    longest_text: int = 4096
    """In characters."""
    reads_everything: bool = True
    """False where the network only shows the bot what is addressed to it."""
    pace: Pace = Pace()
    private_pace: Pace | None = None
    """Where one person may be written to at another pace than a room."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One command, for networks that show what can be asked for by name."""

    name: str
    """Without a prefix."""
    description: str
    for_moderators: bool = False
    """In rooms, it is only for those."""


class Intake(Protocol):
    """Where an adapter hands in what happened."""

    async def __call__(self, events: Sequence[Event]) -> None:
        """Take in events, in order. Once this returns they survive a crash: only then move on.

        Raises
        ------
        StoreError
            They could not be kept; hand in the same ones again later.

        """
        ...


class Adapter(Protocol):
    """One network."""

    network: str
    capabilities: Capabilities

    async def run(self, intake: Intake) -> None:
        """Hand in what happens until cancelled. Anything raised stops the bot, as does its end."""
        ...

    async def perform(self, effect: Effect, key: str) -> Receipt:
        """Do one thing on the network.

        The same `key` with the same effect may come again after a crash: where the network
        knows such keys, the second call changes nothing and gives the first one's receipt.

        Raises
        ------
        DeliveryError
            By its kind: Retryable, RateLimited, Moved, Unreachable or Refused.

        """
        ...
