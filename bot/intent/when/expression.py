"""One expression of time: a role, a day, an hour or a part of the day, in any order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time

from bot.intent.when.clock import in_part, read_clock
from bot.intent.when.days import read_days
from bot.intent.when.line import Line
from bot.intent.when.mention import Clock, Days, Mention, Role

_ROLES = (("before", Role.BEFORE), ("until", Role.UNTIL), ("from", Role.FROM), ("after", Role.FROM))
_LINKS = 3
"""At most so many small words between a day and its hour: "demain , dans la matinée"."""
_DAWN, _DUSK, _NIGHT = 6 * 60, 18 * 60, 22 * 60
_UNIT_MINUTES = {"minute": 1, "half_hour": 30, "quarter_hour": 15, "hour": 60}


def read_expression(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    """Read the expression of time that begins at this place."""
    if line.bare(place):
        return None
    found = (
        _read_now(line, place)
        or _read_wish(line, place)
        or _read_since(line, place, now)
        or _read_moment(line, place)
        or _read_with_role(line, place, now)
        or _read_duration(line, place)
    )
    if found is None:
        return None
    mention, end = found
    if line.has(end, "latest") and mention.role is Role.AT and mention.days is not None:
        mention, end = replace(mention, role=Role.UNTIL), end + 1
    end = line.after(end, "inclusive")
    return replace(mention, start=line.token(place), end=line.token_end(end)), end


def _read_now(line: Line, place: int) -> tuple[Mention, int] | None:
    if not line.has(place, "now"):
        return None
    return Mention(0, 0, "now", urgent=True), place + 1


def _read_wish(line: Line, place: int) -> tuple[Mention, int] | None:
    """Read "bonne soirée", "bon dimanche": no time at all."""
    if line.has(place, "wish") and line.has(place + 1, "weekday", "part", "span", "holiday", "day", "unit"):
        return Mention(0, 0, "wish", duration=True), place + 2
    return None


def _read_since(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    """Read what is over: "depuis samedi", "il y a 3 jours", "two weeks ago"."""
    amount = line.after(place, "ago_before")
    number = line.value(amount, "number")
    unit = line.has(amount + 1, "unit")
    if number is not None and unit and (amount > place or line.has(amount + 2, "ago_after")):
        return Mention(0, 0, "ago", past=True), line.after(amount + 2, "ago_after")
    if not line.has(place, "since", "reading"):
        return None
    core = _Core(now)
    end = core.read(line, line.after(place + 1, "the"), led=True)
    if line.has(place, "reading") and not (end is not None and core.tells_now):
        return None
    if end is not None:
        return Mention(0, 0, "since", past=True), end
    amount = line.after(place + 1, "number")
    return (
        (Mention(0, 0, "since", past=True), amount + 1) if line.has(amount, "unit", "month", "span") else None
    )


def _read_moment(line: Line, place: int) -> tuple[Mention, int] | None:
    """Read "dans une demi-heure", "in 20 minutes", "dans l'heure"."""
    if not line.has(place, "in"):
        return None
    number_at = line.after(place + 1, "the")
    number = line.value(number_at, "number")
    unit_at = number_at if number is None else number_at + 1
    unit = line.value(unit_at, "unit")
    minutes = None if unit is None else _UNIT_MINUTES.get(line.pack.units[unit])
    if minutes is None:
        return None
    if number is None and minutes == 60:
        if number_at == place + 1:
            return None
        return Mention(0, 0, "moment", moment=(0, 60)), unit_at + 1
    ahead = minutes * min(1 if number is None else number, 10_000)
    end = unit_at + 1
    more = line.value(end, "number") if minutes == 60 and line.glued(end) else None
    if more is not None:
        ahead, end = ahead + more, end + 1
    soonest = ahead if ahead < 12 * 60 else 0
    return Mention(0, 0, "moment", moment=(soonest, ahead)), end


def _read_duration(line: Line, place: int) -> tuple[Mention, int] | None:
    start = line.after(place, "every")
    number = line.value(start, "number")
    if number is None and line.value(start, "slashed") is None and line.value(start, "dotted") is None:
        return None
    end = start + 1
    if not line.has(end, "unit"):
        return None
    end += 1
    while line.has(end, "number") and line.has(end + 1, "unit"):
        end += 2
    if line.has(end, "half", "quarter"):
        end += 1
    return Mention(0, 0, "duration", duration=True), end


def _read_with_role(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    if line.has(place, "start", "between"):
        core = _Core(now)
        end = core.read(line, place, led=False)
        if end is not None and core.ranged:
            return core.mention(Role.AT, said=True), end
    role, start = _role(line, place)
    led = start > place
    if role is Role.AT:
        start = line.after(place, "target", "at")
        led = line.has(place, "target", "the") or (place > 0 and line.has(place - 1, "target"))
    core = _Core(now)
    end = core.read(line, start, led=led)
    if end is None:
        return None
    if core.days is None and core.clock is not None and role is Role.FROM and not core.clock.exact:
        role = Role.AT
    mention = core.mention(role, said=start > place)
    if mention.days is None and _lone_hour(mention) and start == place and line.has(place - 1, "of"):
        mention = replace(mention, weak=True)  # "un gigot de 7 h"
    return mention, end


def _lone_hour(mention: Mention) -> bool:
    return mention.clock is not None and mention.clock.exact and mention.clock.first == mention.clock.last


def _role(line: Line, place: int) -> tuple[Role, int]:
    for kind, role in _ROLES:
        if line.has(place, kind):
            return role, place + 1
    return Role.AT, place


@dataclass
class _Core:
    """The parts of one expression, gathered from left to right."""

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
    closing: tuple[Days, Clock | None] | None = field(default=None)

    @property
    def ranged(self) -> bool:
        """Tell whether this has a beginning and an end, so that "from" before it opens a range."""
        return (self.days is not None and self.days.shape == "range") or (
            self.clock is not None and self.clock.first < self.clock.last
        )

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
        while True:
            further = self._read_next(line, end)
            if further is None:
                break
            end = further
        return self._read_closing(line, end)

    def mention(self, role: Role, *, said: bool) -> Mention:
        """Return the whole as a mention without its place; `said` if a preposition led to it."""
        clock = self.clock or self.part
        if self.clock is not None and self.part is not None:
            clock = in_part(self.clock, self.part) or (
                self.clock if self.days or self.clock.exact else self.part
            )
        days = self.days
        shape = days.shape if days else "part" if self.clock is None else "hour"
        if (
            days is not None
            and days.shape == "weekday"
            and self.part is None
            and self.clock is None
            and self.generic
        ):
            days = replace(days, weak=True)
        weak = days.weak if days else self.clock is None and not (self.anchored or self.recurring)
        if days is None and self.clock is None and said and clock is not None and clock.first == 12 * 60:
            weak = False
        return Mention(
            0,
            0,
            shape,
            days=days,
            clock=clock,
            role=role,
            clock_role=self.clock_role,
            closing=self.closing,
            past=days is not None and (days.past or self._over(clock)),
            recurring=self.recurring or (days is not None and days.recurring),
            weak=weak,
        )

    def _over(self, clock: Clock | None) -> bool:
        """Tell whether "ce matin" is said in the afternoon."""
        if not self.anchored or clock is None:
            return False
        minute = self.now.hour * 60 + self.now.minute
        if self.part is not None and self.part.first >= _NIGHT:
            return _DAWN <= minute < _DUSK  # by day, "cette nuit" is the last one
        return clock.last < min(minute, _NIGHT)

    def _read_next(self, line: Line, end: int) -> int | None:
        place = end
        for _ in range(_LINKS + 1):
            found = self._read_one(line, place, led=place > end)
            if found is not None:
                return found
            role, start = _role(line, place)
            if role is not Role.AT and self.days is not None and self.clock is None:
                found = self._read_one(line, start, led=True, clock_only=True)
                if found is not None:
                    self.clock_role = role
                    return found
            if not line.has(place, "link"):
                return None
            place += 1
        return None

    def _read_one(self, line: Line, place: int, *, led: bool, clock_only: bool = False) -> int | None:
        """Read one more part of the kinds that are still missing."""
        if line.bare(place):
            return None
        if self.part is None and self.days is None and not clock_only:
            tonight = line.value(place, "tonight")
            if tonight is not None:
                self._set_part(line, tonight)
                self.days, self.anchored = Days(self.now.date(), self.now.date(), "relative"), True
                return place + 1
        if self.days is None and not clock_only:
            found = read_days(line, place, self.now.date(), led=led)
            if found is not None:
                self.days, end = found
                return end
        if self.clock is None:
            sure = line.has(place - 1, "at") or self.days is not None or self.part is not None
            hours = read_clock(line, place, led=self._led(line, place), dated=self.days is not None)
            if hours is not None and not (line.has(place, "part") and hours[1] == place + 1):
                if sure or hours[0].first != hours[0].last or not self._loose(line, place):
                    self.clock, end = hours
                    return end
        return self._read_part(line, place)

    def _led(self, line: Line, place: int) -> bool:
        if line.pack.bare_hours:
            return line.has(place - 1, "at")
        return (
            self.days is not None
            or self.part is not None
            or line.has(place - 1, "at", "before", "until", "from")
        )

    @staticmethod
    def _loose(line: Line, place: int) -> bool:
        """Tell whether a dotted number stands alone: a price or a size, not an hour."""
        return line.has(place, "dotted") and not line.has(place + 1, "am", "pm", "hour_mark")

    def _read_part(self, line: Line, place: int) -> int | None:
        if self.part is not None:
            return None
        start = line.after(place, "this", "every", "the", "all")
        start = line.after(start, "the") if start > place else start
        part = line.value(start, "part")
        if start == place and self.clock is None and line.has(place - 1, "of"):
            return None  # "boîte de nuit"
        if part is not None:
            if line.has(place, "this") and self.days is None:
                self.days, self.anchored = Days(self.now.date(), self.now.date(), "relative"), True
            self.recurring |= line.has(place, "every")
            self.anchored |= line.has(place, "all") and line.pack.parts[part][0] < _NIGHT
            self._set_part(line, part)
            return start + 1
        unit = line.value(start, "unit")
        if (
            line.has(place, "every")
            and unit is not None
            and line.pack.units[unit] == "day"
            and self.days is None
        ):
            self.days, self.recurring = Days(self.now.date(), self.now.date(), "daily", recurring=True), True
            return start + 1
        return None

    def _set_part(self, line: Line, part: int) -> None:
        first, last = line.pack.parts[part]
        self.part = Clock(first, last, exact=False)

    def _read_closing(self, line: Line, end: int) -> int:
        """Read the end of a range that has days and hours on both sides: "de vendredi soir à dimanche midi"."""
        if self.days is None or not self.days.single or not line.has(end, "to"):
            return end
        last = _Core(datetime.combine(self.days.first, time()))
        found = last._read_one(line, line.after(end + 1, "the"), led=True)  # noqa: SLF001 - its own kind
        if found is None or last.days is None or last.days.first <= self.days.first:
            return end
        found = last._read_next(line, found) or found  # noqa: SLF001 - its own kind
        self.closing = (last.days, last.clock or last.part)
        return found
