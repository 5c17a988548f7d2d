"""A room moves to a new address."""

from __future__ import annotations

from bot.dispatch import on
from bot.events import RoomMoved
from bot.meaning import Happened
from bot.unit_of_work import UnitOfWork


@on(RoomMoved)
def follow(happened: Happened, uow: UnitOfWork) -> None:
    """The group's room is the new one; what was shown in the old one stays there."""
    if isinstance(happened.event, RoomMoved):
        uow.books.group = uow.group.moved(happened.event.before, happened.event.after)
