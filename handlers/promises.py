"""Somebody takes a listing up, goes back on it, or is named to who asked discreetly."""

from __future__ import annotations

from datetime import timedelta

from bot.acts import ActKind
from bot.asking import helped, helper
from bot.dispatch import on
from bot.domain.listing import Listing, Step
from bot.domain.match import MatchState
from bot.domain.pledge import Pledge, PledgeState
from bot.domain.post import talk_subject
from bot.domain.question import Choice, QuestionKind
from bot.domain.timer import TimerKind
from bot.meaning import ActSaid, CardPressed, QuestionAnswered, Verb
from bot.speech import Dropped, Introduced, NoLongerNeeded, Person
from bot.targets import talk
from bot.unit_of_work import UnitOfWork
from handlers.asking_around import ask_the_next, call_off
from handlers.timetable import EVENING, still, wind

NAME_WITHIN = timedelta(hours=24)


@on(ActKind.ACCEPT)
def take_it_up(said: ActSaid, uow: UnitOfWork) -> None:
    """Somebody wrote that they take it."""
    if said.listing is not None:
        claim(said.listing, uow.neighbour(said.said).id, uow, open_to_see=not said.said.private)


@on(Verb.CLAIM)
def press_to_take_it_up(pressed: CardPressed, uow: UnitOfWork) -> None:
    """Somebody pressed the card's button."""
    claim(pressed.listing, uow.neighbour(pressed.said).id, uow, open_to_see=True)


@on(ActKind.DECLINE)
def go_back_on_it(said: ActSaid, uow: UnitOfWork) -> None:
    """Somebody who had promised cannot, after all: the listing reopens at once."""
    if said.listing is not None:
        drop(said.listing, uow)


@on(QuestionKind.MAY_I_NAME_YOU)
def name_who_asked(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Yes: introduce the two. No: the search goes on."""
    listing = uow.books.listings[answered.question.subject]
    uow.settle(answered.question, answered.choice)
    if answered.choice is Choice.YES:
        introduce(listing, uow)
    else:
        drop(listing, uow)


def claim(listing: Listing, by: str, uow: UnitOfWork, *, open_to_see: bool) -> None:
    """Have a neighbour take a listing up; who comes too late is told."""
    if by == listing.author:
        return
    if not listing.is_open:
        pledge = uow.books.pledges.get(listing.id)
        if pledge is None or pledge.by != by:
            uow.tell(by, NoLongerNeeded(listing, None))
        return
    counterpart = next((other for other, _ in uow.fits(listing) if other.author == by), None)
    promise(listing, by=by, counterpart=counterpart, open_to_see=open_to_see, uow=uow)


def promise(
    listing: Listing, *, by: str, counterpart: Listing | None, open_to_see: bool, uow: UnitOfWork
) -> None:
    """Note who does it, and introduce the two to each other (who asked discreetly is asked first)."""
    books = uow.books
    listing = books.listings.put(listing.after(Step.PROMISE))
    books.pledges.put(
        Pledge(
            id=listing.id,
            by=by,
            at=uow.now,
            counterpart=None if counterpart is None else counterpart.id,
            open_to_see=open_to_see,
        )
    )
    still(listing, uow)
    call_off(listing, uow)
    if counterpart is not None and counterpart.is_open and counterpart.is_one_thing:
        counterpart = books.listings.put(counterpart.after(Step.PROMISE))
        still(counterpart, uow)
        call_off(counterpart, uow)
        uow.show(counterpart)
    uow.show(listing)
    if listing.discreet:
        uow.ask(
            listing.author,
            QuestionKind.MAY_I_NAME_YOU,
            listing.id,
            Choice.YES,
            Choice.NO,
            forget_after=NAME_WITHIN,
            urgent=listing.act.urgent,
        )
    else:
        introduce(listing, uow)


def introduce(listing: Listing, uow: UnitOfWork) -> None:
    """Tell each of the two who the other is, and ask the next evening whether it took place."""
    pledge = uow.books.pledges[listing.id]
    giver, taker = helper(listing, pledge.by), helped(listing, pledge.by)
    urgent = listing.act.urgent
    through_me = talk(listing.id, uow.books) is not None
    subject = talk_subject(listing.id, uow.number("talk")) if through_me else None
    for told, other in ((taker, giver), (giver, taker)):
        speech = Introduced(listing, _person(other, uow), helping=told == giver, through_me=through_me)
        uow.tell(told, speech, subject=subject, urgent=urgent, worth_a_call=True)
    when = listing.act.when
    after = uow.now if when is None else max(uow.now, uow.instant(when.end))
    uow.set_timer(TimerKind.ASK_IF_DONE, listing.id, uow.at_clock(days=1, clock=EVENING, after=after))


def drop(listing: Listing, uow: UnitOfWork) -> None:
    """Undo a promise: the listing reopens at once, whoever acted on it is told, and the search goes on."""
    books = uow.books
    pledge = books.pledges[listing.id]
    unnamed = [q for q in books.questions.by("subject", listing.id) if q.kind is QuestionKind.MAY_I_NAME_YOU]
    books.pledges.put(pledge.turned(PledgeState.DROPPED))
    reopened = books.listings.put(listing.after(Step.DROP))
    for question in books.questions.by("subject", listing.id):
        uow.settle(question, None)
    uow.cancel_timer(TimerKind.ASK_IF_DONE, listing.id)
    _release(pledge, uow)
    for found in books.matches.by("listing", listing.id):
        if found.state is MatchState.AGREED:
            books.matches.put(found.turned(MatchState.DECLINED))
        elif found.state is MatchState.MOOT:
            books.matches.put(found.turned(MatchState.FOUND))
    wind(reopened, uow)
    ask_the_next(reopened, uow)
    uow.show(reopened)
    if not unnamed:
        uow.tell(
            listing.author, Dropped(reopened, books.neighbours[pledge.by].name), urgent=listing.act.urgent
        )


def _release(pledge: Pledge, uow: UnitOfWork) -> None:
    """Put the offer that the promise was made with back on the shelf."""
    counterpart = uow.books.listings.get(pledge.counterpart)
    if counterpart is not None and counterpart.can(Step.DROP):
        counterpart = uow.books.listings.put(counterpart.after(Step.DROP))
        wind(counterpart, uow)
        uow.show(counterpart)


def _person(neighbour: str, uow: UnitOfWork) -> Person:
    known = uow.books.neighbours[neighbour]
    return Person(known.name, known.accounts)
