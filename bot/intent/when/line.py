"""A text as the grammar sees it: atoms, each a phrase of the pack, a number, or something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.intent.text import Token
from bot.intent.when.pack import Pack, mended

_NUMERIC = re.compile(r"(\d{1,4})(?:([:./])(\d{1,4})(?:([./])(\d{1,4}))?)?([^\W\d_]*)(\d{0,2})")
_STUCK = re.compile(r"([^\W\d_]{1,8})\.?(\d{1,2}(?:[:h](?:\d\d)?|[ap]m))")
_DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d{1,2}-\d{1,2}-\d{4})")
_SHORT = 4
"""An abbreviated day or month has at most so many letters."""
_CORE = frozenset(
    (
        *("weekday", "month", "day", "now", "part", "tonight", "noon", "midnight", "span", "holiday", "unit"),
        *("digits", "hours_minutes", "dotted", "slashed", "next_week", "past", "bare_half"),
    )
)
"""Kinds of which every expression has one."""
_REACH = 7
"""At most so many atoms from an expression's beginning to its first word of time."""
_NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Atom:
    """One phrase: what it may be, and the tokens it covers (`end` exclusive)."""

    text: str
    kinds: Mapping[str, int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    token: int
    kinds: Mapping[str, int] | None = None
    """Set for what is read off the digits themselves."""


class Line:
    """The atoms of a text, read by place. Reading past either end finds nothing."""

    __slots__ = ("_atoms", "pack")

    def __init__(self, atoms: Sequence[Atom], pack: Pack) -> None:
        self._atoms = atoms
        self.pack = pack

    def __len__(self) -> int:
        return len(self._atoms)

    def value(self, place: int, kind: str) -> int | None:
        """Return the value that the atom has as this kind, or None where it is no such thing."""
        if 0 <= place < len(self._atoms):
            return self._atoms[place].kinds.get(kind)
        return None

    def has(self, place: int, *kinds: str) -> bool:
        """Tell whether the atom may be one of these."""
        if 0 <= place < len(self._atoms):
            own = self._atoms[place].kinds
            return any(kind in own for kind in kinds)
        return False

    def promising(self) -> list[int]:
        """Return the places from which an expression may begin: shortly before a word of time."""
        places: list[int] = []
        reach = 0
        for place in range(len(self._atoms) - 1, -1, -1):
            kinds = self._atoms[place].kinds
            if kinds and not _CORE.isdisjoint(kinds):
                reach = _REACH
            if reach and kinds:
                places.append(place)
            reach = max(reach - 1, 0)
        return places[::-1]

    def after(self, place: int, *kinds: str) -> int:
        """Return the place after the atom if it may be one of these, else the same place."""
        return place + 1 if self.has(place, *kinds) else place

    def bare(self, place: int) -> bool:
        """Tell whether the atom means nothing to the grammar."""
        return 0 <= place < len(self._atoms) and not self._atoms[place].kinds

    def text(self, place: int) -> str:
        """Return the atom's folded text, or nothing past the ends."""
        return self._atoms[place].text if 0 <= place < len(self._atoms) else ""

    def token(self, place: int) -> int:
        """Return the index of the token at which the atom begins."""
        if place < len(self._atoms):
            return self._atoms[place].start
        return self._atoms[-1].end if self._atoms else 0

    def token_end(self, place: int) -> int:
        """Return the index after the last token of the atom before this place."""
        return self._atoms[place - 1].end if 0 < place <= len(self._atoms) else 0

    def glued(self, place: int) -> bool:
        """Tell whether the atom belongs to the same token as the one before it."""
        return 0 < place < len(self._atoms) and self._atoms[place].start == self._atoms[place - 1].end - 1


def says_time(tokens: Sequence[Token], pack: Pack) -> bool:
    """Tell, cheaply, whether a text can hold an expression of time at all."""
    triggers = pack.triggers
    for token in tokens:
        folded = token.folded
        if folded in triggers or "0" <= folded[:1] <= "9":
            return True
        if folded.isalpha() and mended(folded, pack) is not None:
            return True
        if ("-" in folded or "'" in folded) and not triggers.isdisjoint(folded.replace("'", "-").split("-")):
            return True
        if not folded.isalpha() and any("0" <= letter <= "9" for letter in folded):
            return True
    return False


def read_line(tokens: Sequence[Token], pack: Pack) -> Line:
    """Cut a text into atoms, the longest phrase first."""
    cut = [piece for index, token in enumerate(tokens) for piece in _cut(token.folded, index, pack)]
    texts = [piece.text for piece in cut]
    atoms: list[Atom] = []
    place = 0
    while place < len(cut):
        piece = cut[place]
        size, kinds = 1, piece.kinds
        if kinds is None:
            for length in range(min(pack.longest.get(piece.text, 0), len(cut) - place), 0, -1):
                found = pack.phrases.get(tuple(texts[place : place + length]))
                if found is not None:
                    size, kinds = length, found
                    break
        last = cut[place + size - 1]
        if _abbreviates(cut, place, atoms):
            place += 1
            continue
        atoms.append(
            Atom(" ".join(texts[place : place + size]), kinds or _NOTHING, piece.token, last.token + 1)
        )
        place += size
    return Line(atoms, pack)


def _abbreviates(cut: Sequence[_Piece], place: int, atoms: Sequence[Atom]) -> bool:
    """Tell whether a full stop only shortens the word before: "ven. 13", "sam. matin"."""
    if cut[place].text != "." or not atoms or len(atoms[-1].text) > _SHORT or place + 1 == len(cut):
        return False
    kinds = atoms[-1].kinds
    return ("weekday" in kinds or "month" in kinds or "day" in kinds) and cut[place + 1].text[0].isalnum()


def _cut(folded: str, token: int, pack: Pack) -> list[_Piece]:
    """Cut a token at its apostrophes and hyphens, and digits from letters: "l'aprem", "15h-18h", "18h30"."""
    if (folded,) in pack.phrases:
        return [_Piece(folded, token)]
    if folded.isalpha():
        known = folded in pack.longest  # begins a phrase: "après"
        return [_Piece(folded if known else mended(folded, pack) or folded, token)]
    dated = _DATED.fullmatch(folded)
    if dated is not None:
        year, month, day, rest = dated.groups()
        folded = f"{day}/{month}/{year}" if rest is None else rest.replace("-", "/")
    out: list[_Piece] = []
    before = ""
    for part in folded.replace("'", "-").split("-"):
        if "-" in folded and before and _dashed(before, part, pack):
            out.append(_Piece("-", token))
        before = part
        if not part:
            continue
        if (part,) in pack.phrases:
            out.append(_Piece(part, token))
        elif "0" <= part[0] <= "9":
            out += _cut_number(part, token, pack)
        else:
            out += _cut_word(part, token, pack)
    return out or [_Piece(folded, token)]


def _cut_word(part: str, token: int, pack: Pack) -> list[_Piece]:
    """Cut a word from the hour that is stuck to it: "a18h", "sam.14h"."""
    stuck = _STUCK.fullmatch(part)
    if stuck is not None and (stuck[1],) in pack.phrases:
        return [_Piece(stuck[1], token), *_cut_number(stuck[2], token, pack)]
    return [_Piece(part.replace(".", "") if part != "." else part, token)]


def _dashed(before: str, part: str, pack: Pack) -> bool:
    """Tell whether the hyphen between two parts means "to": beside a digit, or between two days."""
    if "0" <= before[:1] <= "9" or "0" <= part[:1] <= "9":
        return True
    return all("weekday" in pack.phrases.get((side,), ()) for side in (before, part))


def _cut_number(part: str, token: int, pack: Pack) -> list[_Piece]:
    match = _NUMERIC.fullmatch(part.replace(".m", "m") if part.endswith("m") else part)
    if match is None:
        return [_Piece(part, token)]
    whole, separator, second, _, third, letters, tail = match.groups()
    if letters and (letters,) not in pack.phrases:
        return [_Piece(part, token)]
    number = int(whole)
    if separator is None:
        kinds = {"number": number, "digits": len(whole)}
    elif separator == "/":
        kinds = {"slashed": int(third or 0) * 10_000 + number * 100 + min(int(second), 99)}
    elif third is None and len(second) == 2 and number <= 24 and int(second) < 60:
        kinds = {"hours_minutes" if separator == ":" else "dotted": number * 60 + int(second)}
    else:
        return [_Piece(part, token)]
    out = [_Piece(whole, token, kinds)]
    if letters:
        ordinal = "ordinal" in pack.phrases[letters,]
        out.append(_Piece(letters, token, {"ordinal": 1} if ordinal else None))
    if tail:
        out.append(_Piece(tail, token, {"number": int(tail), "digits": len(tail)}))
    return out
