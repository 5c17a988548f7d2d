"""A language's words of time, read from its `when.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.intent.text import fold

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_PIECE = re.compile(r"[^\W_]+|[^\w\s'.\-]|(?<!\w)[-.]")
_BEGINNERS = (
    *("weekday", "month", "day", "now", "part", "tonight", "noon", "midnight", "span", "holiday", "unit"),
    *("past", "bare_half", "next_week"),
)
"""Kinds of which a text must hold one, or a digit, to say a time. Other words only join these."""

_SHORT, _LONG = 5, 6
"""Words of `_LONG` letters are mended; those of `_SHORT` only where two letters changed places."""
_MENDED = ("weekdays", "months", "days", "spans")


class NoTimePack(LookupError):  # noqa: N818 - states, read as sentences: "raise NoTimePack"
    """The language has no `when.toml`, or one that cannot be used. The text says which and why."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A language's words: what each phrase may mean, and which words can begin one."""

    phrases: Mapping[tuple[str, ...], Mapping[str, int]]
    """Folded pieces → what they may be (`weekday`, `part`, `before`…) and its value."""
    longest: Mapping[str, int]
    """How many pieces the longest phrase has that begins with this one."""
    triggers: frozenset[str]
    """Pieces without which, and without a digit, a text says no time."""
    parts: tuple[tuple[int, int], ...]
    """First and last minute of each part of the day, by the value of `part`."""
    holidays: tuple[str, ...]
    """Names that `bot.intent.when.holidays` knows, by the value of `holiday`."""
    spans: tuple[str, ...]
    """`week`, `weekend`, `summer`…, by the value of `span`."""
    units: tuple[str, ...]
    """`minute`, `day`, `fortnight`…, by the value of `unit`."""
    near: Mapping[str, str]
    """A long word less a letter → the word, for typing errors: "vendrdi"."""
    correct: frozenset[str]
    """Words a letter away from a long one that are no typing errors: "sundae"."""
    aside: frozenset[str]
    """Words before a time that is likely not the act's own."""
    drop: frozenset[str]
    """Words before a time that is surely not the act's own."""
    shut: frozenset[str]
    """Words before an hour or a last day that is somebody else's: "ferme à 18h"."""
    negation: frozenset[str]
    """Words that, right before a time, exclude it."""
    correction: frozenset[str]
    """Words that, right before a time, say that another was wrong."""
    going: frozenset[str]
    """Words of somebody about to go: "je pars dans une heure"."""
    pull: frozenset[str]
    """Words of a sentence that asks or offers."""
    month_first: bool
    bare_hours: bool


def less_a_letter(word: str) -> Iterator[str]:
    """Give the word, and the word without each of its letters."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def mended(word: str, pack: Pack) -> str | None:
    """Return the pack's long word that this is one typing error away from, or None."""
    if not _SHORT <= len(word) <= 2 * _LONG or word in pack.correct:
        return None
    for part in less_a_letter(word):
        found = pack.near.get(part)
        if found is not None and found[0] == word[0] and _one_error(word, found):
            return found
    return None


def _nearby(document: _Document) -> dict[str, str]:
    """Index the words that typing errors are mended to: of each list the first, and any longer one."""
    near: dict[str, str] = {}
    lists = [words for table in _MENDED for _, words in document.lists(table)]
    for words in (*lists, *(words for _, _, words in document.parts())):
        for index, word in enumerate(words):
            folded = fold(word)
            if folded.isalpha() and len(folded) >= (_LONG + 1 if index else _SHORT):
                near = dict.fromkeys(less_a_letter(folded), folded) | near | {folded: folded}
    return near


def _one_error(word: str, right: str) -> bool:
    """Tell whether a letter was left out, added, replaced, or exchanged with its neighbour."""
    start = next(
        (i for i, (a, b) in enumerate(zip(word, right, strict=False)) if a != b), min(len(word), len(right))
    )
    rest, wanted = word[start:], right[start:]
    swapped = len(rest) > 1 and rest[1::-1] + rest[2:] == wanted
    if swapped or len(right) < _LONG:
        return swapped
    return rest[1:] == wanted or rest == wanted[1:] or rest[1:] == wanted[1:]


def pieces(text: str) -> tuple[str, ...]:
    """Cut a phrase of a pack as the scanner cuts a text: no accent, apostrophe or inner hyphen."""
    return tuple(_PIECE.findall(fold(text)))


@cache
def load_pack(language: str) -> Pack:
    """Read a language's pack.

    Raises `NoTimePack` for a language without one, or one whose entries are wrong.
    """
    name = f"bot/lang/{language}/when.toml"
    if not (language.isascii() and language.isalpha()):
        raise NoTimePack(f"no words of time for {language!r}: that is no language code")
    try:
        text = files("bot.lang").joinpath(language, "when.toml").read_text(encoding="utf-8")
    except OSError:
        raise NoTimePack(f"no words of time for {language!r}: {name} is missing") from None
    try:
        return _build(_Document(tomllib.loads(text)))
    except (KeyError, TypeError, ValueError) as error:
        raise NoTimePack(f"{name}: {error}") from error


class _Document:
    """A parsed file, read by table and entry with the type that is expected there."""

    def __init__(self, tables: Mapping[str, object]) -> None:
        self._tables = tables

    def table(self, name: str) -> Mapping[str, object]:
        table = self._tables.get(name)
        if not isinstance(table, dict):
            raise TypeError(f"[{name}] is missing")
        return table

    def lists(self, name: str) -> Iterator[tuple[str, list[str]]]:
        for key, words in self.table(name).items():
            yield key, _words(words, f"[{name}] {key}")

    def parts(self) -> Iterator[tuple[str, tuple[int, int], list[str]]]:
        for key, part in self.table("parts").items():
            if not isinstance(part, dict):
                raise TypeError(f"[parts.{key}] is no table")
            match part.get("hours"):
                case [int(first), int(last)] if 0 <= first < last <= 48:
                    yield (
                        key,
                        (first * 60, 24 * 60 - 1 if last == 24 else last * 60),
                        _words(part.get("words"), f"[parts.{key}] words"),
                    )
                case _:
                    raise ValueError(f"[parts.{key}] hours: two hours in order, such as [6, 12]")

    def options(self, name: str) -> list[str]:
        return _words(self.table("options").get(name), f"[options] {name}")

    def flag(self, name: str) -> bool:
        return self.table("options").get(name) is True


def _words(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(f"{where}: a list of words was expected")
    return value


class _Phrases:
    """The phrases of a pack as they are gathered, table by table."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)

    def add(self, kind: str, value: int, words: list[str]) -> None:
        for word in words:
            phrase = pieces(word)
            if not phrase:
                raise ValueError(f"{word!r} has neither letter nor digit")
            self.kinds[phrase][kind] = value

    def add_days(self, document: _Document) -> None:
        for table, kind, keys in (("weekdays", "weekday", _WEEK), ("months", "month", _YEAR)):
            for key, words in document.lists(table):
                self.add(*(("ambiguous", 1, words) if key == "ambiguous" else (kind, keys.index(key), words)))
        for table, kind in (("numbers", "number"), ("days", "day")):
            for key, words in document.lists(table):
                self.add(kind, int(key), words)

    def add_named(self, document: _Document, kind: str, table: str) -> tuple[str, ...]:
        """Add a table whose values are places in its list of names; return the names."""
        names = tuple(document.table(table))
        for key, words in document.lists(table):
            self.add(kind, names.index(key), words)
        return names

    def add_parts(self, document: _Document) -> tuple[tuple[int, int], ...]:
        parts = tuple(document.parts())
        order = {name: index for index, (name, _, _) in enumerate(parts)}
        for key, _, words in parts:
            self.add("part", order[key], words)
        for key, words in document.lists("tonight"):
            self.add("tonight", order[key], words)
        return tuple(hours for _, hours, _ in parts)

    def add_marks(self, document: _Document) -> None:
        for table in ("marks", "roles", "clock"):
            for key, words in document.lists(table):
                self.add(f"{key}_mark" if table == "clock" and key in {"hour", "minute"} else key, 1, words)
        self.add("now", 1, _words(document.table("now").get("words"), "[now] words"))
        self.add("ordinal", 1, document.options("ordinal_endings"))


def _build(document: _Document) -> Pack:
    phrases = _Phrases()
    phrases.add_days(document)
    units = phrases.add_named(document, "unit", "units")
    spans = phrases.add_named(document, "span", "spans")
    holidays = phrases.add_named(document, "holiday", "holidays")
    parts = phrases.add_parts(document)
    phrases.add_marks(document)
    longest: dict[str, int] = defaultdict(int)
    for phrase in phrases.kinds:
        longest[phrase[0]] = max(longest[phrase[0]], len(phrase))
    begin = {
        max(phrase, key=len)
        for phrase, kinds in phrases.kinds.items()
        if not kinds.keys().isdisjoint(_BEGINNERS)
    }
    choice = {key: frozenset(fold(word) for word in words) for key, words in document.lists("choice")}
    return Pack(
        phrases=dict(phrases.kinds),
        longest=dict(longest),
        triggers=frozenset(word for word in begin if len(word) > 1),
        parts=parts,
        holidays=holidays,
        spans=spans,
        units=units,
        near=_nearby(document),
        correct=frozenset(fold(word) for word in document.options("correct")),
        aside=choice["aside"],
        drop=choice["drop"],
        shut=choice["shut"],
        negation=choice["negation"],
        correction=choice["correction"],
        going=choice["going"],
        pull=choice["pull"],
        month_first=document.flag("month_first"),
        bare_hours=document.flag("bare_hours"),
    )
