"""What a message is about, told from the books: the card replied to, the last that was asked, one's own."""

from __future__ import annotations

from datetime import timedelta

from bot.acts import Act, ActKind, Mode
from bot.books import Books
from bot.domain.group import Neighbour
from bot.domain.listing import Listing, ListingState, Step
from bot.domain.places import MessageRef
from bot.domain.pledge import PledgeState
from bot.domain.question import Question, QuestionKind
from bot.events import MessageSent

FRESH = timedelta(minutes=30)
"""How long "je m'en occupe", said to nobody in particular, still means the last thing that was asked."""
AT_A_PRICE = frozenset({Mode.SELL, Mode.SWAP})


def question_answered(said: MessageSent, author: Neighbour, books: Books) -> Question | None:
    """The question that is answered: the one replied to, or the one asked last."""
    questions = books.questions.by("asked", author.id)
    if said.reply_to is not None:
        post = books.post_in(said.reply_to)
        replied = [q for q in questions if post and post.subject == f"question/{q.id}"]
        if replied:
            return replied[0]
    return questions[-1] if questions else None


def listing_replied_to(reply_to: MessageRef | None, books: Books) -> Listing | None:
    """The listing whose card or first message is replied to."""
    if reply_to is None:
        return None
    post = books.post_in(reply_to)
    if post is not None and post.subject.startswith("listing/"):
        return books.listings.get(post.subject.removeprefix("listing/"))
    said_there = books.listing_said_in(reply_to)
    return said_there[0] if said_there else None


def talk_replied_to(reply_to: MessageRef | None, author: Neighbour, books: Books) -> Listing | None:
    """The listing whose two sides talk through the bot, where a message of that talk is replied to."""
    post = None if reply_to is None else books.post_in(reply_to)
    if post is None or not post.subject.startswith("talk/"):
        return None
    listing = books.listings.get(post.subject.split("/")[1])
    return listing if listing in talks_of(author, books) else None


def talks_of(neighbour: Neighbour, books: Books) -> list[Listing]:
    """The listings on which a neighbour was introduced to somebody whom only the bot can reach from there."""
    pledged = [pledge.id for pledge in books.pledges.by("by", neighbour.id)]
    own = [listing.id for listing in books.listings.by("author", neighbour.id)]
    return [books.listings[id] for id in dict.fromkeys([*pledged, *own]) if talk(id, books)]


def talk(listing: str, books: Books) -> tuple[str, str] | None:
    """Give the author and the helper of a listing who were introduced and share no network, or None."""
    pledge = books.pledges.get(listing)
    unnamed = any(q.kind is QuestionKind.MAY_I_NAME_YOU for q in books.questions.by("subject", listing))
    if pledge is None or pledge.state is not PledgeState.MADE or unnamed:
        return None
    sides = books.listings[listing].author, pledge.by
    one, other = ({account.network for account in books.neighbours[side].accounts} for side in sides)
    return sides if one.isdisjoint(other) else None


def last_asked(said: MessageSent, author: Neighbour | None, books: Books) -> Listing | None:
    """The one open listing that somebody else just put before the room."""
    fresh = _fresh(said, author, books)
    return fresh[0] if len(fresh) == 1 else None


def just_asked_for(offer: Act, said: MessageSent, author: Neighbour | None, books: Books) -> Listing | None:
    """The request that "I have one, if you like" answers: the last for the same thing, on terms that fit."""
    if offer.kind is not ActKind.OFFER:
        return None
    if not offer.items:
        listing = last_asked(said, author, books)
        return listing if listing is not None and listing.kind is ActKind.REQUEST else None
    asked = [
        listing
        for listing in _fresh(said, author, books)
        if listing.kind is ActKind.REQUEST and _same_things(offer, listing.act)
        if offer.mode not in AT_A_PRICE or listing.act.mode is offer.mode
    ]
    return asked[-1] if asked else None


def _fresh(said: MessageSent, author: Neighbour | None, books: Books) -> list[Listing]:
    """The open listings that others just put before the room, oldest first."""
    if said.private:
        return []
    return [
        listing
        for listing in books.listings.by("state", ListingState.OPEN)
        if not listing.discreet and said.at - listing.opened_at <= FRESH
        if author is None or listing.author != author.id
    ]


def promised_by(author: Neighbour | None, target: Listing | None, books: Books) -> Listing | None:
    """The listing on which the author has a promise to go back on: the one replied to, or the last."""
    if author is None:
        return None
    promised = [
        pledge.id
        for pledge in books.pledges.by("by", author.id)
        if pledge.state is PledgeState.MADE and books.listings[pledge.id].can(Step.DROP)
    ]
    if target is not None and target.id in promised:
        return target
    return books.listings[promised[-1]] if promised else None


def own_listing(author: Neighbour | None, target: Listing | None, act: Act, books: Books) -> Listing | None:
    """The author's listing that is over: the one replied to, the one that is named, or the only one."""
    if author is None:
        return None
    own = [listing for listing in books.listings.by("author", author.id) if not listing.is_over]
    if target is not None:
        return target if target in own else None
    named = [listing for listing in own if _same_things(act, listing.act)]
    if named:
        return named[-1]
    return own[0] if len(own) == 1 and not act.items else None


def helped_with(author: Neighbour | None, target: Listing | None, books: Books) -> Listing | None:
    """The listing for which the author was helped: the one replied to, or the last."""
    if author is None:
        return None
    helped = [
        listing
        for pledge in books.pledges
        if pledge.state is not PledgeState.DROPPED
        for listing in (books.listings[pledge.id],)
        if author.id == (listing.author if listing.wants else pledge.by)
    ]
    if target is not None and target in helped:
        return target
    return helped[-1] if helped else None


def _same_things(one: Act, other: Act) -> bool:
    """Tell whether two acts name the same thing, by concept or by word."""
    words = {item.concept or item.name for item in one.items} | {item.name for item in one.items}
    return any(item.concept in words or item.name in words for item in other.items)
