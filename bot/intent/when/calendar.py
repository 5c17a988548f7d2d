"""Arithmetic on days: the next Tuesday, the next 12th, Easter, the last Friday of May."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

_NEAR_PAST = timedelta(days=45)
"""A date said with its month and no year is over, not next year's, within this."""

DAY = timedelta(days=1)


def shift(day: date, days: int) -> date:
    """Return the day so many days later, held within what `date` can express."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal() - 366))


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day."""
    if not (1 <= year <= 9990 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def next_weekday(today: date, weekday: int) -> date:
    """Return the first such day after today (Monday is 0)."""
    return shift(today, (weekday - today.weekday() - 1) % 7 + 1)


def monday(day: date) -> date:
    """Return the Monday of the day's week."""
    return shift(day, -day.weekday())


def month_days(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month; months past December run into the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    year = min(max(year, 1), 9990)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def month_after(today: date, month: int) -> tuple[date, date]:
    """Return the month of that number that is on or comes next."""
    return month_days(today.year + (month < today.month), month)


def next_number(start: date, number: int) -> date | None:
    """Return the first day on or after `start` that bears this number in its month."""
    for ahead in range(4):
        first, last = month_days(start.year, start.month + ahead)
        if number <= last.day and (found := first.replace(day=number)) >= start:
            return found
    return None


def dated(today: date, number: int, month: int, year: int | None) -> tuple[date, bool] | None:
    """Return the day meant by a number and a month, and whether it is over."""
    if year is not None:
        found = make_date(year, month, number)
        return None if found is None else (found, found < today)
    for ahead in (0, 1, 2, 3, 4):
        found = make_date(today.year + ahead, month, number)
        if found is None:
            continue
        if found >= today:
            last_time = make_date(found.year - 1, month, number)
            if last_time is not None and today - last_time <= _NEAR_PAST:
                return last_time, True
            return found, False
        if today - found <= _NEAR_PAST:
            return found, True
    return None


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus, Meeus, *Astronomical Algorithms*, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the nth such weekday of a month; -1 is the last one."""
    first, last = month_days(year, month)
    if nth < 0:
        return shift(last, -((last.weekday() - weekday) % 7) + 7 * (nth + 1))
    return shift(first, (weekday - first.weekday()) % 7 + 7 * (nth - 1))
