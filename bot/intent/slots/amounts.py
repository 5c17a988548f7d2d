"""How much of a thing: the number and the unit that stand before or after its name."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intent.slots.sheet import Sheet

_TIMES = frozenset(["x", "×", "*"])
_MOST_ADJECTIVES = 2
_LARGEST_LOOSE = 60
"""A larger number after a name, with no unit, is a model, a year or a price."""
_FURTHEST = 2
"""So many words may stand between a name and its amount: "lard *fumé* 250 g"."""
_NOT_AFTER = frozenset(["°", "%", "h", "ans", "e"])
_MEASURES = frozenset(["mètre", "metre", "cm", "litre", "kg", "g", "cl", "ml", "m²"])


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of units, and the tokens it was read from, `start` to before `end`."""

    value: float | None
    unit: str | None
    start: int
    end: int
    article: bool = False
    """The number is an article: "une baguette"."""

    @property
    def is_measure(self) -> bool:
        """True for what may be a size rather than an amount: "une échelle de 3 mètres"."""
        return self.unit in _MEASURES


def amount_before(sheet: Sheet, start: int) -> Amount | None:
    """Read what stands before the name that begins at token `start`: "un kilo et demi de", "6"."""
    at = _skip_adjectives(sheet, start)
    linked = at
    while linked > 0 and (sheet.is_in(linked - 1, "of") or sheet.is_in(linked - 1, "partitive")):
        linked -= 1
    unit, place = None, linked
    half = _half(sheet, place)
    if half:
        place -= 2
    counted = sheet.unit(place - 1)
    if counted is not None and not (place < len(sheet.tokens) and sheet.breaks[place]):
        unit = counted[0]
        place = _skip_adjectives(sheet, place - counted[1])
    number = _number_ending_at(sheet, place)
    if number is None:
        return Amount(None, unit, place, start) if unit is not None and linked < at else None
    value, glued, first, collective = number
    if linked < at and unit is None and glued is None and not collective:
        return None  # "deux d'entre vous", "30 de retard": no amount of this
    article = not collective and (sheet.is_in(first, "indefinite") and value == 1)
    return Amount(value + (0.5 if half else 0.0), glued or unit, first, start, article)


def amount_after(sheet: Sheet, end: int) -> Amount | None:
    """Read what stands after the name that ends before token `end`: "x 6", "2 boîtes", ": 4", "(3)"."""
    at, marked = _skip_to_number(sheet, end)
    times = sheet.word(at) in _TIMES
    at += times
    if at >= len(sheet.tokens) or sheet.breaks[at]:
        return None
    if sheet.is_in(at, "indefinite") and _is_collective(sheet, at + 1) and not sheet.is_in(at + 2, "of"):
        number = sheet.number(at + 1)
        return Amount(number[0], None, end, at + 2) if number else None
    number = sheet.number(at)
    if number is None or sheet.is_in(at - 1, "size"):
        return None
    value, unit = number
    after = at + 1
    counted = sheet.unit(after)
    if unit is None and counted is not None and not sheet.breaks[after]:
        unit = counted[0]
        after += counted[1]
    if unit is not None and _half(sheet, after + 2):
        value += 0.5
        after += 2
    if sheet.is_in(after, "money") or sheet.word(after) in _NOT_AFTER:
        return None
    closed = (
        after >= len(sheet.tokens)
        or sheet.opens(after)
        or sheet.delimits(after)
        or bool(sheet.classes[after])
    )
    if sheet.is_in(after, "of") or (
        unit is None and (marked or sheet.is_in(at, "article") or value > _LARGEST_LOOSE)
    ):
        closed = False
    if sheet.is_in(at, "indefinite") and unit is None and sheet.word(at) != "1":
        closed = False
    return Amount(value, unit, end, after) if times or closed else None


def _skip_to_number(sheet: Sheet, end: int) -> tuple[int, bool]:
    """Give where an amount after a name may begin, and whether a comma stands before it."""
    at = end
    while at < min(end + _FURTHEST, len(sheet.tokens)) and sheet.content[at] and not sheet.breaks[at]:
        if sheet.number(at) is not None:
            break
        at += 1
    while sheet.is_in(at, "hello"):
        at += 1
    if sheet.word(at) in {";", "("} and not sheet.breaks[at]:
        at += 1
    if sheet.word(at) == "," and not sheet.breaks[at]:
        return at + 1, True
    return at, False


def loose_amount(sheet: Sheet, *, measured: bool) -> Amount | None:
    """Read an amount that stands alone: "j'en ai une trentaine", "j'en donne 5".

    Units count for what is `measured`: "qui en veut un bocal ?".
    """
    for i in range(len(sheet.tokens)):
        number = sheet.number(i)
        if number is None or sheet.is_in(i + 1, "money"):
            continue
        if measured:
            found = _loose_units(sheet, i, number)
            if found is not None:
                return found
        if number[1] is None and number[0] >= 2 and _is_alone(sheet, i):
            return Amount(number[0], None, i - 1 if sheet.is_in(i - 1, "indefinite") else i, i + 1)
    return None


def _is_alone(sheet: Sheet, index: int) -> bool:
    """Tell whether a number counts what was named elsewhere: "une trentaine", "en … 5"."""
    after = index + 1
    if after < len(sheet.tokens) and sheet.content[after] and not sheet.opens(after):
        return False
    if _is_collective(sheet, index):
        return not sheet.is_in(after, "of") and not sheet.is_in(after, "time")
    if not sheet.delimits(after) and not sheet.breaks[after]:
        return False
    clause = sheet.clauses[index]
    return any(sheet.is_in(j, "in") and sheet.clauses[j] == clause for j in (index - 2, index - 3))


def _loose_units(sheet: Sheet, index: int, number: tuple[float, str | None]) -> Amount | None:
    """Read a number and a unit that no name follows: "deux bons kilos", "d'un paquet"."""
    value, unit = number
    after = index + 1
    while sheet.is_in(after, "adjective"):
        after += 1
    counted = sheet.unit(after) if unit is None else None
    if counted is not None:
        unit = counted[0]
        after += counted[1]
    named = sheet.is_in(after, "of") or (
        after < len(sheet.tokens) and sheet.content[after] and not sheet.opens(after)
    )
    return None if unit is None or named else Amount(value, unit, index, after)


def _skip_adjectives(sheet: Sheet, place: int) -> int:
    for _ in range(_MOST_ADJECTIVES):
        if place > 0 and sheet.is_in(place - 1, "adjective") and not sheet.breaks[place - 1]:
            place -= 1
    return place


def _half(sheet: Sheet, place: int) -> bool:
    return place > 2 and sheet.word(place - 1) in {"demi", "demie", "half"} and sheet.is_in(place - 2, "join")


def _is_collective(sheet: Sheet, index: int) -> bool:
    """Tell whether a token is a number that takes an article: "une douzaine", "a dozen"."""
    if not 0 <= index < len(sheet.folded):
        return False
    number = sheet.pack.numbers.get(sheet.folded[index])
    return number is not None and sheet.folded[index].endswith(("aine", "aines", "dozen"))


def _number_ending_at(sheet: Sheet, place: int) -> tuple[float, str | None, int, bool] | None:
    """Give value, glued unit, first token and whether it is "une douzaine" of a number before `place`."""
    if place > 1 and sheet.folded[place - 1] in _TIMES:
        place -= 1
    number = sheet.number(place - 1)
    if number is None:
        return None
    value, unit = number
    collective = _is_collective(sheet, place - 1)
    before = sheet.number(place - 2)
    if collective and before is not None:
        return value * before[0], None, place - 2, True
    if before is not None and before[0] >= 1 and value in {100, 0.5} and not sheet.breaks[place - 1]:
        value = value * before[0]
        return value, unit, place - 2, False
    return value, unit, place - 1, collective
