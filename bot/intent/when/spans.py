"""Weeks, week-ends, months and seasons: "ce week-end", "la semaine du 12", "fin août", "next month"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.intent.when import dates
from bot.intent.when.calendar import monday, month_after, month_days, shift
from bot.intent.when.holidays import next_holiday
from bot.intent.when.line import Line
from bot.intent.when.mention import Days

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""The month on whose 21st each season begins."""
_LEADS = ("this", "the", "all", "in", "target", "until")
"""What makes "semaine" a time and not a length."""
_RECENT = 3
"""A month said alone is over, not next year's, when it ended at most so many months ago."""


def read_span(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    """Read a span that has a name; `place` is after its "ce", "la" or "next"."""
    third = None
    start = place
    for kind in ("early", "middle", "late"):
        if line.has(place, kind):
            third, start = kind, line.after(line.after(place + 1, "of"), "the", "this", "next", "last")
    found = _read_whole(line, start, today, named=third is not None)
    if found is None or third is None:
        return found
    days, end = found
    return _third(days, third), end


def _third(days: Days, third: str) -> Days:
    length = (days.last - days.first).days + 1
    if days.shape == "weekend":
        return days
    early, late = shift(days.first, max(length // 3 - 1, 1)), shift(days.last, -max(length // 3 - 1, 2))
    if third == "early":
        return replace(days, last=early)
    if third == "late":
        return replace(days, first=late, from_now=False)
    return replace(days, first=early, last=late, from_now=False)


def _read_whole(line: Line, place: int, today: date, *, named: bool) -> tuple[Days, int] | None:
    if line.has(place, "next_week"):
        return _read_week(line, place, today, weeks=1, end=place + 1)
    span = line.value(place, "span")
    if span is None:
        return _read_month_name(line, place, today, named=named)
    if line.has(place - 1, "number", "per"):
        return None  # "trois week-ends", "3 fois par semaine": how long, how often
    end = place + 1
    turn = 0
    for kind, count in (("next", 1), ("last", -1)):
        if line.has(place - 1, kind) or line.has(end, kind):
            turn, end = count, line.after(end, kind)
            break
    name = line.pack.spans[span]
    if name == "weekend":
        return _read_weekend(line, today, turn=turn, end=end)
    if name == "week":
        said = turn or named or line.has(place - 1, *_LEADS) or _date_of(line, end, today) is not None
        return _read_week(line, place, today, weeks=turn, end=end) if said else None
    return _read_long(line, place, today, name, turn=turn, end=end, named=named)


def _read_long(
    line: Line, place: int, today: date, name: str, *, turn: int, end: int, named: bool
) -> tuple[Days, int] | None:
    """Read "ce mois-ci", "la fin du mois", "next month", "cet été", "en semaine"."""
    if name == "working_week":
        day = shift(today, 1) if today.weekday() in {6, 0, 1, 2, 3} else shift(monday(today), 7)
        return Days(day, day, "weekday", recurring=True, weak=True), end
    this = line.has(place - 1, "this")
    if name != "month":
        return (_season(name, today, past=turn < 0), end) if this or turn else None
    lead = place - 1 - line.has(place - 1, "the")
    if not (this or turn or named or line.has(lead, "until")):
        return None
    first, last = month_days(today.year, today.month + turn)
    return Days(first, last, "month", past=turn < 0, from_now=not turn), end


def _date_of(line: Line, place: int, today: date) -> tuple[date, int] | None:
    """Read "du 12" or "de Pâques" after "le week-end" or "la semaine"."""
    if not line.has(place, "of", "start"):
        return None
    start = line.after(place + 1, "the")
    holiday = line.value(start, "holiday")
    if holiday is not None:
        return next_holiday(line.pack.holidays[holiday], today), start + 1
    found = dates.read_date(line, start, today, led=True)
    return None if found is None else (found[0].first, found[1])


def _read_weekend(line: Line, today: date, *, turn: int, end: int) -> tuple[Days, int]:
    of_date = _date_of(line, end, today)
    if of_date is not None:
        saturday, end = shift(monday(of_date[0]), 5), of_date[1]
    else:
        begun = today.weekday() >= 5
        saturday = shift(monday(today), 5 + 7 * (turn if turn < 0 or begun else 0))
    return Days(saturday, shift(saturday, 1), "weekend", past=turn < 0), end


def _read_week(line: Line, place: int, today: date, *, weeks: int, end: int) -> tuple[Days, int]:
    first = shift(monday(today), 7 * weeks)
    of_date = None if weeks else _date_of(line, end, today)
    if of_date is not None:
        first = monday(of_date[0])
        return Days(first, shift(first, 6), "week"), of_date[1]
    named_day = end + (line.text(end) == ",")
    weekday = line.value(named_day, "weekday") if weeks > 0 else None
    if weekday is not None:
        day = shift(first, weekday)
        return Days(day, day, "weekday"), named_day + 1
    weak = not weeks and line.has(place - 1, "the", "target") and not line.has(place - 2, "in", "all")
    return Days(first, shift(first, 6), "week", past=weeks < 0, from_now=not weeks, weak=weak), end


def _season(name: str, today: date, *, past: bool) -> Days:
    first, _ = month_days(today.year, _SEASONS[name])
    _, last = month_days(today.year, _SEASONS[name] + 2)
    first = shift(first, 20)
    if last < today:
        first, last = shift(first, 365), shift(last, 365)
    return Days(first, last, "season", past=past, from_now=first <= today, weak=True)


def _read_month_name(line: Line, place: int, today: date, *, named: bool) -> tuple[Days, int] | None:
    during = line.after(place, "during", "all")
    month = line.value(during, "month")
    if month is None or line.has(during + 1, "number", "digits"):
        return None
    leads = line.has(place - 1, "during", "all", "from", "until", "before", "next", "last")
    if during == place and not (named or leads):
        return None
    first, last = month_after(today, month + 1)
    end = during + 1
    further = line.value(end + 1, "month") if line.has(end, "list", "to") else None
    if further is not None and not line.has(end + 2, "number", "digits"):
        last, end = month_after(first, further + 1)[1], end + 2  # "en juillet et août"
    ended = (today.month - month - 1) % 12
    over = 0 < ended <= _RECENT and not line.has(place - 1, "from", "until", "before", "next")
    begun = first <= today and not line.has(during - 1, "all")
    return Days(first, last, "month", past=over, from_now=begun, weak=True), end
