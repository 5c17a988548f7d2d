"""A message taken apart once, for every step of the engine to look at."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intent.catalogue import Hit
from bot.intent.context import Context
from bot.intent.text import Token


@dataclass(frozen=True, slots=True)
class Analysis:
    """Tokens of a message and what the catalogue knows of them.

    `hits` are in order and don't overlap; their indexes count tokens, not characters.
    """

    text: str
    language: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    context: Context

    def part(self, start: int, end: int) -> Analysis:
        """The same message from token `start` to before token `end`, indexes counted anew."""
        hits = tuple(h.shifted(-start) for h in self.hits if start <= h.start and h.end <= end)
        return Analysis(self.text, self.language, self.tokens[start:end], hits, self.context)
