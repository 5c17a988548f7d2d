"""The one place that puts the pieces together."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import handlers
from bot.adapter import Adapter
from bot.clock import Clock, ManualClock
from bot.commands import CommandNames
from bot.directory import Directory
from bot.dispatch import Dispatch
from bot.domain.code import ALPHABET, LENGTH
from bot.domain.group import Group
from bot.engine import Engine
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context, Reading
from bot.intent.parser import Parser
from bot.lane import Workshop
from bot.lang import LANGUAGES
from bot.outbox import Outbox
from bot.reader import Language, Reader
from bot.store.port import Store
from bot.texts.wording import Wording

_REMEMBERED = 64
"""Readings kept for the second look: sift reads each message, and the engine again when its turn comes."""


class Understanding:
    """What the reader needs of the intent engine, and of the commands' names."""

    def __init__(self, parser: Parser, commands: CommandNames) -> None:
        self.parser = parser
        self._commands = commands
        self._parse = lru_cache(maxsize=_REMEMBERED)(parser.parse)

    @classmethod
    def load(cls) -> Understanding:
        """Load every language pack."""
        return cls(Parser.load(LANGUAGES), CommandNames.load(LANGUAGES))

    def parse(self, text: str, context: Context) -> Reading:
        """Read the acts in a message."""
        return self._parse(text, context)

    def read_answer(self, text: str, language: str, options: Sequence[str]) -> str | None:
        """Give the option that a text chooses, or None where it is no answer."""
        return self.parser.read_answer(text, language, options)

    def read_command(self, text: str) -> tuple[str, str] | None:
        """Give the name of the command that a text is and what follows it, or None."""
        return self._commands.read(text)


@dataclass(frozen=True, slots=True)
class Palier:
    """The whole of it, ready to open."""

    engine: Engine

    async def settle(self) -> None:
        """Fire what is due, and return once everything is said."""
        await self.engine.tick()
        await self.engine.idle()

    async def let_pass(self, time: timedelta) -> None:
        """Move a manual clock on, stopping wherever something falls due.

        Raises
        ------
        TypeError
            The clock is not one that can be moved.

        """
        clock = self.engine.clock
        if not isinstance(clock, ManualClock):
            raise TypeError("only a manual clock can be moved")
        end = clock.now() + time
        while (due := self._next(clock.now(), end)) is not None:
            clock.move_to(due)
            await self.settle()
        clock.move_to(end)
        await self.settle()

    def _next(self, now: datetime, end: datetime) -> datetime | None:
        due = self.engine.next_due()
        return None if due is None or due > end else max(due, now)


def new_code() -> str:
    """Make a one-time code that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def build(
    groups: Sequence[Group],
    store: Store,
    adapters: Sequence[Adapter],
    clock: Clock,
    *,
    language: Language,
    catalogue: Catalogue,
) -> Palier:
    """Put a bot together from its outside parts."""
    outbox = Outbox({adapter.network: adapter for adapter in adapters}, clock)
    workshop = Workshop(
        store=store,
        clock=clock,
        reader=Reader(language),
        dispatch=Dispatch.of(handlers.ALL),
        voice=Wording(),
        outbox=outbox,
        new_code=new_code,
    )
    engine = Engine(groups, Directory(store), catalogue, workshop)
    return Palier(engine)
