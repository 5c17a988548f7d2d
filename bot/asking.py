"""What a question is about, gathered from the books, so that it can be put into words."""

from __future__ import annotations

from bot.books import Books
from bot.domain.listing import Listing
from bot.domain.question import Question, QuestionKind
from bot.speech import Asking


def asking(books: Books, question: Question) -> Asking:
    """Gather what a question needs to be said."""
    name = books.neighbours[question.asked].name
    match question.kind:
        case QuestionKind.CAN_YOU_HELP:
            found = books.matches[question.subject]
            wanted = books.listings[found.wanted]
            return Asking(
                question, name, books.listings[found.had], other=wanted, other_name=told_author(books, wanted)
            )
        case QuestionKind.DID_YOU_MEAN:
            return Asking(question, name)
        case QuestionKind.IS_IT_YOU:
            claimant = books.neighbours[question.subject]
            return Asking(question, name, other_name=claimant.name, network=claimant.accounts[0].network)
        case _:
            listing = books.listings[question.subject]
            pledge = books.pledges.get(listing.id)
            if pledge is None:
                return Asking(question, name, listing)
            other = listing.author if pledge.by == question.asked else pledge.by
            return Asking(
                question,
                name,
                listing,
                other_name=books.neighbours[other].name,
                lender=question.asked == helper(listing, pledge.by),
            )


def told_author(books: Books, listing: Listing) -> str | None:
    """Give the name of a listing's author, or None where the group is not told."""
    return None if listing.discreet else books.neighbours[listing.author].name


def helper(listing: Listing, pledged_by: str) -> str:
    """Give who helps: who pledged on something wanted, the author of something offered."""
    return pledged_by if listing.wants else listing.author


def helped(listing: Listing, pledged_by: str) -> str:
    """Give who is helped."""
    return listing.author if listing.wants else pledged_by
