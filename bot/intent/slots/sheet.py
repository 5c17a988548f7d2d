"""A part of a message laid out for finding slots: each token with what the pack knows of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intent.analysis import Analysis
from bot.intent.slots.pack import SlotPack
from bot.intent.text import Token, fold

_FULL_STOPS = frozenset(".!?;…")
_DELIMITERS = frozenset(",;:.!?…+&()[]/*•-–—→·")
_NO_CLASSES: tuple[str, ...] = ()
MOST_WORDS = 400
"""Words of a part that are looked at as a whole; nobody asks in more."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of the pack that stand together, and their class."""

    name: str
    start: int
    end: int


class Sheet:
    """The tokens of a part, by index, and where clauses and lines begin.

    Reading past an end finds nothing.
    """

    __slots__ = (
        "_asking",
        "analysis",
        "breaks",
        "classes",
        "clauses",
        "content",
        "folded",
        "pack",
        "phrases",
        "tokens",
    )

    def __init__(self, analysis: Analysis, pack: SlotPack) -> None:
        self.analysis = analysis
        self.pack = pack
        tokens = self.tokens = analysis.tokens
        words = self.folded = [token.folded for token in tokens]
        known = pack.classes
        self.classes: list[tuple[str, ...]] = [known.get(word, _NO_CLASSES) for word in words]
        self.content = [
            (not own or own == ("adjective",)) and _can_name(token)
            for own, token in zip(self.classes, tokens, strict=True)
        ]
        self.breaks = [_breaks_before(analysis.text, tokens, i) for i in range(len(tokens))]
        self.phrases = tuple(self._read_phrases())
        self.clauses = self._number_clauses()
        self._asking = frozenset(c for c, word in zip(self.clauses, self.folded, strict=True) if word == "?")

    def word(self, index: int) -> str:
        """Give the folded token, `<` before the part and `>` after it."""
        if index < 0:
            return "<"
        return self.folded[index].replace(":", ";") if index < len(self.folded) else ">"

    def is_in(self, index: int, name: str) -> bool:
        """Tell whether a token is of a class."""
        return 0 <= index < len(self.classes) and name in self.classes[index]

    def delimits(self, index: int) -> bool:
        """Tell whether a token, or an end of the part, stands between the things of a list."""
        if not 0 <= index < len(self.tokens):
            return True
        return self.folded[index] in _DELIMITERS

    def asks(self, clause: int) -> bool:
        """Tell whether a clause is a question."""
        return clause in self._asking

    @property
    def asks_anywhere(self) -> bool:
        """Tell whether any clause is a question."""
        return bool(self._asking)

    def opens(self, index: int) -> bool:
        """Tell whether something new begins at a token: the part, a line, what follows a mark."""
        return self.delimits(index - 1) or self.breaks[index]

    def number(self, index: int) -> tuple[float, str | None] | None:
        """Read a token as a number, and the unit that is glued to it: "500g"."""
        if not 0 <= index < len(self.folded):
            return None
        word = self.folded[index]
        value = self.pack.numbers.get(word)
        if value is None and "-" in word:
            value = self.pack.numbers.get(word.partition("-")[0]) if word.startswith("demi-") else None
        if value is not None:
            return value, None
        return (
            _digits(word, self.pack) if word[0].isdigit() or (word[0] == "x" and word[1:].isdigit()) else None
        )

    def unit(self, index: int) -> tuple[str, int] | None:
        """Read the token at an index as a unit: its singular, and how many tokens it takes.

        Chat spelling may have read "g" as two words of the language: "j'ai".
        """
        if not 0 <= index < len(self.folded):
            return None
        unit = self.pack.units.get(self.folded[index])
        if unit is not None:
            return unit, 1
        token = self.tokens[index]
        for step in (-1, 1):
            other = index + step
            if 0 <= other < len(self.tokens) and self.tokens[other].start == token.start:
                unit = self.pack.units.get(fold(token.text))
                return (unit, 2) if unit is not None else None
        return None

    def _read_phrases(self) -> list[Phrase]:
        found: list[Phrase] = []
        words, known = self.folded, self.pack.phrases
        for i, word in enumerate(words):
            for rest, name in known.get(word, ()):
                end = i + 1 + len(rest)
                if tuple(words[i + 1 : end]) == rest:
                    found.append(Phrase(name, i, end))
        for phrase in found:
            for i in (phrase.start, phrase.end - 1):
                if phrase.name not in self.classes[i]:
                    self.classes[i] = (*self.classes[i], phrase.name)
        return found

    def _number_clauses(self) -> list[int]:
        clause, numbers = 0, []
        for i, word in enumerate(self.folded):
            if i and (self.breaks[i] or (self.folded[i - 1] in _FULL_STOPS and word not in _FULL_STOPS)):
                clause += 1
            numbers.append(clause)
        return numbers


def _can_name(token: Token) -> bool:
    return len(token.folded) > 2 and token.folded[0].isalpha()


def _breaks_before(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    return index > 0 and "\n" in text[tokens[index - 1].end : tokens[index].start]


def _digits(word: str, pack: SlotPack) -> tuple[float, str | None] | None:
    """Read "2", "1,5", "1/2", "500g", "2x" or "x2"; nothing else that begins with a digit."""
    word = word.strip("x")
    size = 0
    while size < len(word) and (word[size].isdecimal() or word[size] in ",./"):
        size += 1
    digits, rest = word[:size], word[size:]
    unit = pack.units.get(rest) if rest else None
    if (rest and unit is None) or not digits or len(digits) > 6:
        return None
    whole, slash, below = digits.partition("/")
    try:
        value = float(whole.replace(",", "."))
        if slash:
            value /= float(below)
    except (ValueError, ZeroDivisionError):
        return None
    return value, unit
