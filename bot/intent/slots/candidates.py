"""The names in a part of a message that may be what is asked or offered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intent.catalogue import Hit
from bot.intent.slots.amounts import Amount, amount_after, amount_before
from bot.intent.slots.sheet import Sheet

MOST = 24
"""So many candidates are weighed; a message that names more is no message between neighbours."""
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens from `start` to before `end` that may name an item, and the catalogue's hit in them, if any."""

    start: int
    end: int
    hit: Hit | None
    before: Amount | None
    after: Amount | None
    opening: int
    """The first token of the whole noun phrase, article and amount included."""
    part_of: bool = False
    """It is the thing of a described service: the plants of "arroser mes plantes"."""

    @property
    def amount(self) -> Amount | None:
        """The amount that counts: one with a number, before the name rather than after it."""
        told = self.before is not None and self.before.value is not None
        if told and self.before is not None and not (self.before.article and self.after is not None):
            return self.before
        return self.after or self.before


def find_candidates(sheet: Sheet) -> list[Candidate]:
    """Give the names that the catalogue knows, and the noun phrases that it does not, in order."""
    found: list[Candidate] = []
    taken = [False] * len(sheet.tokens)
    for hit in sheet.analysis.hits[:MOST]:
        found += _of_hit(sheet, hit)
        for i in range(hit.start, min(hit.end, len(taken))):
            taken[i] = True
    place = 0
    while place < len(taken) and len(found) < MOST:
        if taken[place] or not sheet.content[place] or _adds_only(sheet, place):
            place += 1
            continue
        found.append(_candidate(sheet, place, _phrase_end(sheet, place, taken), None))
        place += 1
        while place < len(taken) and sheet.content[place] and not sheet.breaks[place]:
            place += 1
    found.sort(key=lambda each: (each.start, -each.end))
    return found


def _of_hit(sheet: Sheet, hit: Hit) -> list[Candidate]:
    """Give a hit without the container in it, and beside it what a described service is done to."""
    start, end = hit.start, min(hit.end, len(sheet.tokens))
    if end <= start:
        return []
    if hit.described:
        things = [i for i in range(start + 1, end) if sheet.content[i]]
        found = [_candidate(sheet, start, end, hit)]
        return [*found, _candidate(sheet, things[0], end, hit, part_of=True)] if things else found
    if start + 2 < end and _holds(sheet, start):
        start += 2
    return [_candidate(sheet, start, end, hit)]


def _holds(sheet: Sheet, index: int) -> bool:
    """Tell whether a token is a container or unit that is counted: "deux *gousses* d'ail"."""
    if sheet.folded[index] not in sheet.pack.units or not sheet.is_in(index + 1, "of"):
        return False
    return index > 0 and (sheet.number(index - 1) is not None or sheet.is_in(index - 1, "adjective"))


def _adds_only(sheet: Sheet, index: int) -> bool:
    return sheet.is_in(index, "adjective") or sheet.number(index) is not None


def _candidate(sheet: Sheet, start: int, end: int, hit: Hit | None, *, part_of: bool = False) -> Candidate:
    before = amount_before(sheet, start)
    opening = before.start if before is not None else start
    while opening > 0 and _belongs(sheet, opening - 1) and not sheet.breaks[opening]:
        opening -= 1
    return Candidate(start, end, hit, before, amount_after(sheet, end), opening, part_of=part_of)


_ARTICLES = frozenset(
    ["indefinite", "definite", "partitive", "my", "your", "their", "this", "of", "adjective"]
)


def _belongs(sheet: Sheet, index: int) -> bool:
    return not _ARTICLES.isdisjoint(sheet.classes[index])


def _phrase_end(sheet: Sheet, start: int, taken: list[bool]) -> int:
    """Give where a noun phrase ends: its noun, and what "de" or "à" adds; in English, its last noun."""
    if sheet.pack.head_last:
        end = start + 1
        while end < len(taken) and end - start < _MOST_WORDS and sheet.content[end] and not sheet.breaks[end]:
            end += 1
        return end
    end = start + 1
    if end < len(taken) and sheet.content[end] and not taken[end] and not sheet.breaks[end]:
        end += 1
    return extended(sheet, end)


def extended(sheet: Sheet, end: int) -> int:
    """Give where a name ends when "de" or "à" and a noun follow it: "tiroir de congélateur"."""
    if end + 1 < len(sheet.tokens) and not sheet.breaks[end] and not sheet.breaks[end + 1]:
        links = sheet.is_in(end, "of") or sheet.is_in(end, "at") or sheet.folded[end] == "en"
        if links and sheet.content[end + 1] and not sheet.is_in(end + 1, "adjective"):
            return end + 2
    return end
