"""What speaks of time and is no day: "maintenant", "depuis samedi", "3 jours", "bonne soirée", "dans 1 h"."""

from __future__ import annotations

from datetime import datetime

from bot.intent.when.core import Core
from bot.intent.when.line import Line
from bot.intent.when.mention import Mention, Role

_UNIT_MINUTES = {"minute": 1, "half_hour": 30, "quarter_hour": 15, "hour": 60}
_FAR = 10_000
"""Numbers above this are no use as a count of minutes or hours."""


def read_now(line: Line, place: int) -> tuple[Mention, int] | None:
    """Read "maintenant", "asap"."""
    return (Mention(0, 0, "now", urgent=True), place + 1) if line.has(place, "now") else None


def read_wish(line: Line, place: int) -> tuple[Mention, int] | None:
    """Read "bonne soirée", "bon dimanche": no time at all."""
    if line.has(place, "wish") and line.has(place + 1, "weekday", "part", "span", "holiday", "day", "unit"):
        return Mention(0, 0, "wish", duration=True), place + 2
    return None


def read_past(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    """Read what is over, or only tells the time: "depuis samedi", "il y a 3 jours", "il est 18h"."""
    end = _ago(line, place)
    if end is None and line.has(place, "since", "reading"):
        core = Core(now)
        end = core.read(line, line.after(place + 1, "the"), led=True)
        if line.has(place, "reading"):
            end = end if core.tells_now else None
        elif end is None:
            amount = line.after(place + 1, "number")
            end = amount + 1 if line.has(amount, "unit", "month", "span") else None
    return None if end is None else (Mention(0, 0, "past", past=True), end)


def _ago(line: Line, place: int) -> int | None:
    amount = line.after(place, "ago_before")
    if not (line.has(amount, "number") and line.has(amount + 1, "unit")):
        return None
    end = line.after(amount + 2, "ago_after")
    return end if amount > place or end > amount + 2 else None


def read_moment(line: Line, place: int) -> tuple[Mention, int] | None:
    """Read "dans une demi-heure", "in 20 minutes", "dans l'heure"."""
    if not line.has(place, "in"):
        return None
    number_at = line.after(place + 1, "the")
    number = line.value(number_at, "number")
    unit_at = number_at if number is None else number_at + 1
    unit = line.value(unit_at, "unit")
    minutes = 0 if unit is None else _UNIT_MINUTES.get(line.pack.units[unit], 0)
    if not minutes:
        return None
    role = Role.UNTIL if line.has(place, "until") else Role.AT
    if number is None and minutes == 60:
        within = Mention(0, 0, "moment", moment=(0, 60), role=role)
        return None if number_at == place + 1 else (within, unit_at + 1)
    ahead, end = minutes * min(1 if number is None else number, _FAR), unit_at + 1
    if minutes == 60 and line.glued(end) and line.has(end, "number"):
        ahead, end = ahead + (line.value(end, "number") or 0), end + 1
    soonest = ahead if role is Role.AT and ahead < 12 * 60 else 0
    return Mention(0, 0, "moment", moment=(soonest, ahead), role=role), end


def read_duration(line: Line, place: int) -> tuple[Mention, int] | None:
    """Read "2 jours", "18 ans", "1h30 de route"."""
    start = line.after(place, "every")
    if not (line.has(start, "number", "slashed", "dotted") and line.has(start + 1, "unit")):
        return None
    end = start + 2
    while line.has(end, "number") and line.has(end + 1, "unit"):
        end += 2
    return Mention(0, 0, "duration", duration=True), line.after(end, "half", "quarter")
