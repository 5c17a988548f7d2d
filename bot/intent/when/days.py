"""Days: "demain", "samedi 13 juin", "la semaine prochaine", "dans 2 jours", "fin août", "next Friday"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.intent.when import dates, spans
from bot.intent.when.calendar import shift
from bot.intent.when.holidays import next_holiday
from bot.intent.when.line import Line
from bot.intent.when.mention import Days
from bot.intent.when.weekdays import read_weekday

_UNIT_DAYS = {"day": 1, "fortnight": 14, "week": 7}


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
        more = _read_one(line, line.after(end + 1, "target"), today, led=led)
        if more is None or more[0].past or line.has(more[1], "part", "hour_mark"):
            break
        if not timedelta(0) < more[0].first - days.last <= timedelta(days=1):
            end = more[1]
            break
        days, end = replace(days, last=more[0].last), more[1]
    return days, end


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
    """Read "dans 3 jours", "in two weeks", "d'ici 15 jours", "a week on Saturday"."""
    if line.has(place, "week_on") and line.has(place + 1, "weekday"):
        found = read_weekday(line, place + 1, today)
        if found is not None:
            return replace(found[0], first=shift(found[0].first, 7), last=shift(found[0].last, 7)), found[1]
    number_at = place + 1
    if not line.has(place, "in") and not line.has(place - 1, "until", "in"):
        return None
    if not line.has(place, "in"):
        number_at = place
    number, unit = line.value(number_at, "number"), line.value(number_at + 1, "unit")
    if number is None or unit is None:
        return None
    name = line.pack.units[unit]
    if name == "month":
        day = shift(today, 30 * min(number, 1000))
    elif name in _UNIT_DAYS:
        day = shift(today, _UNIT_DAYS[name] * min(number, 1000))
    else:
        return None
    return Days(day, day, "ahead"), number_at + 2


def _read_holiday(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    holiday = line.value(place, "holiday")
    if holiday is None:
        return None
    leads = ("before", "until", "from", "target", "at", "after")
    if not (line.has(place - 1, *leads) or (line.has(place - 1, "the") and line.has(place - 2, *leads))):
        return None  # "marché de Noël" is no date
    day = next_holiday(line.pack.holidays[holiday], today)
    return Days(day, day, "holiday", weak=True), place + 1
