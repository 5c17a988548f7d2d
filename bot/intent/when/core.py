"""The parts of one expression of time, gathered from left to right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from bot.intent.when.clock import in_part, read_clock
from bot.intent.when.days import read_days
from bot.intent.when.line import Line
from bot.intent.when.mention import Clock, Days, Mention, Role

_ROLES = (("before", Role.BEFORE), ("until", Role.UNTIL), ("from", Role.FROM), ("after", Role.FROM))
_LINKS = 3
"""At most so many small words between a day and its hour: "demain , dans la matinée"."""
_FAR = 31
"""A range from a day's hour to another's is at most so many days long."""
_DAWN, _NOON, _DUSK, _NIGHT = 6 * 60, 12 * 60, 18 * 60, 22 * 60


def read_role(line: Line, place: int) -> tuple[Role, int]:
    """Read "avant", "jusqu'à", "from"… Returns the role and the place after it."""
    for kind, role in _ROLES:
        if line.has(place, kind):
            return role, place + 1
    return Role.AT, place


@dataclass
class Core:
    """A day, an hour and a part of the day, in any order, as far as they were said."""

    now: datetime
    days: Days | None = None
    clock: Clock | None = None
    part: Clock | None = None
    clock_role: Role = Role.AT
    recurring: bool = False
    anchored: bool = False
    """A part of the day that says which day by itself: "ce soir"."""
    generic: bool = False
    """A day of any week, as in "le riz au lait du dimanche"."""
    closing: tuple[Days, Clock | None] | None = None
    closes: bool = False
    """The end of a range whose beginning has an hour, so that "3h" is one as well."""

    @property
    def ranged(self) -> bool:
        """Tell whether this has a beginning and an end, so that "from" before it opens a range."""
        if self.days is not None and self.days.shape == "range":
            return True
        return self.clock is not None and self.clock.first < self.clock.last

    @property
    def tells_now(self) -> bool:
        """Tell whether this can complete "il est" or "on est le": an hour, or a bare day's number."""
        if self.days is not None:
            return self.days.weak and self.days.shape == "date"
        return self.clock is not None

    def read(self, line: Line, place: int, *, led: bool) -> int | None:
        """Gather what stands at this place and after; return the end, or None if nothing does."""
        end = self._read_one(line, place, led=led)
        if end is None:
            return None
        self.generic = line.has(place - 1, "start_day") and line.has(place, "weekday")
        while (further := self._read_next(line, end)) is not None:
            end = further
        return self._read_closing(line, end)

    def mention(self, role: Role, *, said: bool) -> Mention:
        """Return the whole as a mention without its place; `said` if a preposition led to it."""
        days, clock = self.days, self._hours()
        if days is not None and clock is not None and not clock.exact and clock.first >= _NIGHT:
            days = _night_of(days)
        return Mention(
            0,
            0,
            days.shape if days else "part" if self.clock is None else "hour",
            days=days,
            clock=clock,
            role=role,
            clock_role=self.clock_role,
            closing=self.closing,
            past=days is not None and (days.past or self._over(clock)),
            recurring=self.recurring or (days is not None and days.recurring),
            weak=self._weak(said=said),
        )

    def _hours(self) -> Clock | None:
        if self.clock is None or self.part is None:
            return self.clock or self.part
        return in_part(self.clock, self.part) or self.clock

    def _weak(self, *, said: bool) -> bool:
        """Tell whether this is too little to be a time of its own."""
        if self.days is not None:
            alone = self.part is None and self.clock is None
            return self.days.weak or (self.generic and alone and self.days.shape == "weekday")
        if self.clock is not None or self.anchored or self.recurring:
            return False
        return not (said and self.part is not None and self.part.first == _NOON)  # "pour midi"

    def _over(self, clock: Clock | None) -> bool:
        """Tell whether "ce matin" is said in the afternoon."""
        if not self.anchored or clock is None:
            return False
        minute = self.now.hour * 60 + self.now.minute
        if self.part is not None and self.part.first >= _NIGHT:
            return _DAWN <= minute < _DUSK  # by day, "cette nuit" is the last one
        return clock.last < min(minute, _NIGHT)

    def _read_next(self, line: Line, end: int) -> int | None:
        """Read one more part, after at most a few small words."""
        for place in range(end, end + _LINKS + 1):
            found = self._read_one(line, place, led=place > end)
            if found is None:
                found = self._read_bounded_hour(line, place)
            if found is not None or not line.has(place, "link"):
                return found
        return None

    def _read_bounded_hour(self, line: Line, place: int) -> int | None:
        """Read "avant 18h" or "dès 9h" after a day."""
        role, start = read_role(line, place)
        if role is Role.AT or self.days is None or self.clock is not None:
            return None
        found = self._read_hours(line, start) or self._read_part(line, start)
        if found is not None:
            self.clock_role = role
        return found

    def _read_one(self, line: Line, place: int, *, led: bool) -> int | None:
        """Read one part of the kinds that are still missing."""
        if line.bare(place):
            return None
        found = None
        if self.days is None:
            found = self._read_tonight(line, place) or self._read_days(line, place, led=led)
        return found or self._read_hours(line, place) or self._read_part(line, place)

    def _read_tonight(self, line: Line, place: int) -> int | None:
        tonight = line.value(place, "tonight")
        if tonight is None or self.part is not None:
            return None
        self._set_part(line, tonight)
        self._set_today("relative")
        self.anchored = True
        return place + 1

    def _read_days(self, line: Line, place: int, *, led: bool) -> int | None:
        found = read_days(line, place, self.now.date(), led=led)
        if found is None:
            return None
        self.days, end = found
        half = (_DAWN, _NOON) if line.has(end, "am") else (_NOON, _DUSK) if line.has(end, "pm") else None
        if half is None or self.part is not None:
            return end
        self.part = Clock(*half, exact=False)  # "tomorrow am"
        return end + 1

    def _read_hours(self, line: Line, place: int) -> int | None:
        if self.clock is not None:
            return None
        anchored = self.days is not None or self.part is not None
        if line.pack.bare_hours:
            led = line.has(place - 1, "at")
        else:
            led = anchored or line.has(place - 1, "at", "before", "until", "from")
        hours = read_clock(line, place, led=led, dated=self.days is not None, sure=self.closes)
        if hours is None or (line.has(place, "part") and hours[1] == place + 1):
            return None
        self.clock, end = hours
        return end

    def _read_part(self, line: Line, place: int) -> int | None:
        if self.part is not None:
            return None
        start = line.after(place, "this", "every", "the", "all")
        if start > place:
            start = line.after(start, "the")
        part = line.value(start, "part")
        if part is None:
            return self._read_every_day(line, place, start)
        if start == place and self.clock is None and line.has(place - 1, "of"):
            return None  # "boîte de nuit"
        self._set_part(line, part)
        if line.has(place, "this") and self.days is None:
            self._set_today("relative")
            self.anchored = True
        self.recurring |= line.has(place, "every")
        self.anchored |= line.has(place, "all") and line.pack.parts[part][0] < _NIGHT
        return start + 1

    def _read_every_day(self, line: Line, place: int, start: int) -> int | None:
        unit = line.value(start, "unit")
        if (
            unit is None
            or line.pack.units[unit] != "day"
            or self.days is not None
            or not line.has(place, "every")
        ):
            return None
        self._set_today("daily")
        self.recurring = True
        return start + 1

    def _set_today(self, shape: str) -> None:
        today = self.now.date()
        self.days = Days(today, today, shape, recurring=shape == "daily")

    def _set_part(self, line: Line, part: int) -> None:
        first, last = line.pack.parts[part]
        self.part = Clock(first, last, exact=False)

    def _read_closing(self, line: Line, end: int) -> int:
        """Read the other end: "de vendredi soir à dimanche midi", "ce soir ou demain matin"."""
        joint = ("to",) if self.days is None or self.days.recurring else ("to", "or")
        if self.days is None or not self.days.single or not line.has(end, *joint):
            return end
        last = Core(datetime.combine(self.days.first, time()), closes=self.clock is not None)
        found = last._read_one(line, line.after(end + 1, "the"), led=True)
        if found is None or last.days is None or not 0 < (last.days.first - self.days.first).days <= _FAR:
            return end
        found = last._read_next(line, found) or found
        self.closing = (last.days, last.clock or last.part)
        return found


def _night_of(days: Days) -> Days:
    """Return the day on which "la nuit du 20 au 21" begins."""
    if days.shape == "range" and (days.last - days.first).days == 1:
        return replace(days, last=days.first)
    return days
