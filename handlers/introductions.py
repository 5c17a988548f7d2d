"""Whoever has a thing answers whether they help."""

from __future__ import annotations

from bot.dispatch import on
from bot.domain.listing import Step
from bot.domain.match import MatchState
from bot.domain.question import Choice, QuestionKind
from bot.meaning import QuestionAnswered
from bot.unit_of_work import UnitOfWork
from handlers.asking_around import go_on
from handlers.ending import end
from handlers.promises import promise


@on(QuestionKind.CAN_YOU_HELP)
def hear_who_can_help(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Yes: introduce the two. No: ask the next. Gone: the offer is over, too."""
    books = uow.books
    found = books.matches[answered.question.subject]
    wanted, had = books.listings[found.wanted], books.listings[found.had]
    uow.settle(answered.question, answered.choice)
    if answered.choice is Choice.YES:
        books.matches.put(found.turned(MatchState.AGREED))
        promise(wanted, by=had.author, counterpart=had, open_to_see=False, uow=uow)
        return
    books.matches.put(found.turned(MatchState.DECLINED))
    if answered.choice is Choice.GONE and had.can(Step.WITHDRAW):
        end(had, Step.WITHDRAW, uow)
    go_on(wanted, uow)
