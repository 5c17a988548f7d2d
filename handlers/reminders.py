"""What waits is heard of once more, then asked about, then let go."""

from __future__ import annotations

from datetime import timedelta

from bot.asking import told_author
from bot.dispatch import on
from bot.domain.listing import Step
from bot.domain.question import Choice, QuestionKind
from bot.domain.timer import TimerKind
from bot.meaning import QuestionAnswered, TimerFired
from bot.speech import Nudge
from bot.unit_of_work import UnitOfWork
from handlers.asking_around import ask_the_next
from handlers.ending import end
from handlers.timetable import wind

ANSWER_WITHIN = timedelta(days=2)


@on(TimerKind.NUDGE)
def nudge(fired: TimerFired, uow: UnitOfWork) -> None:
    """Say once in the group that a request still waits."""
    listing = uow.books.listings[fired.timer.subject]
    if not listing.is_open:
        return
    ask_the_next(listing, uow)
    uow.show(listing)
    for room in uow.group.rooms:
        near = listing.message if listing.message and listing.message.room == room else None
        uow.say(
            Nudge(listing, told_author(uow.books, listing)), room, reply_to=near, urgent=listing.act.urgent
        )


@on(TimerKind.ASK_IF_STILL_NEEDED)
def ask_if_still_needed(fired: TimerFired, uow: UnitOfWork) -> None:
    """Ask the author of a request that nobody took up whether it still holds."""
    listing = uow.books.listings[fired.timer.subject]
    if listing.is_open:
        uow.ask(
            listing.author,
            QuestionKind.STILL_NEEDED,
            listing.id,
            Choice.YES,
            Choice.NO,
            forget_after=ANSWER_WITHIN,
        )


@on(QuestionKind.STILL_NEEDED)
def hear_if_still_needed(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Yes: it goes on as if it were new. No: it is over."""
    listing = uow.books.listings[answered.question.subject]
    uow.settle(answered.question, answered.choice)
    if answered.choice is Choice.YES:
        wind(listing, uow)
        uow.show(listing)
    else:
        end(listing, Step.FINISH, uow)


@on(TimerKind.EXPIRE)
def let_go(fired: TimerFired, uow: UnitOfWork) -> None:
    """A listing that nobody took up in its time is over, without a word but on its card."""
    listing = uow.books.listings[fired.timer.subject]
    if listing.can(Step.EXPIRE):
        end(listing, Step.EXPIRE, uow)
