"""The days of the year that have a name: which date each falls on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.intent.when.calendar import easter, nth_weekday, shift

_FIXED = {
    "new_year": (1, 1),
    "epiphany": (1, 6),
    "candlemas": (2, 2),
    "valentine": (2, 14),
    "saint_patrick": (3, 17),
    "music_day": (6, 21),
    "independence_day": (7, 4),
    "bastille_day": (7, 14),
    "assumption": (8, 15),
    "halloween": (10, 31),
    "all_saints": (11, 1),
    "bonfire_night": (11, 5),
    "armistice": (11, 11),
    "saint_nicholas": (12, 6),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "boxing_day": (12, 26),
    "new_year_eve": (12, 31),
}
_FROM_EASTER = {
    "shrove_tuesday": -47,
    "good_friday": -2,
    "easter": 0,
    "easter_monday": 1,
    "ascension": 39,
    "pentecost": 49,
    "whit_monday": 50,
}
_NTH = {"memorial_day": (5, 0, -1), "labor_day": (9, 0, 1), "thanksgiving": (11, 3, 4)}
"""Month, weekday (Monday is 0) and which one; -1 is the last."""


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: shift(easter(year), days)


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date]:
    return lambda year: nth_weekday(year, month, weekday, nth)


HOLIDAYS: Mapping[str, Callable[[int], date]] = {
    **{name: _fixed(*day) for name, day in _FIXED.items()},
    **{name: _from_easter(days) for name, days in _FROM_EASTER.items()},
    **{name: _nth(*rule) for name, rule in _NTH.items()},
}
"""Name → the date it falls on in a year."""


def next_holiday(name: str, today: date) -> date:
    """Return the holiday's next date, today included."""
    this_year = HOLIDAYS[name](today.year)
    return this_year if this_year >= today else HOLIDAYS[name](min(today.year + 1, 9990))
