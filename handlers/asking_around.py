"""Who has what somebody wants: found, and asked in private before anybody hears their name."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.listing import Listing
from bot.domain.match import Match, MatchState, Why, match_id
from bot.domain.question import Choice, QuestionKind
from bot.unit_of_work import UnitOfWork

AT_ONCE = 3
"""So many neighbours are asked about one request at a time."""
ANSWER_WITHIN = timedelta(hours=24)
URGENT_ANSWER_WITHIN = timedelta(hours=1)


def ask_who_can_help(listing: Listing, uow: UnitOfWork) -> int:
    """Find what fits a listing and ask whoever has it; give how many are being asked."""
    books = uow.books
    for other, fit in uow.fits(listing):
        wanted, had = (listing, other) if listing.wants else (other, listing)
        id = match_id(wanted.id, had.id)
        if id not in books.matches:
            reasons = tuple(Why(kind=r.kind, wanted=r.wanted, had=r.had) for r in fit.reasons)
            books.matches.put(Match(id=id, wanted=wanted.id, had=had.id, score=fit.score, reasons=reasons))
    return ask_the_next(listing, uow)


def ask_the_next(listing: Listing, uow: UnitOfWork) -> int:
    """Ask the best of those not asked yet; give how many are being asked.

    A request is put to a few neighbours at a time; who offers is asked about one request
    after the other, the oldest first.
    """
    books = uow.books
    matches = books.matches.by("listing", listing.id)
    asked = sum(found.state is MatchState.ASKED for found in matches)
    waiting = [found for found in matches if found.state is MatchState.FOUND]
    if listing.wants:
        waiting.sort(key=lambda found: (-found.score, _load(found, uow)))
    for found in waiting:
        if asked >= (AT_ONCE if listing.wants else 1):
            break
        if books.listings[found.wanted].is_open and books.listings[found.had].is_open:
            _ask(found, uow)
            asked += 1
    return asked


def go_on(wanted: Listing, uow: UnitOfWork) -> None:
    """Ask the next who can help, and bring the card up to date."""
    if wanted.is_open:
        ask_the_next(wanted, uow)
        uow.show(wanted)


def call_off(listing: Listing, uow: UnitOfWork) -> None:
    """Nobody needs to answer any more whether they can help with it."""
    for found in uow.books.matches.by("listing", listing.id):
        for question in uow.books.questions.by("subject", found.id):
            uow.settle(question, None)
        if found.state is MatchState.ASKED:
            uow.books.matches.put(found.turned(MatchState.MOOT))


def _load(found: Match, uow: UnitOfWork) -> int:
    """Count what its owner has promised already: the load is shared."""
    return len(uow.books.pledges.by("by", uow.books.listings[found.had].author))


def _ask(found: Match, uow: UnitOfWork) -> None:
    urgent = uow.books.listings[found.wanted].act.urgent
    uow.books.matches.put(found.turned(MatchState.ASKED))
    uow.ask(
        uow.books.listings[found.had].author,
        QuestionKind.CAN_YOU_HELP,
        found.id,
        Choice.YES,
        Choice.NO,
        Choice.GONE,
        forget_after=URGENT_ANSWER_WITHIN if urgent else ANSWER_WITHIN,
        urgent=urgent,
    )
