"""The name that an item goes by: what was written, bare and singular, or the catalogue's name."""

from __future__ import annotations

from bot.intent.catalogue import Catalogue
from bot.intent.slots.candidates import Candidate, extended
from bot.intent.slots.pack import SlotPack
from bot.intent.slots.sheet import Sheet
from bot.intent.text import fold

_LONGEST = 80
"""Characters of a name; what is longer was no name."""


def name_of(sheet: Sheet, candidate: Candidate, catalogue: Catalogue) -> str:
    """Give the singular noun phrase for a candidate, lower case, without article or container."""
    hit = candidate.hit
    if hit is not None and hit.described and not candidate.part_of:
        return catalogue.name(hit.concept.id, sheet.analysis.language)
    start, end = candidate.start, candidate.end
    if hit is not None and not sheet.pack.head_last and not hit.concept.service:
        end = extended(sheet, end)
    return written(sheet, start, end)


def written(sheet: Sheet, start: int, end: int) -> str:
    """Give tokens as one name: lower case, each word that bends in the singular."""
    tokens, text, pack = sheet.tokens, sheet.analysis.text, sheet.pack
    pieces: list[str] = []
    for i in range(start, end):
        if i > start and tokens[i].start == tokens[i - 1].start:
            continue  # one written word that was read as several
        if i > start and text[tokens[i - 1].end : tokens[i].start]:
            pieces.append(" ")
        last = i == end - 1
        bends = last if pack.head_last else not _after_link(sheet, start, i)
        pieces.append(singular(tokens[i].text.lower(), pack) if bends else tokens[i].text.lower())
    return "".join(pieces)[:_LONGEST].strip()


def _after_link(sheet: Sheet, start: int, index: int) -> bool:
    """Tell whether a word comes after "de" or "à": "boîte à outils" keeps its plural."""
    return any(
        sheet.is_in(i, "of")
        or sheet.is_in(i, "at")
        or sheet.is_in(i, "partitive")
        or sheet.folded[i] in {"en", "pour"}
        for i in range(start, index)
    )


def singular(word: str, pack: SlotPack) -> str:
    """Give the singular of a written word, its accents kept."""
    inflection = pack.inflection
    if "-" in word:
        first, hyphen, rest = word.partition("-")
        if fold(word) in inflection.invariable:
            return word
        return singular(first, pack) + hyphen + rest
    folded = fold(word)
    one = inflection.singular(folded)
    if one == folded:
        return word
    same = 0
    while same < min(len(one), len(folded)) and one[same] == folded[same]:
        same += 1
    cut = len(folded) - same
    return (word[:-cut] if cut else word) + one[same:]
