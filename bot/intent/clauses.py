"""Where the sentences of a message begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.intent.text import Token

_ENDS = frozenset(".!?…;")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens from `start` to before `end`, and the mark that closes them, or nothing."""

    start: int
    end: int
    mark: str


def sentences(text: str, tokens: Sequence[Token]) -> tuple[Sentence, ...]:
    """Cut a message at full stops, question and exclamation marks and at ends of lines.

    Marks in a row count as one; the question mark wins.
    """
    found: list[Sentence] = []
    start = 0
    for place, token in enumerate(tokens):
        ended = token.text in _ENDS
        if ended and start == place:
            if found and token.text == "?":
                found[-1] = Sentence(found[-1].start, found[-1].end, "?")
            start = place + 1
            continue
        if ended or _ends_line(text, tokens, place):
            found.append(Sentence(start, place if ended else place + 1, token.text if ended else "\n"))
            start = place + 1
    if start < len(tokens):
        found.append(Sentence(start, len(tokens), ""))
    return tuple(found)


def _ends_line(text: str, tokens: Sequence[Token], place: int) -> bool:
    if place + 1 == len(tokens):
        return False
    return "\n" in text[tokens[place].end : tokens[place + 1].start]
