"""Dates by number: "le 12", "samedi 13 juin", "12/03", "March 12th", "du 29 avril au 2 mai"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.intent.when.calendar import dated, make_date, month_days, next_number, next_weekday, shift
from bot.intent.when.line import Line
from bot.intent.when.mention import Days

_SOON = timedelta(days=45)
"""A weekday and a number with no month ("samedi 13") are a day within this."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a date, before it is one."""

    end: int
    number: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None


def read_date(line: Line, place: int, today: date, *, led: bool) -> tuple[Days, int] | None:
    """Read one date; `led` lets a bare number be one where nothing says otherwise."""
    said = _read_said(line, place)
    if said is None or said.number is None:
        return None
    if said.month is None and said.weekday is None and not (led and _stands_alone(line, place, said.end)):
        return None
    found = _resolve(said, today)
    if found is None:
        return None
    day, past = found
    sure = said.month is not None or said.weekday is not None or line.has(said.end - 1, "ordinal")
    weak = not sure and not line.has(place - 1, "before", "until", "from")
    return Days(day, day, "date", past=past, weak=weak), said.end


def read_date_range(line: Line, place: int, today: date) -> tuple[Days, int] | None:
    """Read "du 12 au 15 mars", "de lundi à mercredi", "Dec 23-28", "between the 12th and the 15th"."""
    start = line.after(place, "start", "between")
    opened = start > place
    start = line.after(start, "the")
    first = _read_said(line, start)
    if first is None:
        return None
    middle = first.end
    if not line.has(middle, "to") and not (line.has(place, "between") and line.has(middle, "and")):
        return None
    last = _read_said(line, line.after(middle + 1, "the"))
    if last is None or not _is_range(line, first, last, opened=opened):
        return None
    if (
        first.number is not None
        and first.month is None
        and last.month is not None
        and last.number is not None
    ):
        return _backwards(first, last, today)
    begin = _resolve(first, today)
    if begin is None:
        return None
    counted = last.number is not None and last.month is None
    finish = _resolve(last, shift(begin[0], 1) if counted else begin[0])
    if finish is None or finish[0] < begin[0]:
        return None
    past = begin[1] and finish[0] < today
    if line.has(last.end, "next_week") and first.number is None and last.number is None:
        week = 7 * ((begin[0] - today).days <= 6 - today.weekday())
        return Days(shift(begin[0], week), shift(finish[0], week), "range"), last.end + 1
    return Days(begin[0], finish[0], "range", past=past), last.end


def _is_range(line: Line, first: _Said, last: _Said, *, opened: bool) -> bool:
    numbered = first.number is not None and last.number is not None
    if first.month is None and last.month is None and first.weekday is None and last.weekday is None:
        if first.offset is not None or last.offset is not None:
            return first.offset is not None and (last.offset is not None or last.number is not None)
        days_follow = not line.has(last.end, "unit", "hour_mark", "am", "pm", "half") and not (
            line.bare(last.end) and line.text(last.end).isalnum() and not opened
        )
        days_said = line.has(first.end - 2, "start_day", "the") or line.has(first.end - 1, "ordinal")
        return (
            numbered
            and opened
            and days_said
            and days_follow
            and line.text(last.end) not in {"€", "%", "$", "£"}
        )
    if first.number is not None and first.month is None and first.weekday is None and last.number is None:
        return False  # "3 à lundi"
    return not (last.weekday is None and last.month is None and first.weekday is None and first.month is None)


def _backwards(first: _Said, last: _Said, today: date) -> tuple[Days, int] | None:
    """Resolve a range whose end alone has a month: "du 29 au 3 mai" begins in April."""
    finish = _resolve(last, today)
    number = first.number
    if finish is None or number is None:
        return None
    same = number <= finish[0].day
    _, month_end = month_days(finish[0].year, finish[0].month if same else finish[0].month - 1)
    begin = make_date(month_end.year, month_end.month, number)
    return None if begin is None else (Days(begin, finish[0], "range", past=finish[1]), last.end)


def _stands_alone(line: Line, place: int, end: int) -> bool:
    """Tell whether a bare number after "le" is a day, and not a house, a floor or a count."""
    ordinal = line.has(place + 1, "ordinal")
    if not ordinal and (line.pack.bare_hours or line.value(place, "digits") is None):
        return False
    before = place - 1 - line.has(place - 1, "the")
    if line.has(end, "unit", "number", "less", "hour_mark", "am", "pm"):
        return False
    if line.has(end, "thing"):
        return False
    if line.has(place - 1, "before", "until", "from"):
        return True
    if line.bare(end) and line.text(end)[:1].isalpha() and not line.has(end - 1, "ordinal"):
        return False
    if line.text(end) in {"€", "%", "°", "x", "/", "$", "£"}:
        return False
    return line.has(place - 1, "target") or not line.has(before, "place")


def _read_said(line: Line, place: int) -> _Said | None:
    offset = line.value(place, "day")
    if offset is not None:
        return _Said(place + 1, offset=offset)
    weekday = line.value(place, "weekday")
    start = place
    if weekday is not None:
        start = line.after(place + 1, ",") if line.text(place + 1) != "," else place + 2
        start = line.after(start, "the")
    said = _read_slashed(line, start) or _read_number(line, start) or _read_month_first(line, start)
    if said is not None:
        return _Said(said.end, said.number, said.month, said.year, weekday)
    if weekday is None:
        return None
    return _Said(place + 1, weekday=weekday)


def _read_slashed(line: Line, place: int) -> _Said | None:
    value = line.value(place, "slashed")
    if value is None:
        return None
    year, day, month = value // 10_000, value // 100 % 100, value % 100
    if (line.pack.month_first or month > 12) and day <= 12:
        day, month = month, day
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    plain = line.has(place - 1, "the", "weekday", "target", "start", "to", "before", "until", "from")
    if not (plain or (year and year >= 24)):
        return None
    return _Said(place + 1, day, month, (year + 2000 if year < 100 else year) if year else None)


def _read_number(line: Line, place: int) -> _Said | None:
    number = line.value(place, "number")
    if number is None or not 1 <= number <= 31 or (line.value(place, "digits") or 1) > 2:
        return None
    end = line.after(place + 1, "ordinal")
    if line.has(end, "hour_mark", "am", "pm", "unit", "minute_mark"):
        return None
    month = line.value(line.after(end, "of"), "month")
    if month is None:
        if line.value(place, "digits") is None and not line.has(end - 1, "ordinal"):
            return None
        return _Said(end, number)
    end = line.after(end, "of") + 1
    year = _year(line, end)
    return _Said(end + (year is not None), number, month + 1, year)


def _read_month_first(line: Line, place: int) -> _Said | None:
    month = line.value(place, "month")
    if month is None or not line.pack.bare_hours:
        return None
    number_at = line.after(place + 1, "the")
    number = line.value(number_at, "number")
    if number is None or not 1 <= number <= 31 or line.value(number_at, "digits") is None:
        return None
    end = line.after(number_at + 1, "ordinal")
    if line.has(end, "hour_mark", "am", "pm", "unit"):
        return None
    year = _year(line, end + (line.text(end) == ","))
    return _Said(end + (year is not None) * (1 + (line.text(end) == ",")), number, month + 1, year)


def _year(line: Line, place: int) -> int | None:
    year = line.value(place, "number")
    return year if year is not None and 2000 <= year <= 2100 else None


def _resolve(said: _Said, today: date) -> tuple[date, bool] | None:
    """Return the day that was meant, and whether it is over."""
    if said.offset is not None:
        return shift(today, said.offset), said.offset < 0
    if said.number is None:
        return None if said.weekday is None else (next_weekday(today, said.weekday), False)
    if said.month is not None:
        return dated(today, said.number, said.month, said.year)
    if said.weekday is None:
        found = next_number(today, said.number)
        return None if found is None else (found, False)
    found = next_number(today, said.number)
    while found is not None and found - today <= _SOON:
        if found.weekday() == said.weekday:
            return found, False
        found = next_number(shift(found, 1), said.number)
    return None
