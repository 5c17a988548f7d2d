"""Hours of the day: "18h30", "6pm", "half ten", "midi et quart", "de 14h à 16h"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.intent.when.line import Line
from bot.intent.when.mention import Clock

_HALF_DAY = 720
_DAY = 1440
_EARLY = 120
"""An hour may come so much before its part of the day: "demain matin, départ 5h30"."""
_FIRST_HOUR = 5 * 60
"""A whole hour before this, alone, is a duration: "2h"."""
_MEASURES = frozenset("€$£%/x°+")


@dataclass(frozen=True, slots=True)
class _Hour:
    """One hour said: minutes, where it ends, and how much of a clock's time it looks."""

    minutes: int
    end: int
    marked: bool
    halves: bool
    """Said on the twelve-hour dial, without saying which half of the day."""


def read_clock(line: Line, place: int, *, led: bool, dated: bool) -> tuple[Clock, int] | None:
    """Read an hour or a range of hours.

    `led` says that what stands before ("at") makes a bare number an hour; `dated` that a day
    was said, so that two bare numbers are hours.
    """
    span = _read_span(line, place, led=led or dated)
    if span is not None:
        return span
    hour = _read_hour(line, place, led=led)
    if hour is None or _is_duration(line, place, hour, led=led, dated=dated):
        return None
    minutes = hour.minutes
    if hour.halves and not hour.marked:
        minutes = _usual_half(minutes)
    return Clock(minutes, minutes, halves=hour.halves), line.after(hour.end, "exactly")


def in_part(clock: Clock, part: Clock) -> Clock | None:
    """Return the hours as they fall in the part of the day ("8h" in "ce soir"), or None if they cannot."""
    for move in (0, _HALF_DAY, -_HALF_DAY) if clock.halves else (0,):
        first, last = clock.first + move, clock.last + move
        if part.first - _EARLY <= first <= part.last or (
            last > first and first < part.last and last > part.first
        ):
            return replace(clock, first=first, last=last, halves=False)
    if part.first <= clock.first + _DAY <= part.last:
        return replace(clock, first=clock.first + _DAY, last=clock.last + _DAY, halves=False)
    return None


def _usual_half(minutes: int) -> int:
    """Return the half of the day in which neighbours do things: "at 3" is not at night."""
    return minutes + _HALF_DAY if 60 <= minutes < 8 * 60 else minutes


def _read_span(line: Line, place: int, *, led: bool) -> tuple[Clock, int] | None:
    start = line.after(place, "between", "start")
    opened = start > place
    first = _read_hour(line, start, led=True, bare=True)
    if first is None:
        return None
    middle = first.end
    if line.has(start - 1, "between"):
        if not line.has(middle, "and", "to"):
            return None
    elif not line.has(middle, "to"):
        return None
    last = _read_hour(line, line.after(middle + 1, "at"), led=True, bare=True)
    if last is None:
        return None
    if not (first.marked or last.marked) and not _bare_span(line, start, last.end, led=led, opened=opened):
        return None
    if not (first.marked or last.marked) and first.minutes > last.minutes + _HALF_DAY:
        return None
    return _span(first, last), line.after(last.end, "exactly")


def _bare_span(line: Line, start: int, end: int, *, led: bool, opened: bool) -> bool:
    """Tell whether two bare numbers ("2 to 5", "entre 10 et 12") are hours: by what stands around them."""
    if line.has(end, "unit", "month", "ordinal", "thing") or line.value(start, "digits") is None:
        return False
    if line.has(start - 1, "between") or (led and opened):
        return True
    if line.bare(end) and line.text(end).isalpha() and not opened:
        return False
    if led:
        return True
    if not line.pack.bare_hours:
        return False
    return opened or line.has(end, "day", "weekday", "part", "this", "tonight")


def _span(first: _Hour, last: _Hour) -> Clock:
    start, end = first.minutes, last.minutes
    if first.halves and not last.halves and last.marked:
        if start + _HALF_DAY < end and end >= _HALF_DAY and not first.marked:
            start += _HALF_DAY
    elif last.halves and not first.halves and first.marked:
        while end <= start:
            end += _HALF_DAY
    elif first.halves and last.halves and not (first.marked and last.marked):
        start = _usual_half(start)
        while end <= start:
            end += _HALF_DAY
    if end <= start:
        end += _DAY
    return Clock(start, end, halves=first.halves and last.halves)


def _read_hour(line: Line, place: int, *, led: bool, bare: bool = False) -> _Hour | None:
    for kind, at in (("noon", _HALF_DAY), ("midnight", _DAY)):
        if line.has(place, kind):
            more, end = _fraction(line, place + 1, words_only=True)
            return _Hour(at + more, end, marked=True, halves=False)
    spoken = _spoken(line, place)
    if spoken is not None:
        return spoken
    minutes = line.value(place, "hours_minutes")
    if minutes is None and (led or line.has(place + 1, "am", "pm", "hour_mark")):
        minutes = line.value(place, "dotted")
        if minutes is not None and not (bare or line.pack.bare_hours or line.has(place + 1, "hour_mark")):
            minutes = None
    if minutes is not None:
        return _half_of_day(line, line.after(place + 1, "hour_mark"), minutes, marked=True)
    number = line.value(place, "number")
    if number is None or number > 24:
        return None
    if line.has(place + 1, "hour_mark") and not line.has(place + 2, "ago_after"):
        more, end = _fraction(line, place + 2, words_only=False)
        return _half_of_day(line, end, number * 60 + more, marked=True)
    if line.has(place + 1, "am", "pm"):
        return _half_of_day(line, place + 1, number * 60, marked=True)
    counted = number > 1 or line.has(place, "digits")
    if line.pack.bare_hours and counted and number <= 12 and _part_follows(line, place + 1):
        return _half_of_day(line, place + 1, number * 60, marked=False)
    if line.value(place, "digits") is None and not (led and line.pack.bare_hours and number > 1):
        return None
    if bare or (led and line.pack.bare_hours and 1 <= number <= 12 and not _counts(line, place + 1)):
        return _half_of_day(line, place + 1, number * 60, marked=False)
    return None


def _counts(line: Line, place: int) -> bool:
    """Tell whether what follows a bare number is what it counts."""
    return line.has(place, "unit", "ordinal", "month", "number", "slashed") or line.text(place) in _MEASURES


def _spoken(line: Line, place: int) -> _Hour | None:
    """Read "half past six", "half ten", "quarter to nine", "ten past four"."""
    if line.has(place, "bare_half"):
        number = line.value(place + 1, "number")
        said = number is not None and (number > 1 or line.has(place + 1, "digits"))  # "half a dozen"
        if said and number is not None and number <= 12 and not line.has(place + 2, "unit", "hour_mark"):
            return _half_of_day(line, place + 2, number * 60 + 30, marked=False, sure=True)
        return None
    amount = 15 if line.has(place, "bare_quarter") else line.value(place, "number")
    after = line.after(place + 1, "minute_mark")
    if (
        amount is None
        or not 1 <= amount <= 29
        or not line.has(after, "past", "less")
        or not line.pack.bare_hours
    ):
        return None
    number = line.value(after + 1, "number")
    if number is None or not 1 <= number <= 12 or (amount % 5 and after == place + 1):
        return None
    if line.has(place, "digits") and line.has(after, "less"):
        return None  # "8 to 10" is a range
    minutes = number * 60 + (amount if line.has(after, "past") else -amount)
    return _half_of_day(line, after + 2, minutes, marked=False, sure=True)


def _half_of_day(line: Line, end: int, minutes: int, *, marked: bool, sure: bool = False) -> _Hour:
    if line.has(end, "am", "pm"):
        minutes = minutes % _HALF_DAY + (_HALF_DAY if line.has(end, "pm") else 0)
        return _Hour(minutes, end + 1, marked=True, halves=False)
    halves = 60 <= minutes < 780
    if line.pack.bare_hours and halves and not sure:
        marked = marked and not halves
    return _Hour(minutes, end, marked=marked, halves=halves)


def _fraction(line: Line, place: int, *, words_only: bool) -> tuple[int, int]:
    """Read what follows "18 h": "30", "et demie", "moins le quart". Returns minutes and the end."""
    for kind, minutes in (("half", 30), ("quarter", 15), ("quarter_less", -15)):
        if line.has(place, kind):
            return minutes, place + 1
    if line.has(place, "less") and not line.pack.bare_hours:
        number = line.value(place + 1, "number")
        if number is not None and number < 30:
            return -number, place + 2
    number = line.value(place, "number")
    if number is None or words_only or number >= 60 or line.has(place + 1, "hour_mark", "unit", "month"):
        return 0, line.after(place + 1, "minute_mark") if number and line.has(
            place + 1, "minute_mark"
        ) else place
    digits = line.value(place, "digits")
    if (digits is None and number % 5 == 0 and number) or (
        digits == 2 and (line.glued(place) or (number % 5 == 0 and not line.bare(place + 1)))
    ):
        return number, line.after(place + 1, "minute_mark")
    if digits == 2 and number % 5 == 0 and line.text(place - 1) == "h":
        return number, place + 1
    return 0, place


def _is_duration(line: Line, place: int, hour: _Hour, *, led: bool, dated: bool) -> bool:
    """Tell whether "2h", with nothing before that makes it an hour, is how long something takes."""
    if line.has(place, "noon", "midnight", "hours_minutes", "dotted") or not hour.marked:
        return False
    if line.has(place - 1, "at") or line.has(hour.end - 1, "am", "pm") or _part_follows(line, hour.end):
        return False
    if line.has(place - 1, "for"):
        return True
    if hour.minutes < _FIRST_HOUR and hour.minutes % 60 == 0:
        return True
    of_something = line.has(hour.end, "of") and not line.has(hour.end + 1, "part", "number", "weekday", "day")
    return (
        not (led or dated) and hour.minutes % 60 == 0 and (of_something or line.has(hour.end, "per", "since"))
    )


def _part_follows(line: Line, place: int) -> bool:
    return line.has(line.after(line.after(place, "of", "in"), "the"), "part")
