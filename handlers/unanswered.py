"""Questions that nobody answers, or that cannot reach whom they are for."""

from __future__ import annotations

from bot.dispatch import on
from bot.domain.listing import Step
from bot.domain.match import MatchState
from bot.domain.post import question_subject
from bot.domain.question import Question, QuestionKind
from bot.domain.timer import TimerKind
from bot.events import DeliveryFailed
from bot.meaning import Happened, TimerFired
from bot.unit_of_work import UnitOfWork
from handlers.asking_around import go_on
from handlers.ending import end
from handlers.loans import took_place
from handlers.promises import drop


@on(TimerKind.FORGET_QUESTION)
def forget(fired: TimerFired, uow: UnitOfWork) -> None:
    """Nobody answered in time."""
    question = uow.books.questions.get(fired.timer.subject)
    if question is not None:
        give_up_on(question, uow)


@on(DeliveryFailed)
def pass_over(happened: Happened, uow: UnitOfWork) -> None:
    """A question that cannot reach its neighbour is as good as unanswered."""
    event = happened.event
    if not isinstance(event, DeliveryFailed) or event.unopened:
        return
    failed = event.subject
    for question in uow.books.questions:
        if question_subject(question.id) == failed:
            give_up_on(question, uow)


def give_up_on(question: Question, uow: UnitOfWork) -> None:
    """Do what silence means for this kind of question."""
    books = uow.books
    uow.settle(question, None)
    match question.kind:
        case QuestionKind.CAN_YOU_HELP:
            found = books.matches.put(books.matches[question.subject].turned(MatchState.MOOT))
            go_on(books.listings[found.wanted], uow)
        case QuestionKind.MAY_I_NAME_YOU:
            drop(books.listings[question.subject], uow)
        case QuestionKind.STILL_NEEDED:
            listing = books.listings[question.subject]
            if listing.can(Step.EXPIRE):
                end(listing, Step.EXPIRE, uow)
        case QuestionKind.IS_IT_DONE:
            took_place(books.listings[question.subject], uow)
        case QuestionKind.IS_IT_BACK:
            listing = books.listings[question.subject]
            if listing.can(Step.FINISH) and not books.questions.by("subject", listing.id):
                end(listing, Step.FINISH, uow)
        case QuestionKind.DID_YOU_MEAN | QuestionKind.IS_IT_YOU:
            pass
