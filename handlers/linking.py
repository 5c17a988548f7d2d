"""Rooms that become one group's, and accounts that become one neighbour's: by a one-time code."""

from __future__ import annotations

from datetime import timedelta

from bot.dispatch import on
from bot.domain.code import Code
from bot.domain.group import Neighbour
from bot.domain.listing import Step
from bot.domain.match import MatchState
from bot.domain.question import Choice, QuestionKind
from bot.domain.timer import TimerKind
from bot.events import MessageSent
from bot.meaning import Command, Commanded, QuestionAnswered, TimerFired
from bot.speech import (
    AccountsLinked,
    CodeGiven,
    CodeUnknown,
    ForModerators,
    RoomsTied,
    RoomUntied,
    Speech,
)
from bot.unit_of_work import UnitOfWork
from handlers.promises import drop

ANSWER_WITHIN = timedelta(hours=1)


@on(Command.LINK)
def link(commanded: Commanded, uow: UnitOfWork) -> None:
    """Give a code; or take one that was given elsewhere, and link what it stands for."""
    said = commanded.said
    if not said.private and not said.moderator:
        _answer(said, ForModerators(), uow)
    elif not commanded.argument:
        code = uow.give_code(said.author, None if said.private else said.room)
        _answer(said, CodeGiven(code.id, for_room=not said.private), uow)
    else:
        _hand_in(commanded.argument, said, uow)


@on(Command.UNLINK)
def unlink(commanded: Commanded, uow: UnitOfWork) -> None:
    """Have a room, or in private an account, stand for itself again."""
    said = commanded.said
    if said.private:
        _separate(said, uow)
    elif not said.moderator:
        _answer(said, ForModerators(), uow)
    elif said.room in uow.group.tied:
        _answer(said, RoomUntied(), uow)
        uow.books.group = uow.group.without_room(said.room)
    else:
        _answer(said, RoomUntied(possible=False), uow)


@on(TimerKind.FORGET_CODE)
def forget(fired: TimerFired, uow: UnitOfWork) -> None:
    """Nobody handed the code in."""
    uow.books.codes.remove(fired.timer.subject)


@on(QuestionKind.IS_IT_YOU)
def hear_if_it_is_you(answered: QuestionAnswered, uow: UnitOfWork) -> None:
    """Yes: the two are one from now on. No: nothing changes."""
    asked, claimant = answered.question.asked, answered.question.subject
    uow.settle(answered.question, answered.choice)
    linked = answered.choice is Choice.YES
    uow.tell(claimant, AccountsLinked(linked), urgent=True)
    if linked:
        become_one(uow.books.neighbours[asked], uow.books.neighbours[claimant], uow)
        uow.tell(asked, AccountsLinked(linked=True), urgent=True)


def become_one(neighbour: Neighbour, other: Neighbour, uow: UnitOfWork) -> None:
    """Put everything of the other neighbour under the first one's name."""
    books = uow.books
    for question in books.questions.by("asked", other.id):
        books.questions.put(question.model_copy(update={"asked": neighbour.id}))
    for pledge in books.pledges.by("by", other.id):
        books.pledges.put(pledge.model_copy(update={"by": neighbour.id}))
    for listing in books.listings.by("author", other.id):
        books.listings.put(listing.model_copy(update={"author": neighbour.id}))
    books.neighbours.remove(other.id)
    books.neighbours.put(
        neighbour.model_copy(
            update={
                "accounts": (*neighbour.accounts, *other.accounts),
                "thanked": neighbour.thanked + other.thanked,
            }
        )
    )
    _part_from_themselves(neighbour.id, uow)


def _part_from_themselves(neighbour: str, uow: UnitOfWork) -> None:
    """Nobody helps themselves: take back what the two had agreed on with each other."""
    books = uow.books
    for listing in books.listings.by("author", neighbour):
        pledge = books.pledges.get(listing.id)
        if pledge is not None and pledge.by == neighbour and listing.can(Step.DROP):
            drop(listing, uow)
        for found in books.matches.by("listing", listing.id):
            if books.listings[found.wanted].author == books.listings[found.had].author:
                for question in books.questions.by("subject", found.id):
                    uow.settle(question, None)
                if found.state in {MatchState.FOUND, MatchState.ASKED}:
                    books.matches.put(found.turned(MatchState.MOOT))


def _hand_in(typed: str, said: MessageSent, uow: UnitOfWork) -> None:
    code = uow.take_code(typed)
    if code is None or (code.room is None) != said.private or _leads_nowhere(code, said):
        _answer(said, CodeUnknown(), uow)
    elif code.room is not None:
        if said.room not in uow.group.rooms:
            uow.books.group = uow.group.with_room(said.room)
        for room in uow.group.rooms:
            uow.say(RoomsTied(uow.group.name), room, urgent=True)
    else:
        given_to = uow.books.neighbour_of(code.given_to)
        claimant = uow.neighbour(said)
        if given_to is None or given_to.id == claimant.id:
            _answer(said, CodeUnknown(), uow)
        else:
            uow.ask(
                given_to.id,
                QuestionKind.IS_IT_YOU,
                claimant.id,
                Choice.YES,
                Choice.NO,
                forget_after=ANSWER_WITHIN,
                urgent=True,
            )


def _leads_nowhere(code: Code, said: MessageSent) -> bool:
    """Tell whether a code is handed in where it was given."""
    return said.room == code.room if code.room is not None else said.author == code.given_to


def _separate(said: MessageSent, uow: UnitOfWork) -> None:
    """Leave what is on the books with the other accounts; this one starts afresh."""
    neighbour = uow.neighbour(said)
    _answer(said, AccountsLinked(linked=False), uow)
    others = tuple(account for account in neighbour.accounts if account != said.author)
    if others:
        uow.books.neighbours.put(neighbour.model_copy(update={"accounts": others}))


def _answer(said: MessageSent, speech: Speech, uow: UnitOfWork) -> None:
    if said.private:
        uow.tell(uow.neighbour(said).id, speech, urgent=True)
    else:
        uow.say(speech, said.room, reply_to=said.message, urgent=True)
