"""From what was said to a stretch of time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.acts import Interval
from bot.intent.when.calendar import shift
from bot.intent.when.mention import Clock, Days, Mention, Role

_LAST_MINUTE = 24 * 60 - 1
_MIDDAY = (12 * 60, 14 * 60)


def interval_of(mention: Mention, now: datetime) -> Interval | None:
    """Return the interval that a mention means, or None for what is no date or is over."""
    if not mention.dated:
        return None
    now = now.replace(second=0, microsecond=0)
    if mention.moment is not None:
        soonest, latest = mention.moment
        return Interval(_later(now, soonest), _later(now, latest))
    if mention.days is not None:
        return _of_days(mention, mention.days, now)
    return None if mention.clock is None else _of_hours(mention.clock, mention.role, now)


def _of_days(mention: Mention, days: Days, now: datetime) -> Interval:
    if mention.closing is not None:
        return _of_closing(days, mention.clock, mention.closing)
    days = _first_occurrence(days, mention.clock, now)
    if mention.role in {Role.BEFORE, Role.UNTIL}:
        return _ordered(now, _limit(days, mention.clock, mention.role))
    if mention.role is Role.FROM:
        days = Days(days.first, days.first, days.shape)
    if mention.clock is None or not days.single:
        start = max(_at(days.first, 0), now) if days.from_now else _at(days.first, 0)
        return _ordered(start, _at(days.last, _LAST_MINUTE))
    return _on_day(
        days.first, mention.clock, mention.clock_role if mention.role is Role.AT else mention.role, now
    )


def _later(now: datetime, minutes: int) -> datetime:
    return datetime.combine(shift(now.date(), minutes // 1440), now.time()) + timedelta(
        minutes=minutes % 1440
    )


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(shift(day, minutes // 1440), time(minutes % 1440 // 60, minutes % 60))


def _ordered(start: datetime, end: datetime) -> Interval:
    return Interval(start, max(start, end))


def _first_occurrence(days: Days, clock: Clock | None, now: datetime) -> Days:
    """Move what comes again to its first time that is not over."""
    if not days.recurring or clock is None:
        return days
    if days.shape == "weekday" and (days.first - now.date()).days == 7 and _at(now.date(), clock.first) > now:
        return Days(now.date(), now.date(), days.shape)
    if days.shape == "daily" and _at(days.first, clock.last) < now:
        return Days(shift(days.first, 1), shift(days.last, 1), days.shape)
    return days


def _on_day(day: date, clock: Clock, role: Role, now: datetime) -> Interval:
    first, last = clock.first, clock.last
    if first == last == 24 * 60:  # "vendredi minuit" is still Friday
        first = last = _LAST_MINUTE
    start, end = _at(day, first), _at(day, last)
    if role in {Role.BEFORE, Role.UNTIL}:
        limit = _closes(clock, role)
        start = now if day == now.date() else _at(day, 0)
        return _ordered(start, _at(day, limit))
    if role is Role.FROM and clock.exact:
        return Interval(start, start)
    if not clock.exact and day == now.date() and end < now < _at(day, _LAST_MINUTE):
        end = _at(day, _LAST_MINUTE)  # "ce soir", said after eleven
    return Interval(start, end)


def _of_hours(clock: Clock, role: Role, now: datetime) -> Interval:
    today = now.date()
    if role in {Role.BEFORE, Role.UNTIL}:
        limit = _at(today, _closes(clock, role))
        return Interval(now, limit if limit >= now else limit + timedelta(days=1))
    reached = _at(today, clock.first if clock.exact and clock.first == clock.last else clock.last)
    day = today if reached >= now else shift(today, 1)
    return _on_day(day, clock, role, now)


def _closes(clock: Clock, role: Role) -> int:
    """Return the minute at which "avant" or "jusqu'à" this hour or part of the day is over."""
    if (clock.first, clock.last) == _MIDDAY and not clock.exact:
        return clock.first
    limit = clock.first if role is Role.BEFORE else clock.last
    return limit - 1 if limit == 24 * 60 else limit


def _limit(days: Days, clock: Clock | None, role: Role) -> datetime:
    if clock is not None and days.single:
        return _at(days.first, _closes(clock, role))
    if role is Role.BEFORE:
        return _at(shift(days.first, -1), _LAST_MINUTE)
    return _at(days.last, _LAST_MINUTE)


def _of_closing(days: Days, clock: Clock | None, closing: tuple[Days, Clock | None]) -> Interval:
    last_days, last_clock = closing
    start = _at(days.first, clock.first if clock else 0)
    end = _at(last_days.last, last_clock.last if last_clock else _LAST_MINUTE)
    return _ordered(start, end)
