"""Dates by number: "le 12", "samedi 13 juin", "12/03", "March 12th", "du 29 avril au 2 mai"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.intent.when.calendar import dated, make_date, month_days, next_number, next_weekday, shift
from bot.intent.when.line import Line
from bot.intent.when.mention import Days

_SOON = timedelta(days=45)
"""A weekday and a number with no month ("samedi 13") are a day within this."""
_MONEY = frozenset("€$£%°x/")


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a date, before it is one."""

    end: int
    number: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset: int | None = None

    @property
    def bare(self) -> bool:
        """Tell whether this is a number and nothing else."""
        return self.number is not None and self.month is None and self.weekday is None


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
    ends = _read_ends(line, line.after(start, "the"), between=line.has(place, "between"))
    if ends is None or not _is_range(line, *ends, opened=start > place):
        return None
    first, last = ends
    days = _backwards(first, last, today) if _month_last(first, last) else _forwards(first, last, today)
    if days is None:
        return None
    if line.has(last.end, "next_week") and first.number is None and last.number is None:
        week = 7 * ((days.first - today).days <= 6 - today.weekday())
        return replace(days, first=shift(days.first, week), last=shift(days.last, week)), last.end + 1
    return days, last.end


def _read_ends(line: Line, place: int, *, between: bool) -> tuple[_Said, _Said] | None:
    first = _read_said(line, place)
    if first is None or not (line.has(first.end, "to") or (between and line.has(first.end, "and"))):
        return None
    last = _read_said(line, line.after(first.end + 1, "the"))
    return None if last is None else (first, last)


def _is_range(line: Line, first: _Said, last: _Said, *, opened: bool) -> bool:
    """Tell whether two dates with "to" between are a range of days, and not of hours or sizes."""
    if first.offset is not None:
        return last.offset is not None or last.number is not None or last.weekday is not None
    if last.offset is not None:
        return False
    if first.bare and last.bare:
        return opened and _numbers_are_days(line, first.end, last.end)
    return not (first.bare and last.number is None)  # "3 à lundi"


def _numbers_are_days(line: Line, middle: int, end: int) -> bool:
    """Tell whether two bare numbers are days: "du 12 au 26", "from the 12th to the 15th"."""
    said = line.has(middle - 2, "start_day", "the") or line.has(middle - 1, "ordinal")
    return (
        said and not line.has(end, "unit", "hour_mark", "am", "pm", "half") and line.text(end) not in _MONEY
    )


def _month_last(first: _Said, last: _Said) -> bool:
    return first.number is not None and first.month is None and last.month is not None


def _forwards(first: _Said, last: _Said, today: date) -> Days | None:
    """Resolve a range from its beginning: its end is the first such day after that."""
    begin = _resolve(first, today)
    if begin is None:
        return None
    counted = last.number is not None and last.month is None
    finish = _resolve(last, shift(begin[0], 1) if counted else begin[0])
    if finish is None or finish[0] < begin[0]:
        return None
    return Days(begin[0], finish[0], "range", past=begin[1] and finish[0] < today)


def _backwards(first: _Said, last: _Said, today: date) -> Days | None:
    """Resolve a range whose end alone has a month: "du 29 au 3 mai" begins in April."""
    finish = _resolve(last, today)
    number = first.number
    if finish is None or number is None:
        return None
    end = finish[0]
    _, month_end = month_days(end.year, end.month if number <= end.day else end.month - 1)
    begin = make_date(month_end.year, month_end.month, number)
    return None if begin is None else Days(begin, end, "range", past=finish[1])


def _stands_alone(line: Line, place: int, end: int) -> bool:
    """Tell whether a bare number after "le" is a day, and not a house, a floor or a count."""
    ordinal = line.has(place + 1, "ordinal")
    if not ordinal and (line.pack.bare_hours or line.value(place, "digits") is None):
        return False
    if line.has(end, "unit", "number", "less", "hour_mark", "am", "pm", "thing"):
        return False
    if line.has(place - 1, "before", "until", "from"):
        return True
    counts = line.bare(end) and line.text(end)[:1].isalpha() and not ordinal
    if counts or line.text(end) in _MONEY:
        return False
    before = place - 1 - line.has(place - 1, "the")
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
    if weekday is None:
        return said
    if said is None or (said.bare and _opens_hours(line, said.end)):
        return _Said(place + 1, weekday=weekday)
    return replace(said, weekday=weekday)


def _opens_hours(line: Line, end: int) -> bool:
    """Tell whether a number after a weekday begins a range of hours: "Friday 9 to 5"."""
    hours = line.has(end, "to") and line.has(end + 1, "number", "dotted", "noon")
    return hours and line.pack.bare_hours and not line.has(end - 1, "ordinal")


def _read_slashed(line: Line, place: int) -> _Said | None:
    value = line.value(place, "slashed")
    if value is None:
        return None
    year, day, month = value // 10_000, value // 100 % 100, value % 100
    if (line.pack.month_first or month > 12) and day <= 12:
        day, month = month, day
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    plain = line.has(place + 1, "to") or line.has(
        place - 1, "the", "weekday", "target", "start", "to", "before", "until", "from"
    )
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
    if said.number is not None and said.month is not None:
        return dated(today, said.number, said.month, said.year)
    if said.number is not None:
        found = _next_numbered(today, said.number, said.weekday)
    else:
        found = None if said.weekday is None else next_weekday(today, said.weekday)
    return None if found is None else (found, False)


def _next_numbered(today: date, number: int, weekday: int | None) -> date | None:
    found = next_number(today, number)
    while weekday is not None and found is not None and found.weekday() != weekday:
        found = next_number(shift(found, 1), number)
        if found is not None and found - today > _SOON:
            return None
    return found
