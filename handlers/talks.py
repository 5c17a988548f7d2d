"""Two who were introduced and share no network write to each other through the bot."""

from __future__ import annotations

from bot.dispatch import on
from bot.domain.post import talk_subject
from bot.meaning import PassOn
from bot.speech import PassedOn
from bot.targets import talk
from bot.unit_of_work import UnitOfWork

PASSED_ON = "👌"
"""Put on what was passed on, so that its author knows."""


@on(PassOn)
def pass_on(talking: PassOn, uow: UnitOfWork) -> None:
    """Give the other side what one side wrote, and note it quietly on the message."""
    listing, said = talking.listing, talking.said
    sides = talk(listing.id, uow.books)
    if sides is None:
        return
    author = uow.neighbour(said)
    other = next(side for side in sides if side != author.id)
    subject = talk_subject(listing.id, uow.number("talk"))
    passed = PassedOn(listing, author.name, said.text)
    uow.tell(other, passed, subject=subject, urgent=listing.act.urgent)
    uow.react(said.message, PASSED_ON)
