"""Hours and ranges of hours: "à 18h", "de 14h à 16h", "2-4pm", "entre 10h et midi"."""

from __future__ import annotations

from dataclasses import replace

from bot.intent.when.hours import DAY, HALF_DAY, Hour, is_duration, read_hour, usual_half
from bot.intent.when.line import Line
from bot.intent.when.mention import Clock

_EARLY = 120
"""An hour may come so much before its part of the day: "demain matin, départ 5h30"."""


def read_clock(
    line: Line, place: int, *, led: bool, dated: bool, sure: bool = False
) -> tuple[Clock, int] | None:
    """Read an hour or a range of hours.

    `led` says that what stands before ("at") makes a bare number an hour; `dated` that a day
    was said, so that two bare numbers are hours; `sure` that "2h" can be no duration.
    """
    span = _read_span(line, place, led=led or dated)
    if span is not None:
        return span
    found = read_hour(line, place, led=led)
    if found is None or (not sure and is_duration(line, place, found, led=led or dated)):
        return None
    minutes = usual_half(found.minutes) if found.halves and not found.marked else found.minutes
    return Clock(minutes, minutes, halves=found.halves), line.after(found.end, "exactly")


def in_part(clock: Clock, part: Clock) -> Clock | None:
    """Return the hours as they fall in the part of the day ("8h" in "ce soir"), or None if they cannot."""
    for move in (0, HALF_DAY, -HALF_DAY) if clock.halves else (0,):
        first, last = clock.first + move, clock.last + move
        begins = part.first - _EARLY <= first <= part.last
        overlaps = first < last and first < part.last and part.first < last
        if begins or overlaps:
            return replace(clock, first=first, last=last, halves=False)
    if part.first <= clock.first + DAY <= part.last:
        return replace(clock, first=clock.first + DAY, last=clock.last + DAY, halves=False)
    return None


def _read_span(line: Line, place: int, *, led: bool) -> tuple[Clock, int] | None:
    start = line.after(place, "between", "start")
    first = read_hour(line, start, led=True, bare=True)
    if first is None:
        return None
    between = line.has(start - 1, "between") and line.has(first.end, "and")
    if not (between or line.has(first.end, "to")):
        return None
    last = read_hour(line, line.after(first.end + 1, "at"), led=True, bare=True)
    if last is None or not _are_hours(line, start, first, last, led=led, opened=start > place):
        return None
    return _span(first, last), line.after(last.end, "exactly")


def _are_hours(line: Line, start: int, first: Hour, last: Hour, *, led: bool, opened: bool) -> bool:
    if not (first.marked or last.marked):
        forwards = first.minutes <= last.minutes + HALF_DAY
        return forwards and _bare_span(line, start, last.end, led=led, opened=opened)
    houses = (not first.marked and line.has(start - 1, "the", "place")) or (
        not last.marked and line.has(first.end, "place")
    )
    return opened or not houses  # "devant le 12 à 18h", "à 18h au 12"


def _bare_span(line: Line, start: int, end: int, *, led: bool, opened: bool) -> bool:
    """Tell whether two bare numbers ("2 to 5", "entre 10 et 12") are hours: by what stands around them."""
    if line.has(end, "unit", "month", "ordinal", "thing") or not line.has(
        start, "digits", "hours_minutes", "dotted"
    ):
        return False
    if line.has(start - 1, "between") or (led and opened):
        return True
    if line.bare(end) and line.text(end).isalpha() and not opened:
        return False  # "2 to 3 people"
    days_follow = line.has(end, "day", "weekday", "part", "this", "tonight")
    return led or (line.pack.bare_hours and (opened or days_follow))


def _span(first: Hour, last: Hour) -> Clock:
    """Settle which half of the day each end is in: "2-4pm", "11am to 2", "from 9 to 5"."""
    start, end = first.minutes, last.minutes
    if first.halves and last.halves and not (first.marked and last.marked):
        start = usual_half(start)
    elif first.halves and last.marked and not first.marked and start + HALF_DAY < end:
        start += HALF_DAY
    if last.halves and not last.marked:
        while end <= start:
            end += HALF_DAY
    if end <= start:
        end += DAY
    return Clock(start, end, halves=first.halves and last.halves)
