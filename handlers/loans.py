"""Whether it took place, and for a loan: whether it is back."""

from __future__ import annotations

from datetime import time, timedelta

from bot.asking import helped
from bot.dispatch import on
from bot.domain.listing import Listing, Step
from bot.domain.question import Choice, QuestionKind
from bot.domain.timer import TimerKind
from bot.meaning import QuestionAnswered, TimerFired
from bot.unit_of_work import UnitOfWork
from handlers.ending import end
from handlers.promises import drop

EVENING = time(18, 0)
LOAN_DAYS = 7
"""A loan is for a week unless something else was said."""
ASK_AGAIN_DAYS = 2
ANSWER_WITHIN = timedelta(days=3)


@on(TimerKind.ASK_IF_DONE)
def ask_if_done(fired: TimerFired, uow: UnitOfWork) -> None:
    """Ask who wanted it whether it took place."""
    listing = uow.books.listings[fired.timer.subject]
    pledge = uow.books.pledges[listing.id]
    if listing.can(Step.HAND_OVER):
        uow.ask(
            helped(listing, pledge.by),
            QuestionKind.IS_IT_DONE,
            listing.id,
            Choice.YES,
            Choice.NOT_YET,
            Choice.NO,
            forget_after=ANSWER_WITHIN,
        )


@on(QuestionKind.IS_IT_DONE)
def hear_if_done(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Yes: done, or lent. Not yet: ask again. No: the promise is dropped."""
    listing = uow.books.listings[answered.question.subject]
    uow.settle(answered.question, answered.choice)
    match answered.choice:
        case Choice.YES:
            took_place(listing, uow)
        case Choice.NOT_YET:
            uow.set_timer(TimerKind.ASK_IF_DONE, listing.id, uow.at_clock(days=ASK_AGAIN_DAYS, clock=EVENING))
        case _:
            drop(listing, uow)


def took_place(listing: Listing, uow: UnitOfWork) -> None:
    """A loan is now out, and both will be reminded; anything else is done."""
    pledge = uow.books.pledges[listing.id]
    counterpart = uow.books.listings.get(pledge.counterpart)
    if not (listing.is_loan or (counterpart is not None and counterpart.is_loan)):
        end(listing, Step.FINISH, uow)
        return
    for lent in (listing, counterpart):
        if lent is not None and lent.can(Step.HAND_OVER):
            uow.show(uow.books.listings.put(lent.after(Step.HAND_OVER)))
    when = listing.act.when
    back = uow.at_clock(days=LOAN_DAYS, clock=EVENING)
    if when is not None and when.end > uow.local_now:
        back = min(back, uow.at_clock(days=1, clock=EVENING, after=uow.instant(when.end)))
    uow.set_timer(TimerKind.REMIND_RETURN, listing.id, back)


@on(TimerKind.REMIND_RETURN)
def remind_both(fired: TimerFired, uow: UnitOfWork) -> None:
    """Remind both sides of a loan, and let either say that it is back."""
    listing = uow.books.listings[fired.timer.subject]
    if listing.can(Step.GIVE_BACK):
        for neighbour in (uow.books.pledges[listing.id].by, listing.author):
            uow.ask(
                neighbour,
                QuestionKind.IS_IT_BACK,
                listing.id,
                Choice.YES,
                Choice.NOT_YET,
                forget_after=ANSWER_WITHIN,
            )


@on(QuestionKind.IS_IT_BACK)
def hear_if_back(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Yes, from either side: the loan is over. Not yet: remind both again."""
    listing = uow.books.listings[answered.question.subject]
    uow.settle(answered.question, answered.choice)
    if answered.choice is Choice.YES:
        returned = uow.books.listings.put(listing.after(Step.GIVE_BACK))
        end(returned, Step.FINISH, uow)
    else:
        uow.set_timer(TimerKind.REMIND_RETURN, listing.id, uow.at_clock(days=ASK_AGAIN_DAYS, clock=EVENING))
