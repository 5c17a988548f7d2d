"""When an open listing is heard of again, if nobody takes it up."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.acts import ActKind
from bot.domain.listing import Listing
from bot.domain.timer import TimerKind
from bot.unit_of_work import UnitOfWork

EVENING = time(18, 0)
URGENT_NUDGE = timedelta(hours=1)
STILL_NEEDED_AFTER = 3
"""Days from the nudge to the question whether it is still needed."""
TO_SAY_IF_STILL_NEEDED = timedelta(days=2)
"""A request whose time has come waits so long for its author's answer; an offer is over with its time."""
LIFETIME = {
    ActKind.REQUEST: timedelta(days=30),
    ActKind.OFFER: timedelta(days=90),
    ActKind.LOST: timedelta(days=60),
    ActKind.FOUND: timedelta(days=60),
}
"""The 90 days are Freegle's, for offers; requests go stale sooner."""


def wind(listing: Listing, uow: UnitOfWork) -> None:
    """Set the timers of a listing that waits to be taken up."""
    when = listing.act.when
    end = None if when is None else max(uow.instant(when.end), uow.now + timedelta(hours=1))
    expires = uow.now + LIFETIME[listing.kind] if end is None else end
    if end is not None and listing.kind is ActKind.REQUEST:
        expires += TO_SAY_IF_STILL_NEEDED
    uow.set_timer(TimerKind.EXPIRE, listing.id, expires)
    if listing.kind is not ActKind.REQUEST:
        return
    nudge = _nudge(listing, uow)
    uow.set_timer(TimerKind.NUDGE, listing.id, nudge, urgent=listing.act.urgent)
    later = uow.at_clock(days=STILL_NEEDED_AFTER, clock=EVENING, after=nudge)
    uow.set_timer(TimerKind.ASK_IF_STILL_NEEDED, listing.id, later if end is None else max(end, nudge))


def still(listing: Listing, uow: UnitOfWork) -> None:
    """Take away the timers of a listing that no longer waits."""
    for kind in (TimerKind.NUDGE, TimerKind.ASK_IF_STILL_NEEDED, TimerKind.EXPIRE):
        uow.cancel_timer(kind, listing.id)


def _nudge(listing: Listing, uow: UnitOfWork) -> datetime:
    """Give the instant of the one nudge: an hour, the next evening, or half-way to when it is needed."""
    if listing.act.urgent:
        return uow.now + URGENT_NUDGE
    tomorrow = uow.at_clock(days=1, clock=EVENING)
    if listing.act.when is None:
        return tomorrow
    start = uow.instant(listing.act.when.start)
    return min(tomorrow, uow.now + max(start - uow.now, timedelta(hours=1)) / 2)
