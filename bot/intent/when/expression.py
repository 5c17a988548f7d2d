"""One expression of time: a role, then a day, an hour or a part of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.intent.when.core import Core, read_role
from bot.intent.when.line import Line
from bot.intent.when.mention import Mention, Role
from bot.intent.when.undated import read_duration, read_moment, read_now, read_past, read_wish


def read_expression(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    """Read the expression of time that begins at this place. Returns it and the place after it."""
    if line.bare(place):
        return None
    found = (
        read_now(line, place)
        or read_wish(line, place)
        or read_past(line, place, now)
        or read_moment(line, place)
        or _read_range(line, place, now)
        or _read_time(line, place, now)
        or read_duration(line, place)
    )
    if found is None:
        return None
    mention, end = found
    if line.has(end, "latest") and mention.role is Role.AT and mention.days is not None:
        mention, end = replace(mention, role=Role.UNTIL), end + 1
    end = line.after(end, "inclusive")
    return replace(mention, start=line.token(place), end=line.token_end(end)), end


def _read_range(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    """Read what "du", "from" or "between" opens, if it also has an end."""
    if not line.has(place, "start", "between"):
        return None
    core = Core(now)
    end = core.read(line, place, led=False)
    return (core.mention(Role.AT, said=True), end) if end is not None and core.ranged else None


def _read_time(line: Line, place: int, now: datetime) -> tuple[Mention, int] | None:
    role, start = read_role(line, place)
    led = start > place
    if role is Role.AT:
        start = line.after(place, "target", "at", "in")
        led = line.has(place, "target", "the") or line.has(place - 1, "target")
    core = Core(now)
    end = core.read(line, start, led=led)
    if end is None:
        return None
    if core.days is None and core.clock is None and role is Role.FROM:
        role = Role.AT
    mention = core.mention(role, said=start > place)
    limits = role in {Role.BEFORE, Role.UNTIL}
    if mention.days is None and (limits or (line.has(place, "in") and line.has(start, "the"))):
        mention = replace(mention, weak=False)  # "d'ici la fin de journée", "dans la soirée"
    if _lone_hour(mention) and start == place and line.has(place - 1, "of"):
        mention = replace(mention, weak=True)  # "un gigot de 7 h"
    return mention, end


def _lone_hour(mention: Mention) -> bool:
    clock = mention.clock
    return mention.days is None and clock is not None and clock.exact and clock.first == clock.last
