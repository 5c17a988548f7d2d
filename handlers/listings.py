"""A neighbour asks, offers, has lost or has found something; later corrects or deletes what they wrote."""

from __future__ import annotations

from datetime import timedelta

from bot.acts import Act, ActKind
from bot.dispatch import on
from bot.domain.group import Neighbour
from bot.domain.listing import Listing, Step
from bot.domain.match import MatchState
from bot.domain.places import MessageRef
from bot.domain.question import Choice, QuestionKind
from bot.domain.timer import TimerKind, timer_id
from bot.meaning import ActSaid, ListingRevised, MessageUnclear, QuestionAnswered, Unclear
from bot.speech import Noted
from bot.unit_of_work import UnitOfWork
from handlers.asking_around import ask_who_can_help
from handlers.ending import end
from handlers.timetable import wind


@on(ActKind.REQUEST, ActKind.OFFER, ActKind.LOST, ActKind.FOUND)
def note_listing(said: ActSaid, uow: UnitOfWork) -> None:
    """Put it on the books, ask those who can help, and show it."""
    put_on_the_books(
        said.act, uow.neighbour(said.said), uow, message=said.said.message, discreet=said.said.private
    )


@on(Unclear.UNSURE)
def ask_what_is_meant(unclear: MessageUnclear, uow: UnitOfWork) -> None:
    """Ask the author of an unclear message in private. No answer: forget it."""
    author = uow.neighbour(unclear.said)
    uow.ask(
        author.id,
        QuestionKind.DID_YOU_MEAN,
        str(unclear.said.message),
        Choice.YES,
        Choice.NO,
        forget_after=timedelta(hours=12),
        about=lambda question: question.model_copy(
            update={"act": unclear.act, "said": unclear.said.message, "discreet": unclear.said.private}
        ),
    )


@on(QuestionKind.DID_YOU_MEAN)
def take_their_word(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Go on as if it had been clear, or forget it."""
    question = answered.question
    uow.settle(question, answered.choice)
    if answered.choice is Choice.YES and question.act is not None:
        author = uow.books.neighbours[question.asked]
        put_on_the_books(question.act, author, uow, message=question.said, discreet=question.discreet)


@on(ListingRevised)
def follow_the_author(revised: ListingRevised, uow: UnitOfWork) -> None:
    """An edited message changes its listing, a deleted one withdraws it."""
    listing = revised.listing
    if revised.act is None:
        if listing.can(Step.WITHDRAW):
            end(listing, Step.WITHDRAW, uow)
    elif listing.is_open:
        for found in uow.books.matches.by("listing", listing.id):
            if found.state is MatchState.FOUND:
                uow.books.matches.remove(found.id)
        corrected = uow.books.listings.put(listing.revised(revised.act))
        ask_who_can_help(corrected, uow)
        uow.show(corrected)


def put_on_the_books(
    act: Act, author: Neighbour, uow: UnitOfWork, *, message: MessageRef | None, discreet: bool
) -> Listing:
    """Open a listing, or bring up to date the one that its author repeats."""
    repeated = _repeated(act, author, uow)
    if repeated is not None:
        listing = uow.books.listings.put(repeated.revised(act))
    else:
        listing = uow.open_listing(act, by=author, message=message, discreet=discreet)
        wind(listing, uow)
    asked = ask_who_can_help(listing, uow)
    uow.show(listing)
    if discreet:
        nudge = uow.books.timers.get(timer_id(TimerKind.NUDGE, listing.id))
        uow.tell(author.id, Noted(listing, asked, None if nudge is None else uow.local(nudge.due)))
    return listing


def _repeated(act: Act, author: Neighbour, uow: UnitOfWork) -> Listing | None:
    """Give the author's open listing that says the same, if there is one."""
    names = _names(act)
    for listing in uow.books.listings.by("author", author.id):
        if listing.is_open and listing.kind is act.kind and names and names == _names(listing.act):
            return listing
    return None


def _names(act: Act) -> set[str]:
    return {item.concept or item.name for item in act.items}
