"""Weeks, week-ends, months and seasons: "ce week-end", "la semaine du 12", "fin août", "next month"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.intent.when import dates
from bot.intent.when.calendar import monday, month_after, month_days, shift
from bot.intent.when.line import Line
from bot.intent.when.mention import Days

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""The month on whose 21st each season begins."""
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
        first = shift(monday(today), 7)
        named_day = place + 1 + (line.text(place + 1) == ",")
        if line.has(named_day, "weekday"):
            day = shift(first, line.value(named_day, "weekday") or 0)
            return Days(day, day, "weekday"), named_day + 1
        return Days(first, shift(first, 6), "week"), place + 1
    span = line.value(place, "span")
    if span is None:
        return _read_month(line, place, today, named=named)
    if line.has(place - 1, "number"):
        return None  # "trois week-ends" is how long
    name = line.pack.spans[span]
    end = place + 1
    lead = place - 1 - line.has(place - 1, "the")
    of_date = _date_of(line, end, today)
    ahead = line.has(place - 1, "next") or line.has(end, "next")
    behind = line.has(place - 1, "last") or line.has(end, "last")
    said = (
        line.has(place - 1, "this", "the", "all", "next", "last", "in", "target", "until")
        or named
        or ahead
        or behind
    )
    if ahead or behind:
        end = line.after(end, "next", "last")
    match name:
        case "weekend":
            return _weekend(today, of_date, ahead=ahead, behind=behind, end=end)
        case "week" if of_date is not None:
            first = monday(of_date[0])
            return Days(first, shift(first, 6), "week"), of_date[1]
        case "week" if said and not line.has(place - 1, "per", "number") | line.has(place - 2, "per"):
            return _week(line, place, today, ahead=ahead, behind=behind, end=end)
        case "working_week":
            day = shift(today, 1)
            day = day if day.weekday() < 5 else shift(monday(today), 7)
            return Days(day, day, "weekday", recurring=True, weak=True), end
        case "month" if line.has(place - 1, "this") or line.has(lead, "until") or ahead or behind or named:
            first, last = month_days(today.year, today.month + ahead - behind)
            return Days(first, last, "month", past=behind, from_now=not (ahead or behind)), end
        case "spring" | "summer" | "autumn" | "winter" if line.has(place - 1, "this") or ahead or behind:
            return _season(name, today, past=behind), end
        case _:
            return None


def _date_of(line: Line, place: int, today: date) -> tuple[date, int] | None:
    """Read "du 12" after "le week-end" or "la semaine"."""
    if not line.has(place, "of", "start"):
        return None
    found = dates.read_date(line, line.after(place + 1, "the"), today, led=True)
    return None if found is None else (found[0].first, found[1])


def _weekend(
    today: date, of_date: tuple[date, int] | None, *, ahead: bool, behind: bool, end: int
) -> tuple[Days, int]:
    if of_date is not None:
        saturday, end = shift(monday(of_date[0]), 5), of_date[1]
    else:
        saturday = shift(monday(today), 5 + 7 * (ahead and today.weekday() >= 5) - 7 * behind)
    return Days(saturday, shift(saturday, 1), "weekend", past=behind), end


def _week(
    line: Line, place: int, today: date, *, ahead: bool, behind: bool, end: int
) -> tuple[Days, int] | None:
    named_day = end + (line.text(end) == ",")
    if line.has(named_day, "weekday") and ahead:
        day = shift(monday(today), 7 + (line.value(named_day, "weekday") or 0))
        return Days(day, day, "weekday"), named_day + 1
    first = shift(monday(today), 7 * ahead - 7 * behind)
    current = not (ahead or behind)
    weak = current and line.has(place - 1, "the", "target") and not line.has(place - 2, "in", "all")
    return Days(first, shift(first, 6), "week", past=behind, from_now=current, weak=weak), end


def _season(name: str, today: date, *, past: bool) -> Days:
    first, _ = month_days(today.year, _SEASONS[name])
    _, last = month_days(today.year, _SEASONS[name] + 2)
    first = shift(first, 20)
    if last < today:
        first, last = shift(first, 365), shift(last, 365)
    return Days(first, last, "season", past=past, from_now=first <= today, weak=True)


def _read_month(line: Line, place: int, today: date, *, named: bool) -> tuple[Days, int] | None:
    during = line.after(place, "during", "all")
    month = line.value(during, "month")
    if month is None or line.has(during + 1, "number", "digits"):
        return None
    leads = line.has(place - 1, "during", "all", "from", "until", "before", "next", "last")
    if during == place and not (named or leads):
        return None
    first, last = month_after(today, month + 1)
    ended = (today.month - month - 1) % 12
    over = 0 < ended <= _RECENT and not line.has(place - 1, "from", "until", "before", "next")
    return Days(first, last, "month", past=over, from_now=first <= today, weak=True), during + 1
