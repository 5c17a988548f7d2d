"""The names of all concepts in one language, found in a row of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from bot.intent.inflection import Inflection
from bot.intent.near_miss import NearMisses
from bot.intent.text import Token, fold

_FURTHEST_GAP = 2
"""How many small words may stand between two words of a name: "arroser *toutes mes* plantes"."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a name stands for, and how."""

    concept: str
    weak: bool = False
    """Is usually said of something else: "une souris", "la carte"."""
    described: bool = False
    """Says it without being its name: "arroser mes plantes" for "arrosage de plantes"."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name found at the tokens from `start` to before `end`."""

    naming: Naming
    start: int
    end: int
    exact: bool
    senses: tuple[Naming, ...] = ()
    """What else the name stands for."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a message: singular, its slips mended; a hyphenated token has several."""

    text: str
    token: int
    exact: bool
    opens: bool
    closes: bool


class Names:
    """Names of one language. Built once; what it remembers later are only answers it would give again."""

    def __init__(self, inflection: Inflection) -> None:
        self._inflection = inflection
        self._namings: dict[str, Naming] = {}
        self._longest: dict[str, int] = {}
        self._guesses: dict[str, Naming] = {}
        self._accented: dict[str, dict[str, Naming]] = {}
        self._senses: dict[str, tuple[Naming, ...]] = {}
        self.words = lru_cache(maxsize=16_384)(self._words)
        self._mended = lru_cache(maxsize=4_096)(self._mend)

    def add(self, written: str, concept: str) -> Naming | None:
        """Add a name as its file writes it.

        Marks before it: `?` for a weak one, `~` for a description, `!` where the accents count
        ("pâté" is no "pâte"), `+` for another sense of a name that is given elsewhere.

        Gives what the name already stands for, if that is another concept.
        """
        name = bare(written)
        marks = written[: len(written) - len(name)]
        naming = Naming(concept, "?" in marks, "~" in marks)
        folded = fold(name)
        words = self._words(folded)
        if not words:
            return naming
        if "+" in marks:
            key = " ".join(words)
            self._senses[key] = (*self._senses.get(key, ()), naming)
            return None
        if "!" in marks:
            self._longest.setdefault(words[0], 1)
            known = self._accented.setdefault(words[0], {}).setdefault(self._accents(name), naming)
            return known if known.concept != concept else None
        if naming.described:
            taken = [
                self._enter((form, *words[1:]), naming) for form in self._inflection.verb_forms(words[0])
            ]
            return taken[0]
        if "-" in folded:
            self._enter(("".join(words),), naming)
        for hers in self._inflection.feminines(words[0]):
            self._guesses.setdefault(" ".join((hers, *words[1:])), naming)
        return self._enter(words, naming)

    def close(self) -> None:
        """Take up the feminines that nobody gave as a name of something else; after the last `add`."""
        for key, naming in self._guesses.items():
            self._enter(tuple(key.split(" ")), naming)
        self._guesses.clear()
        for key, (first, *_) in self._senses.items():
            self._enter(tuple(key.split(" ")), first)

    def _enter(self, words: tuple[str, ...], naming: Naming) -> Naming | None:
        key = " ".join(words)
        known = self._namings.get(key)
        if known is None:
            self._namings[key] = naming
            if self._longest.get(words[0], 0) < len(words):
                self._longest[words[0]] = len(words)
        elif known.concept != naming.concept:
            return known
        return None

    def _words(self, folded: str) -> tuple[str, ...]:
        """Cut a name or a token into its words, singular, without the small ones."""
        singular, small = self._inflection.singular, self._inflection.small
        pieces = folded.replace("-", " ").replace("'", " ").split()
        return tuple([singular(word) for word in pieces if word not in small])

    def find(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """Find names from left to right, the longest first, none of them in another's tokens."""
        words = self._read(tokens)
        position = 0
        while position < len(words):
            size, naming = self._longest_at(words, position, tokens)
            if naming is None:
                position += 1
                continue
            span = words[position : position + size]
            exact = all(word.exact for word in span)
            senses = self._senses.get(" ".join([word.text for word in span]), ())
            yield Found(naming, span[0].token, span[-1].token + 1, exact, senses)
            position += size

    def _read(self, tokens: Sequence[Token]) -> list[_Word]:
        words: list[_Word] = []
        for index, token in enumerate(tokens):
            parts = self.words(token.folded)
            for place, part in enumerate(parts):
                meant = self._mended(part)
                words.append(_Word(meant, index, meant == part, place == 0, place == len(parts) - 1))
        return words

    def _longest_at(
        self, words: list[_Word], position: int, tokens: Sequence[Token]
    ) -> tuple[int, Naming | None]:
        first = words[position]
        longest = self._longest.get(first.text, 0) if first.opens else 0
        for size in range(min(longest, len(words) - position), 0, -1):
            span = words[position : position + size]
            naming = self._namings.get(" ".join([word.text for word in span]))
            if size == 1 and first.text in self._accented:
                written = self._accents(tokens[first.token].text)
                naming = self._accented[first.text].get(written, naming)
            if naming is not None and span[-1].closes and _is_close(span, tokens):
                return size, naming
        return 0, None

    def _accents(self, written: str) -> str:
        return self._inflection.singular(written.casefold())

    def _mend(self, word: str) -> str:
        if word in self._vocabulary or word in self._inflection.common:
            return word
        return self._near_misses.of(word) or word

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for key in self._namings for word in key.split(" "))

    @cached_property
    def _near_misses(self) -> NearMisses:
        """The words of names proper: a verb's forms are too many and too near each other to guess at."""
        named = (key for key, naming in self._namings.items() if not naming.described)
        return NearMisses(frozenset(word for key in named for word in key.split(" ")))


def bare(written: str) -> str:
    """Take the marks off a name."""
    return written.lstrip("?~!+ ")


def _is_close(span: Sequence[_Word], tokens: Sequence[Token]) -> bool:
    """Tell whether only a few small words, and no comma or stop, stand between the words."""
    for here, there in pairwise(span):
        between = tokens[here.token + 1 : there.token]
        if len(between) > _FURTHEST_GAP or not all(token.is_word or token.text == "-" for token in between):
            return False
    return True
