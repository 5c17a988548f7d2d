"""Times as people say them, relative to now: "demain à 18 h", "Saturday morning"."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from babel.dates import format_date, format_time
from pydantic import BaseModel, ConfigDict

from bot.acts import Interval

_FALLBACK = "en"
"""Says times for a language that has no words for it."""
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_LAST = time(23, 59)
"""The minute at which a whole day ends (`bot.acts.Interval`)."""
_WEEK = 7
_WEEKEND = (4, 5, 6)
"""Weekdays on which "this week" is as good as over, Monday being 0."""
_CLEAR, _SAME_YEAR = 180, 300
"""A date needs its year beyond so many days: where it falls in another year, and in any case."""
_NIGHT = timedelta(hours=12)
"""What ends the next day but lasts no longer is still that day's: "de 20 h à 1 h"."""


def say_when(interval: Interval, now: datetime, language: str) -> str:
    """Say an interval as people would at `now`: "demain à 18 h", "d'ici jeudi", "this weekend".

    Both are naive local time; seconds do not count. English where the language has no words.
    """
    return _Saying(_pack(language), now.replace(second=0, microsecond=0)).interval(
        interval.start.replace(second=0, microsecond=0), interval.end.replace(second=0, microsecond=0)
    )


def say_moment(moment: datetime, now: datetime, language: str) -> str:
    """Say a moment: "à 18 h", "demain à 8 h", "Monday at 9:30 am". Both are naive local time."""
    return say_when(Interval(moment, moment), now, language)


class _Said(BaseModel):
    """A language's `[said]` table: what it says, with places to fill in; `hour…` are CLDR patterns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    locale: str
    hour: str
    hour_minutes: str
    midnight: str
    today: str
    tomorrow: str
    yesterday: str
    first_of_month: str
    number: str
    dated: str
    with_year: str
    on_day: str
    at_hour: str
    hours_of_day: str
    hours: str
    until_day: str
    until_hour_of_day: str
    until_hour: str
    until_midnight: str
    days: str
    dates: str
    edge: str
    moments: str
    this_weekend: str
    weekend_of: str
    this_week: str
    next_week: str
    week_of: str
    month: str
    parts: dict[str, tuple[str, str]]
    """Part of the day → how today's, and another day's, is said."""


class _Part(BaseModel):
    hours: tuple[int, int]


class _Pack(BaseModel):
    """What this needs of `bot/lang/*/when.toml`."""

    said: _Said
    parts: dict[str, _Part]

    def part(self, first: int, last: int) -> tuple[str, str] | None:
        """Return how the part of the day between two hours is said."""
        names = (name for name, part in self.parts.items() if part.hours == (first, last))
        return next((self.said.parts[name] for name in names if name in self.said.parts), None)


@cache
def _pack(language: str) -> _Pack:
    path = files("bot.lang").joinpath(language, "when.toml")
    document = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return _Pack.model_validate(document) if "said" in document else _pack(_FALLBACK)


@dataclass(frozen=True, slots=True)
class _Saying:
    """One moment's way of saying times in one language."""

    pack: _Pack
    now: datetime

    @property
    def said(self) -> _Said:
        return self.pack.said

    @property
    def today(self) -> date:
        return self.now.date()

    def interval(self, start: datetime, end: datetime) -> str:
        """Say what lasts from one minute to another, both included."""
        if start == end:
            return self._at(start)
        whole = start.time() == time() and end.time() == _LAST
        said = self._part(start, end)
        if said is None and whole:
            said = self._day(start.date()) if start.date() == end.date() else self._span(start, end)
        if said is None and start <= self.now <= end:
            said = self._until(end)
        if said is None and whole:
            said = self._days(start.date(), end.date())
        return said or self._hours(start, end)

    # --- days ---

    def _day(self, day: date) -> str:
        ahead = (day - self.today).days
        named = {0: self.said.today, 1: self.said.tomorrow, -1: self.said.yesterday}.get(ahead)
        if named is not None:
            return named
        if 0 < ahead < _WEEK:
            return self._name(day, "EEEE")
        dated = self.said.dated.format(weekday=self._name(day, "EEEE"), number=self._number(day))
        return self._with_year(dated, day)

    def _number(self, day: date) -> str:
        """Say a date without its weekday and year: "12 mars"."""
        return self.said.number.format(number=self._of_month(day), month=self._name(day, "MMMM"))

    def _of_month(self, day: date) -> str:
        return self.said.first_of_month if day.day == 1 else str(day.day)

    def _name(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self.said.locale)

    def _with_year(self, said: str, day: date) -> str:
        ahead = (day - self.today).days
        clear = day.year == self.today.year or 0 <= ahead <= _CLEAR
        if clear and ahead <= _SAME_YEAR:
            return said
        return self.said.with_year.format(date=said, year=str(day.year))

    def _days(self, first: date, last: date) -> str:
        """Say a run of whole days: "de lundi à mercredi", "du 12 au 15 mars"."""
        if first >= self.today and (last - self.today).days < _WEEK:
            return self.said.days.format(first=self._day(first), last=self._day(last))
        said = self._with_year(self._number(last), last)
        if (first.year, first.month) == (last.year, last.month):
            return self.said.dates.format(first=self._of_month(first), last=said)
        start = self._number(first)
        if said != self._number(last):
            start = self.said.with_year.format(date=start, year=str(first.year))
        return self.said.dates.format(first=start, last=said)

    # --- spans that have a name ---

    def _span(self, start: datetime, end: datetime) -> str | None:
        first, last = start.date(), end.date()
        length = (last - first).days + 1
        if length == 2 and first.weekday() == 5:
            return self._weekend(first)
        if length == _WEEK and first.weekday() == 0:
            return self._week(first)
        if first.day == 1 and length == monthrange(first.year, first.month)[1]:
            return self._month(first)
        return None

    def _weekend(self, saturday: date) -> str:
        if saturday - timedelta(days=5) <= self.today <= saturday + _DAY:
            return self.said.this_weekend
        return self.said.weekend_of.format(number=self._with_year(self._number(saturday), saturday))

    def _week(self, monday: date) -> str:
        ahead = (monday - self.today).days
        if -_WEEK < ahead <= 0:
            return self.said.this_week
        if 0 < ahead <= _WEEK:
            return self.said.next_week
        return self.said.week_of.format(number=self._with_year(self._number(monday), monday))

    def _month(self, first: date) -> str | None:
        near = 0 < (first - self.today).days <= _CLEAR
        return self.said.month.format(month=self._name(first, "MMMM")) if near else None

    # --- what has begun ---

    def _until(self, end: datetime) -> str:
        """Say until when: "avant 18 h", "d'ici jeudi", "cette semaine"."""
        if end.time() == time():
            end -= _MINUTE
        day = end.date()
        if end.time() != _LAST:
            if day == self.today:
                return self.said.until_hour.format(hour=self._hour(end))
            return self.said.until_hour_of_day.format(day=self._day(day), hour=self._hour(end))
        if day == self.today:
            return self.said.until_midnight
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        if day == sunday and self.today.weekday() not in _WEEKEND:
            return self.said.this_week
        return self.said.until_day.format(day=self._day(day))

    # --- hours ---

    def _part(self, start: datetime, end: datetime) -> str | None:
        """Say a part of one day: "ce soir", "samedi matin"."""
        if start.minute or start.date() != end.date():
            return None
        last = end.hour
        if end.minute:
            late = start.date() == self.today and self.now.hour == end.hour == 23
            if not late or end.time() != _LAST:
                return None  # "ce soir", said after eleven, lasts until midnight
        ways = self.pack.part(start.hour, last)
        if ways is None:
            return None
        today, other = ways
        return today if start.date() == self.today else other.format(day=self._day(start.date()))

    def _at(self, moment: datetime) -> str:
        hour = self._hour(moment)
        if moment.date() == self.today and moment >= self.now:
            return self.said.at_hour.format(hour=hour)
        return self.said.on_day.format(day=self._day(moment.date()), hour=hour)

    def _hours(self, start: datetime, end: datetime) -> str:
        """Say hours of one day, or of the night that follows, or from one day's hour to another's."""
        if start.date() != end.date() and not _ends_that_night(start, end):
            return self.said.moments.format(first=self._edge(start), last=self._edge(end))
        closing = self.said.midnight if end.time() == time() else self._hour(end)
        hours = {"first": self._hour(start), "last": closing}
        if start.date() == self.today and end >= self.now:
            return self.said.hours.format(**hours)
        return self.said.hours_of_day.format(day=self._day(start.date()), **hours)

    def _edge(self, moment: datetime) -> str:
        return self.said.edge.format(day=self._day(moment.date()), hour=self._hour(moment))

    def _hour(self, moment: datetime) -> str:
        """Say an hour; a day's last minute is midnight."""
        if moment.time() == _LAST:
            return self.said.midnight
        pattern = self.said.hour_minutes if moment.minute else self.said.hour
        return format_time(moment.time(), pattern, locale=self.said.locale)


def _ends_that_night(start: datetime, end: datetime) -> bool:
    return end.date() == start.date() + _DAY and end.time() < start.time() and end - start <= _NIGHT
