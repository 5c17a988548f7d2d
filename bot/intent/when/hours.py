"""One hour of the day: "18h30", "6pm", "midi et quart", "half ten", "quarter to nine"."""

from __future__ import annotations

from dataclasses import dataclass

from bot.intent.when.line import Line

HALF_DAY = 720
DAY = 1440
_FIRST_HOUR = 5 * 60
"""A whole hour before this, alone, is a duration: "2h"."""
_MEASURES = frozenset("€$£%/x°+")


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour said: minutes after midnight, and the place after it."""

    minutes: int
    end: int
    marked: bool
    """Said in a way that leaves no doubt: "18h", "6pm", "18:30"."""
    halves: bool
    """Said on the twelve-hour dial, without saying which half of the day."""


def read_hour(line: Line, place: int, *, led: bool, bare: bool = False) -> Hour | None:
    """Read one hour.

    `led` says that what stands before ("at") makes a bare number an hour where the language
    allows it; `bare` that it is an hour in any language, being one end of a range.
    """
    return (
        _read_named(line, place)
        or _read_spoken(line, place)
        or _read_written(line, place, led=led, bare=bare)
        or _read_counted(line, place)
        or _read_bare(line, place, led=led, bare=bare)
    )


def is_duration(line: Line, place: int, hour: Hour, *, led: bool) -> bool:
    """Tell whether "2h", with nothing before that makes it an hour, is how long something takes."""
    if line.has(place, "noon", "midnight", "hours_minutes", "dotted") or not hour.marked:
        return False
    if line.has(place - 1, "at") or line.has(hour.end - 1, "am", "pm") or _part_follows(line, hour.end):
        return False
    whole, early = hour.minutes % 60 == 0, 0 < hour.minutes < _FIRST_HOUR
    if early and _day_follows(line, hour.end):
        return False
    of_something = line.has(hour.end, "of") and not line.has(hour.end + 1, "part", "number", "weekday", "day")
    if line.has(place - 1, "for") or (early and (whole or of_something)):
        return True
    return not led and whole and (of_something or line.has(hour.end, "per", "since"))


def usual_half(minutes: int) -> int:
    """Return the half of the day in which neighbours do things: "at 3" is not at night."""
    return minutes + HALF_DAY if 60 <= minutes < 8 * 60 else minutes


def _read_named(line: Line, place: int) -> Hour | None:
    for kind, minutes in (("noon", HALF_DAY), ("midnight", DAY)):
        if line.has(place, kind):
            more, end = _spoken_fraction(line, place + 1)
            return Hour(minutes + more, end, marked=True, halves=False)
    return None


def _read_spoken(line: Line, place: int) -> Hour | None:
    """Read "half past six", "half ten", "quarter to nine", "ten past four"."""
    if not line.pack.bare_hours:
        return None
    if line.has(place, "bare_half"):
        hour, end, minutes = _dial(line, place + 1), place + 2, 30
        if line.has(end, "unit", "hour_mark"):
            return None
    else:
        minutes = 15 if line.has(place, "bare_quarter") else line.value(place, "number") or 0
        joint = line.after(place + 1, "minute_mark")
        hour, end = _dial(line, joint + 1), joint + 2
        to = line.has(joint, "less") and not line.has(place, "digits")  # "8 to 10" is a range
        if (
            not 1 <= minutes <= 29
            or (minutes % 5 and joint == place + 1)
            or not (to or line.has(joint, "past"))
        ):
            return None
        minutes = -minutes if to else minutes
    return None if hour is None else _half_of_day(line, end, hour * 60 + minutes, marked=False, sure=True)


def _dial(line: Line, place: int) -> int | None:
    """Return an hour of the twelve-hour dial; not an article that also means one ("half a dozen")."""
    number = line.value(place, "number")
    if number is None or not (1 < number <= 12 or (number == 1 and line.has(place, "digits"))):
        return None
    return number


def _read_written(line: Line, place: int, *, led: bool, bare: bool) -> Hour | None:
    """Read "18:30" and "6.30"."""
    minutes = line.value(place, "hours_minutes")
    named = line.has(place + 1, "am", "pm", "hour_mark")
    if minutes is None and (named or bare or (led and line.pack.bare_hours)):
        minutes = line.value(place, "dotted")
    if minutes is None:
        return None
    return _half_of_day(line, line.after(place + 1, "hour_mark"), minutes, marked=True)


def _read_counted(line: Line, place: int) -> Hour | None:
    """Read a number with what makes it an hour: "18h30", "dix heures et quart", "6pm"."""
    number = line.value(place, "number")
    if number is None or number > 24:
        return None
    if line.has(place + 1, "am", "pm"):
        return _half_of_day(line, place + 1, number * 60, marked=True)
    if line.has(place + 1, "hour_mark") and not line.has(place + 2, "ago_after"):
        more, end = _fraction(line, place + 2)
        return _half_of_day(line, end, number * 60 + more, marked=True)
    return None


def _read_bare(line: Line, place: int, *, led: bool, bare: bool) -> Hour | None:
    number = line.value(place, "number")
    if number is None or number > 24 or (number <= 1 and not line.has(place, "digits")):
        return None
    english = line.pack.bare_hours and 1 <= number <= 12
    said = english and (
        line.has(place + 1, "exactly")
        or _part_follows(line, place + 1)
        or (led and not _counts(line, place + 1))
    )
    if not said and not (bare and (line.has(place, "digits") or (led and line.pack.bare_hours))):
        return None
    return _half_of_day(line, place + 1, number * 60, marked=False)


def _counts(line: Line, place: int) -> bool:
    """Tell whether what follows a bare number is what it counts."""
    return line.has(place, "unit", "ordinal", "month", "number", "slashed") or line.text(place) in _MEASURES


def _day_follows(line: Line, end: int) -> bool:
    """Tell whether an hour begins a range that ends on another day: "de samedi 3h à dimanche"."""
    return line.has(end, "to") and line.has(line.after(end + 1, "the"), "day", "weekday")


def _part_follows(line: Line, place: int) -> bool:
    return line.has(line.after(line.after(place, "of", "in"), "the"), "part")


def _half_of_day(line: Line, end: int, minutes: int, *, marked: bool, sure: bool = False) -> Hour:
    if line.has(end, "am", "pm"):
        minutes = minutes % HALF_DAY + (HALF_DAY if line.has(end, "pm") else 0)
        return Hour(minutes, end + 1, marked=True, halves=False)
    halves = 60 <= minutes < HALF_DAY + 60
    if line.pack.bare_hours and halves and not sure:
        marked = False
    return Hour(minutes, end, marked=marked, halves=halves)


def _spoken_fraction(line: Line, place: int) -> tuple[int, int]:
    """Read "et demie", "moins le quart". Returns minutes and the end."""
    for kind, minutes in (("half", 30), ("quarter", 15), ("quarter_less", -15)):
        if line.has(place, kind):
            return minutes, place + 1
    return 0, place


def _fraction(line: Line, place: int) -> tuple[int, int]:
    """Read what follows "18 h": "30", "et demie", "moins dix". Returns minutes and the end."""
    spoken = _spoken_fraction(line, place)
    if spoken[0]:
        return spoken
    less = line.has(place, "less") and not line.pack.bare_hours
    at = place + less
    number, digits = line.value(at, "number"), line.value(at, "digits")
    if number is None or number >= 60 or line.has(at + 1, "hour_mark", "unit", "month"):
        return 0, place
    if less:
        return (-number, at + 1) if number < 30 else (0, place)
    round_number = number % 5 == 0 and number > 0
    if digits == 2:
        spaced = line.text(at - 1) == "h" and (round_number or not line.text(at + 1)[:1].isalnum())
        said = line.glued(at) or spaced or (round_number and not line.bare(at + 1))
    else:
        said = digits is None and round_number
    return (number, line.after(at + 1, "minute_mark")) if said else (0, place)
