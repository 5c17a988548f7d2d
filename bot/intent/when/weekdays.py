"""Weekdays: "samedi", "samedi prochain", "mardi en huit", "Monday week", "Tuesday next week"."""

from __future__ import annotations

from datetime import date

from bot.intent.when import dates
from bot.intent.when.calendar import monday, next_weekday, shift
from bot.intent.when.line import Line
from bot.intent.when.mention import Days

_WEEKS = (("in_eight", 7), ("in_fifteen", 14), ("last", -7), ("this_week", 0))
"""What may follow a weekday, and how many days it moves it."""


def read_weekday(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    """Read a weekday with what may follow it; what stands before has been read."""
    weekday = line.value(place, "weekday")
    if weekday is None or (line.has(place, "ambiguous") and not _is_day(line, place)):
        return None
    if line.value(place - 1, "number") == 1 or (line.has(place - 1, "number") and line.has(place, "habit")):
        return None  # "un dimanche" is any
    before, end = place - 1, place + 1
    if line.has(end, "next_week") or line.has(before - line.has(before, "the"), "next_week"):
        day = shift(monday(today), 7 + weekday)
        return Days(day, day, "weekday"), line.after(end, "next_week")
    if line.has(end, "next"):
        return _read_next(line, end + 1, today, weekday)
    day = today if line.has(before, "this") and today.weekday() == weekday else next_weekday(today, weekday)
    for kind, days in _WEEKS:
        if line.has(end, kind):
            day = shift(day, days)
            return Days(day, day, "weekday", past=days < 0), end + 1
    habit = line.has(place, "habit") or line.has(before, "every", "usual")
    return Days(day, day, "weekday", recurring=habit), end


def _read_next(line: Line, end: int, today: date, weekday: int) -> tuple[Days, int]:
    """Read what may follow "samedi prochain": its number."""
    numbered = dates.read_date(line, line.after(end, "the"), today, led=True)
    if numbered is not None and numbered[0].first.weekday() == weekday:
        return numbered
    day = next_weekday(today, weekday)
    return Days(day, day, "weekday"), end


def _is_day(line: Line, place: int) -> bool:
    """Tell whether a word that is also something else ("jeu", "sun") stands as a day."""
    if line.has(place - 1, "this", "next", "last", "every", "target", "before", "until", "from", "to"):
        return True
    after = place + 1
    if line.has(after, "list", "to") and line.has(after + 1, "weekday"):
        return True  # "Sat & Sun"
    if line.has(place - 1, "list") and line.has(place - 2, "weekday"):
        return True
    if line.has(after, "part", "to", "next") and line.text(after) not in {"a", "to"}:
        return True
    if line.pack.bare_hours:
        after = line.after(after, "at")
        if line.has(after, "dotted"):
            return True  # "Sat at 2.30"
    return line.has(after, "number", "hours_minutes") and (
        line.has(after + 1, "hour_mark", "am", "pm", "month", "ordinal") or line.has(after, "hours_minutes")
    )
