"""A listing is over; somebody is thanked."""

from __future__ import annotations

from bot.acts import ActKind
from bot.asking import helper, told_author
from bot.dispatch import on
from bot.domain.listing import Listing, Step
from bot.domain.pledge import Pledge, PledgeState
from bot.domain.timer import TimerKind
from bot.meaning import ActSaid
from bot.speech import NoLongerNeeded, Revised, Thanked
from bot.unit_of_work import UnitOfWork
from handlers.asking_around import call_off
from handlers.timetable import still, wind

HEART = "❤️"
CHECK = "👍"


@on(ActKind.CLOSE)
def close(said: ActSaid, uow: UnitOfWork) -> None:
    """Its author says that it is over."""
    if said.listing is None:
        return
    ended = end(said.listing, Step.FINISH, uow, tell_helper=True)
    if said.said.private:
        uow.tell(ended.author, Revised(ended))
    else:
        uow.react(said.said.message, CHECK)


@on(ActKind.THANKS)
def pass_thanks_on(said: ActSaid, uow: UnitOfWork) -> None:
    """Remember the thanks for who helped; in the group a heart is enough, otherwise tell them."""
    if said.listing is None:
        return
    pledge = uow.books.pledges[said.listing.id]
    giver = uow.books.neighbours[helper(said.listing, pledge.by)]
    uow.books.neighbours.put(giver.model_copy(update={"thanked": giver.thanked + 1}))
    if said.said.private:
        uow.tell(giver.id, Thanked(uow.neighbour(said.said).name, said.listing))
    uow.react(said.said.message, HEART)


def end(listing: Listing, step: Step, uow: UnitOfWork, *, tell_helper: bool = False) -> Listing:
    """Take a listing to its end: nobody is asked or reminded any more, and its card says so."""
    books = uow.books
    ended = books.listings.put(listing.after(step))
    still(listing, uow)
    call_off(listing, uow)
    for question in books.questions.by("subject", listing.id):
        uow.settle(question, None)
    for kind in (TimerKind.ASK_IF_DONE, TimerKind.REMIND_RETURN):
        uow.cancel_timer(kind, listing.id)
    pledge = books.pledges.get(listing.id)
    if pledge is not None and pledge.state is PledgeState.MADE:
        kept = step is Step.FINISH
        books.pledges.put(pledge.turned(PledgeState.KEPT if kept else PledgeState.DROPPED))
        _settle_counterpart(pledge, uow, kept=kept)
        if tell_helper or not kept:
            other = listing.author if pledge.by == listing.author else pledge.by
            uow.tell(other, NoLongerNeeded(ended, told_author(books, ended)))
    uow.show(ended)
    return ended


def _settle_counterpart(pledge: Pledge, uow: UnitOfWork, *, kept: bool) -> None:
    """What was given is gone; what was lent or not needed is back on the shelf."""
    counterpart = uow.books.listings.get(pledge.counterpart)
    if counterpart is None or counterpart.is_open or counterpart.is_over:
        return
    if kept and not counterpart.is_loan:
        uow.show(uow.books.listings.put(counterpart.after(Step.FINISH)))
        return
    for step in (Step.GIVE_BACK, Step.REOPEN, Step.DROP):
        if counterpart.can(step):
            counterpart = counterpart.after(step)
    uow.books.listings.put(counterpart)
    wind(counterpart, uow)
    uow.show(counterpart)
