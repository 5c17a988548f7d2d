"""A message as tokens: folded for comparing, with offsets into what was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "'’‘ʼ´`′＇"
_WORD = re.compile(
    rf"\d+(?:[.,:/]\d+)+[^\W\d_]*|[^\W_]+(?:[{_APOSTROPHES}\-‐‑.·&](?=[^\W_])[^\W_]+)*[{_APOSTROPHES}]?|[^\w\s]|_"
)
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", **dict.fromkeys(_APOSTROPHES, "'"), "‐": "-", "‑": "-"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or punctuation mark. `folded` has no case, accent or ligature, and is never empty."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """False for punctuation and emoji."""
        return self.text[0].isalnum()


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Lower case, without accents; ligatures spelled out; every apostrophe plain."""
    text = text.casefold().translate(_LIGATURES)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def tokenise(text: str, elisions: Collection[str] = ()) -> tuple[Token, ...]:
    """Cut a text into tokens.

    `elisions` are a language's folded words that lose their vowel before an
    apostrophe ("l", "d", "qu"): they become tokens of their own, apostrophe
    included. Other inner apostrophes and hyphens stay in the word ("don't",
    "porte-clés").
    """
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        folded = fold(text[start:end])
        while "'" in folded[:-1]:
            head, _, _ = folded.partition("'")
            if head not in elisions:
                break
            cut = start + next(i for i, c in enumerate(text[start:end]) if c in _APOSTROPHES) + 1
            tokens.append(Token(text[start:cut], head + "'", start, cut))
            start = cut
            folded = fold(text[start:end])
        tokens.append(Token(text[start:end], folded or text[start:end], start, end))
    return tuple(tokens)
