"""Days: "demain", "samedi 13 juin", "la semaine prochaine", "dans 2 jours", "fin août", "next Friday"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.intent.when import dates, spans
from bot.intent.when.calendar import shift
from bot.intent.when.holidays import next_holiday
from bot.intent.when.line import Line
from bot.intent.when.mention import Days
from bot.intent.when.weekdays import read_weekday

_WEEK = 7
_UNIT_DAYS = {"day": 1, "fortnight": 14, "week": 7, "month": 30}


def read_days(line: Line, place: int, today: date, *, led: bool) -> tuple[Days, int] | None:
    """Read a day, a run of days or a list of them.

    `led` says that what stands before ("avant le", "pour le") makes a bare number a day.
    """
    span = dates.read_date_range(line, place, today)
    if span is not None:
        return span
    found = _read_one(line, place, today, led=led)
    if found is None:
        return None
    days, end = found
    while line.has(end, "list") and not days.recurring:
        more = _read_one(line, line.after(end + 1, "target"), today, led=led or days.shape == "date")
        if more is None or more[0].past or line.has(more[1], "part", "hour_mark"):
            break
        joined = _joined(days, more[0], either=line.has(end, "or"))
        end = more[1]
        if joined is None:
            break
        days = joined
    return days, end


def _joined(days: Days, more: Days, *, either: bool) -> Days | None:
    """Return the days from the first to the last of a list, or None where others lie between.

    Of "mardi ou jeudi" either will do, so that the days between count as well.
    """
    if days.shape == more.shape == "date" and days.weak and days.last.day < more.first.day:
        first = shift(more.first, days.first.day - more.first.day)  # "les 12 et 13 avril"
        days = replace(days, first=first, last=shift(first, (days.last - days.first).days), weak=more.weak)
    ahead = (more.first - days.last).days
    return replace(days, last=more.last) if 0 < ahead <= (_WEEK if either else 1) else None


def _read_one(line: Line, place: int, today: date, *, led: bool) -> tuple[Days, int] | None:
    start = line.after(place, "every", "the", "this", "next", "last", "all")
    if start > place and line.has(start, "the", "next") and not line.has(start, "weekday"):
        start += 1
    found = (
        _read_relative(line, start, today)
        or dates.read_date(line, start, today, led=led or line.has(start - 1, "the"))
        or spans.read_span(line, start, today)
        or read_weekday(line, start, today)
        or _read_holiday(line, start, today)
    )
    if found is None or start == place or not line.has(start - 1, "last"):
        return found
    return replace(found[0], past=True), found[1]


def _read_relative(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    offset = line.value(place, "day")
    if offset is not None:
        day, end = shift(today, offset), place + 1
        same = dates.read_date(line, line.after(end, "the"), today, led=True)
        if same is not None and same[0].first == day:
            end = same[1]  # "demain dimanche 12"
        elif line.has(end, "weekday"):
            end += 1
        if line.has(end, "in_eight"):
            day, end = shift(day, 7), end + 1
        return Days(day, day, "relative", past=offset < 0), end
    return _read_ahead(line, place, today)


def _read_ahead(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    """Read "dans 3 jours", "in two weeks", "d'ici 15 jours", "a week on Saturday", "a week tomorrow"."""
    if line.has(place, "week_on") and line.has(place + 1, "weekday", "day"):
        found = _read_relative(line, place + 1, today) or read_weekday(line, place + 1, today)
        return None if found is None else (_moved(found[0], _WEEK), found[1])
    if line.has(place, "in"):
        number_at = line.after(place + 1, "the")
    elif line.has(place - 1, "until", "in"):
        number_at = place
    else:
        return None
    number, unit = line.value(number_at, "number"), line.value(number_at + 1, "unit")
    length = None if unit is None else _UNIT_DAYS.get(line.pack.units[unit])
    if number is None or length is None:
        return None
    day = shift(today, length * min(number, 1000))
    return Days(day, day, "ahead"), number_at + 2


def _moved(days: Days, count: int) -> Days:
    return replace(days, first=shift(days.first, count), last=shift(days.last, count))


def _read_holiday(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    holiday = line.value(place, "holiday")
    if holiday is None:
        return None
    leads = ("before", "until", "from", "target", "at", "after")
    alone = line.text(place).count(" ") >= 2  # "lundi de Pâques" is nothing but a date
    if not (
        alone or line.has(place - 1, *leads) or (line.has(place - 1, "the") and line.has(place - 2, *leads))
    ):
        return None  # "marché de Noël" is no date
    day = next_holiday(line.pack.holidays[holiday], today)
    return Days(day, day, "holiday", weak=True), place + 1
