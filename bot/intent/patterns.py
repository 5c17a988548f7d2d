"""Small patterns over words and classes of words: `<anybody> ..2 <have> ..3 <thing>|<service>`.

A pattern's parts are apart by blanks and match one after the other:

- `word` is that word, folded; `cherch*` any word that begins so;
- `<class>` is a word of that class (words.toml), `<thing>` or `<service>` what the catalogue
  knows, with all its words, `<number>` a number, `<price>` a sum of money;
- `one|two` is either; a part that ends in `?` may be missing;
- `..3` are up to three words of any kind; `^` is the sentence's beginning, `$` its end.

A pattern never leaves its sentence. Its cost is bounded: gaps are short, and parts are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

from bot.intent.analysis import Analysis
from bot.intent.packs import Pack
from bot.intent.text import fold

_CURRENCY = frozenset(("€", "$", "£", "euro", "euros", "eur", "balles", "quid", "pounds"))
_KNOWN = frozenset(("thing", "service", "number", "price"))
_WIDEST_GAP = 6


class PatternError(ValueError):
    """A pattern is not written as this module explains."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What patterns look at: for each token all that it can be taken for, and where names end."""

    marks: Sequence[AbstractSet[str]]
    ends: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Gap:
    most: int


@dataclass(frozen=True, slots=True)
class _Edge:
    begins: bool


@dataclass(frozen=True, slots=True)
class _Part:
    keys: frozenset[str]
    prefixes: tuple[str, ...]
    optional: bool

    def fits(self, marks: AbstractSet[str]) -> bool:
        if not self.keys.isdisjoint(marks):
            return True
        return any(mark.startswith(self.prefixes) for mark in marks) if self.prefixes else False


_Element: TypeAlias = _Gap | _Edge | _Part


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    written: str
    elements: tuple[_Element, ...]
    needs: tuple[frozenset[str], ...]
    """Of each of these sets a sentence must have a mark."""

    @classmethod
    def compile(cls, written: str, classes: AbstractSet[str]) -> Pattern:
        """Read a pattern; `classes` are the names that may stand in `<>`.

        Raises
        ------
        PatternError
            A part is not known, or nothing but gaps and optional parts is there.

        """
        elements = tuple(_element(part, classes) for part in written.split())
        if not any(isinstance(each, _Part) and not each.optional for each in elements):
            raise PatternError(f"{written!r} has no part that must be there")
        parts = [each for each in elements if isinstance(each, _Part)]
        needs = tuple(part.keys for part in parts if not part.optional and not part.prefixes)
        return cls(written, elements, needs)

    def openers(self) -> frozenset[str] | None:
        """Give the marks of which one must be on a match's first token; None where any may begin one."""
        for element in self.elements:
            if isinstance(element, _Edge):
                continue
            if isinstance(element, _Gap) or element.optional or element.prefixes:
                return None
            return element.keys
        return None

    def match(self, marked: Marked, at: int, start: int, end: int) -> int | None:
        """Give the token after a match that begins at token `at` of the sentence from `start` to `end`."""
        return self._rest(marked, at, start, end, 0)

    def _rest(self, marked: Marked, at: int, start: int, end: int, element: int) -> int | None:
        if element == len(self.elements):
            return at
        part = self.elements[element]
        if isinstance(part, _Edge):
            holds = at == start if part.begins else at == end
            return self._rest(marked, at, start, end, element + 1) if holds else None
        if isinstance(part, _Gap):
            for skipped in range(at, min(at + part.most, end) + 1):
                found = self._rest(marked, skipped, start, end, element + 1)
                if found is not None:
                    return found
            return None
        if at < end and part.fits(marked.marks[at]):
            after = marked.ends.get(at, at + 1) if _names_thing(part, marked.marks[at]) else at + 1
            found = self._rest(marked, after, start, end, element + 1)
            if found is not None:
                return found
        return self._rest(marked, at, start, end, element + 1) if part.optional else None


def mark(analysis: Analysis, pack: Pack) -> Marked:
    """Note for each token of a message what patterns may take it for."""
    tokens = analysis.tokens
    marks: list[set[str]] = []
    for place, token in enumerate(tokens):
        here = {token.folded}
        here.update(f"<{name}>" for name in pack.classes.get(token.folded, ()))
        if token.folded[0].isdigit():
            here.add("<number>")
            follows = tokens[place + 1].folded if place + 1 < len(tokens) else ""
            if follows in _CURRENCY or _is_price(token.folded):
                here.add("<price>")
        marks.append(here)
    ends: dict[int, int] = {}
    for hit in analysis.hits:
        marks[hit.start].add("<service>" if hit.concept.service else "<thing>")
        ends[hit.start] = hit.end
    return Marked(marks, ends)


def _is_price(number: str) -> bool:
    """Tell "20e" and "35eur" from the floor "3e": a round sum is a price."""
    digits = number.removesuffix("e")
    return number.endswith(("eur", "euros")) or (digits != number and len(digits) > 1 and digits[-1] in "05")


def _names_thing(part: _Part, marks: AbstractSet[str]) -> bool:
    return ("<thing>" in part.keys and "<thing>" in marks) or (
        "<service>" in part.keys and "<service>" in marks
    )


def _element(written: str, classes: AbstractSet[str]) -> _Element:
    if written in ("^", "$"):
        return _Edge(begins=written == "^")
    if written.startswith(".."):
        if not written[2:].isdigit() or not 1 <= int(written[2:]) <= _WIDEST_GAP:
            raise PatternError(f"{written!r}: a gap is written ..1 to ..{_WIDEST_GAP}")
        return _Gap(int(written[2:]))
    optional = len(written) > 1 and written.endswith("?")
    keys, prefixes = set(), []
    for choice in written.removesuffix("?").split("|") if optional else written.split("|"):
        if choice.startswith("<"):
            if choice[1:-1] not in classes | _KNOWN:
                raise PatternError(f"{choice!r} is no class of words.toml")
            keys.add(choice)
        elif len(choice) > 2 and choice.endswith("*"):
            prefixes.append(fold(choice[:-1]))
        else:
            keys.add(fold(choice))
    return _Part(frozenset(keys), tuple(prefixes), optional)
