"""Read the times that a message says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.acts import Interval
from bot.intent.text import Token
from bot.intent.when.choice import choose
from bot.intent.when.expression import read_expression
from bot.intent.when.interval import interval_of
from bot.intent.when.line import read_line, says_time
from bot.intent.when.mention import Mention
from bot.intent.when.pack import Pack, load_pack


@dataclass(frozen=True, slots=True)
class FoundTime:
    """One expression of time in a text."""

    interval: Interval | None
    """None for what is over, a duration, an urgent "now", or an hour with nothing to make it a date."""
    start: int
    """Index of its first token."""
    end: int
    """Index after its last token."""
    shape: str
    """How it was said: `relative`, `weekday`, `date`, `range`, `week`, `hour`, `duration`…"""
    past: bool = False
    duration: bool = False
    urgent: bool = False
    """"Maintenant", "asap"."""
    recurring: bool = False
    """"Tous les mardis": the interval is the first occurrence."""


class TimeReader:
    """Reads dates, hours and spans in one language. Pure once loaded."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    @classmethod
    def load(cls, language: str) -> TimeReader:
        """Return a reader for the language. Raises `NoTimePack` where it has no words of time."""
        return cls(load_pack(language))

    def find(self, tokens: Sequence[Token], now: datetime) -> tuple[FoundTime, ...]:
        """Return every expression of time in the text, in order. `now` is naive local time."""
        return tuple(_found(mention, now) for mention in self._mentions(tokens, now))

    def when(self, tokens: Sequence[Token], now: datetime) -> FoundTime | None:
        """Return the time that an act in this text means, or None where it says none."""
        mentions = self._mentions(tokens, now)
        chosen = choose(mentions, tokens, self._pack) if mentions else None
        return None if chosen is None else _found(chosen, now)

    def _mentions(self, tokens: Sequence[Token], now: datetime) -> list[Mention]:
        if not says_time(tokens, self._pack):
            return []
        line = read_line(tokens, self._pack)
        mentions: list[Mention] = []
        done = 0
        for place in line.promising():
            found = read_expression(line, place, now) if place >= done else None
            if found is not None:
                mention, done = found
                if not mentions or mentions[-1].end <= mention.start:  # not two in one token: "1h00 an"
                    mentions.append(mention)
        return mentions


def _found(mention: Mention, now: datetime) -> FoundTime:
    return FoundTime(
        interval_of(mention, now),
        mention.start,
        mention.end,
        mention.shape,
        past=mention.past,
        duration=mention.duration,
        urgent=mention.urgent,
        recurring=mention.recurring,
    )
