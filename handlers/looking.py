"""What is on the books, what one can write, and why the bot spoke."""

from __future__ import annotations

from bot.acts import ActKind
from bot.asking import told_author
from bot.dispatch import on
from bot.domain.listing import ListingState
from bot.domain.match import MatchState
from bot.events import MessageSent
from bot.meaning import ActSaid, Command, Commanded, MessageUnclear, Unclear
from bot.speech import Help, NothingToExplain, NotUnderstood, OnTheBooks, Speech, WhyYou
from bot.unit_of_work import UnitOfWork

SHOWN = 20
"""So many listings at most in one list, the newest."""


@on(ActKind.BROWSE)
def tell_what_is_there(said: ActSaid, uow: UnitOfWork) -> None:
    """Somebody asks in their own words what is on offer."""
    _answer(said.said, _on_the_books(uow), uow)


@on(Command.LIST)
def list_listings(commanded: Commanded, uow: UnitOfWork) -> None:
    """Somebody asks for the list."""
    _answer(commanded.said, _on_the_books(uow), uow)


@on(Command.HELP)
def tell_how(commanded: Commanded, uow: UnitOfWork) -> None:
    """Somebody asks what can be written."""
    _answer(commanded.said, Help(), uow)


@on(Command.WHY)
def tell_why(commanded: Commanded, uow: UnitOfWork) -> None:
    """Somebody asks why the bot spoke to them: the last match behind it."""
    asker = uow.neighbour(commanded.said)
    books = uow.books
    own = {listing.id for listing in books.listings.by("author", asker.id)}
    matches = [
        m for m in books.matches if (m.wanted in own or m.had in own) and m.state is not MatchState.FOUND
    ]
    if not matches:
        _answer(commanded.said, NothingToExplain(), uow)
        return
    last = matches[-1]
    why = WhyYou(books.listings[last.wanted].act, books.listings[last.had].act, last.reasons)
    uow.tell(asker.id, why, urgent=True, worth_a_call=True)


@on(Unclear.NO_IDEA)
def admit_it(unclear: MessageUnclear, uow: UnitOfWork) -> None:
    """Somebody wrote to the bot in private, and it did not understand."""
    uow.tell(uow.neighbour(unclear.said).id, NotUnderstood(), urgent=True)


def _on_the_books(uow: UnitOfWork) -> OnTheBooks:
    listings = uow.books.listings.by("state", ListingState.OPEN)[-SHOWN:]
    return OnTheBooks(tuple((listing, told_author(uow.books, listing)) for listing in listings))


def _answer(said: MessageSent, speech: Speech, uow: UnitOfWork) -> None:
    """Answer where it was asked."""
    if said.private:
        uow.tell(uow.neighbour(said).id, speech, urgent=True)
    else:
        uow.say(speech, said.room, reply_to=said.message, urgent=True)
