"""A room moves to a new address, or the bot finds itself in one; somebody must open the private chat."""

from __future__ import annotations

from bot.dispatch import on
from bot.domain.places import Account
from bot.events import DeliveryFailed, RoomMoved, RoomSeen
from bot.meaning import Happened
from bot.speech import Calling, Introducing, Person
from bot.unit_of_work import UnitOfWork


@on(RoomMoved)
def follow(happened: Happened, uow: UnitOfWork) -> None:
    """The group's room is the new one; what was shown in the old one stays there."""
    if isinstance(happened.event, RoomMoved):
        uow.books.group = uow.group.moved(happened.event.before, happened.event.after)


@on(RoomSeen)
def say_what_it_sees(happened: Happened, uow: UnitOfWork) -> None:
    """Say once in a room that the bot cannot read everything there; set it right once it can."""
    seen = happened.event
    if isinstance(seen, RoomSeen):
        speech = Introducing(reads_everything=seen.reads_everything, called=seen.called)
        uow.say(speech, seen.room, subject="introducing", update_only=seen.reads_everything)


@on(DeliveryFailed)
def call(happened: Happened, uow: UnitOfWork) -> None:
    """Ask somebody in the group to open a private chat, once a week at most; never say what it is about."""
    event = happened.event
    if not (isinstance(event, DeliveryFailed) and event.unopened and isinstance(event.to, Account)):
        return
    neighbour = uow.books.neighbour_of(event.to)
    if neighbour is None:
        return
    year, week, _ = uow.local_now.isocalendar()
    for room in uow.group.rooms:
        if room.network == event.to.network:
            speech = Calling(Person(neighbour.name, (event.to,)))
            uow.say(speech, room, subject=f"calling/{neighbour.id}/{year}-{week:02}")
