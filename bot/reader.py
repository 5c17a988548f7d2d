"""From an event to what it means, against the group's books.

The same reading serves twice: sift drops, before anything is written down, what means
nothing; the engine acts on what means something by the time its turn comes. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Protocol

from bot.acts import Act, ActKind
from bot.books import Books
from bot.domain.calendar import to_local
from bot.domain.group import Neighbour
from bot.domain.listing import LISTED, Listing, ListingState, Step
from bot.domain.places import MessageRef
from bot.domain.pledge import PledgeState
from bot.domain.question import Choice, Question
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSent,
    Reacted,
    RoomMoved,
    RoomSeen,
    Said,
    TimerDue,
)
from bot.intent.context import Context, Quoted, Reading
from bot.meaning import (
    ActSaid,
    CardPressed,
    Command,
    Commanded,
    Happened,
    ListingRevised,
    Meaning,
    MessageUnclear,
    QuestionAnswered,
    TimerFired,
    Unclear,
    Verb,
)

FRESH = timedelta(minutes=30)
"""How long "je m'en occupe", said to nobody in particular, still means the last thing that was asked."""
OPPOSITE = {
    ActKind.REQUEST: ActKind.OFFER,
    ActKind.OFFER: ActKind.REQUEST,
    ActKind.LOST: ActKind.FOUND,
    ActKind.FOUND: ActKind.LOST,
}


class Language(Protocol):
    """What the reader needs of the intent engine."""

    def parse(self, text: str, context: Context) -> Reading:
        """Read the acts in a message."""
        ...

    def read_answer(self, text: str, language: str, options: Sequence[str]) -> str | None:
        """Give the option that a text chooses, or None where it is no answer."""
        ...

    def read_command(self, text: str) -> str | None:
        """Give the name of the command that a text is, or None."""
        ...


class Reader:
    """Reads events, with what the intent engine makes of their texts."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def read(self, event: Event, books: Books) -> list[Meaning]:
        """Give what an event means, in order; nothing if it is not for the bot."""
        match event:
            case MessageSent():
                return list(self._message(event, books))
            case MessageEdited() | MessageDeleted():
                return list(self._revision(event, books))
            case ButtonPressed():
                return list(_action(event.action, event, books))
            case Reacted():
                return list(self._reaction(event, books))
            case TimerDue():
                timer = books.timers.get(event.timer)
                return [] if timer is None else [TimerFired(timer)]
            case DeliveryFailed() | RoomMoved() | RoomSeen():
                return [Happened(event)]

    # --- messages ---

    def _message(self, said: MessageSent, books: Books) -> Iterator[Meaning]:
        author = books.neighbour_of(said.author)
        command = self._language.read_command(said.text)
        if command is not None:
            yield Commanded(Command(command), said)
            return
        if said.private and author is not None:
            answered = self._answer(said, author, books)
            if answered is not None:
                yield answered
                return
        target = _target(said.reply_to, books)
        reading = self._reading(said, target, books)
        meanings = [m for act in reading.acts if (m := self._act(act, said, author, target, books))]
        yield from meanings
        doubtful = reading.doubtful
        if doubtful is not None and doubtful.kind in LISTED and doubtful.items:
            yield MessageUnclear(Unclear.UNSURE, said, doubtful)
        elif said.private and not meanings:
            yield MessageUnclear(Unclear.NO_IDEA, said)

    def _answer(self, said: MessageSent, author: Neighbour, books: Books) -> QuestionAnswered | None:
        question = _question(said, author, books)
        if question is None:
            return None
        language = author.language or books.group.language
        choice = self._language.read_answer(said.text, language, question.choices)
        return None if choice is None else QuestionAnswered(question, Choice(choice), said)

    def _reading(self, said: MessageSent | MessageEdited, target: Listing | None, books: Books) -> Reading:
        quoted = None
        if isinstance(said, MessageSent) and said.reply_to is not None:
            quoted = Quoted(said.quoted, target.kind if target else None)
        context = Context(
            language=books.group.language,
            now=to_local(said.at, books.group.zone),
            private=said.private,
            reply_to=quoted,
        )
        return self._language.parse(said.text, context)

    def _act(
        self, act: Act, said: MessageSent, author: Neighbour | None, target: Listing | None, books: Books
    ) -> Meaning | None:
        by_another = target is not None and (author is None or target.author != author.id)
        if by_another and target is not None and target.is_open and OPPOSITE[target.kind] is act.kind:
            return ActSaid(Act(ActKind.ACCEPT, evidence=act.evidence), said, target)
        if act.kind in LISTED:
            return ActSaid(act, said)
        match act.kind:
            case ActKind.ACCEPT:
                listing = target if target and by_another else _last_asked(said, author, books)
            case ActKind.DECLINE:
                listing = _promised_by(author, target, books)
            case ActKind.CLOSE:
                listing = _own(author, target, act, books)
            case ActKind.THANKS:
                listing = _helped(author, target, books)
            case ActKind.BROWSE:
                return ActSaid(act, said)
            case _:
                return None
        return None if listing is None else ActSaid(act, said, listing)

    def _reaction(self, event: Reacted, books: Books) -> Iterator[Meaning]:
        """An emoji on a post chooses one of its buttons, as it would if it were written: 👍, 👎, 2️⃣."""
        post = books.post_in(event.message)
        if post is None or not post.choices:
            return
        names = [
            action.rpartition(":")[2] if action.startswith("answer:") else Choice.YES
            for action in post.choices
        ]
        chosen = self._language.read_answer(event.emoji, books.group.language, names)
        if chosen in names:
            yield from _action(post.choices[names.index(chosen)], event, books)

    def _revision(self, event: MessageEdited | MessageDeleted, books: Books) -> Iterator[Meaning]:
        for listing in books.listing_said_in(event.message):
            if isinstance(event, MessageDeleted):
                yield ListingRevised(listing, None, event)
            elif listing.author == getattr(books.neighbour_of(event.author), "id", None):
                acts = self._reading(event, None, books).acts
                yield ListingRevised(listing, next((a for a in acts if a.kind is listing.kind), None), event)


# --- buttons ---


def _action(action: str, said: Said, books: Books) -> Iterator[Meaning]:
    """`claim:12` takes up a listing, `answer:q5:yes` answers a question; anything else is old or forged."""
    match action.split(":"):
        case [Verb.CLAIM, listing_id]:
            listing = books.listings.get(listing_id)
            if listing is not None and not said.private:
                yield CardPressed(Verb.CLAIM, listing, said)
        case ["answer", question_id, choice]:
            question = books.questions.get(question_id)
            author = books.neighbour_of(said.author)
            if question and author and question.asked == author.id and choice in question.choices:
                yield QuestionAnswered(question, Choice(choice), said)
        case _:
            return


# --- what a message is about ---


def _question(said: MessageSent, author: Neighbour, books: Books) -> Question | None:
    """The question that is answered: the one replied to, or the one asked last."""
    questions = books.questions.by("asked", author.id)
    if said.reply_to is not None:
        post = books.post_in(said.reply_to)
        replied = [q for q in questions if post and post.subject == f"question/{q.id}"]
        if replied:
            return replied[0]
    return questions[-1] if questions else None


def _target(reply_to: MessageRef | None, books: Books) -> Listing | None:
    """The listing whose card or first message is replied to."""
    if reply_to is None:
        return None
    post = books.post_in(reply_to)
    if post is not None and post.subject.startswith("listing/"):
        return books.listings.get(post.subject.removeprefix("listing/"))
    said_there = books.listing_said_in(reply_to)
    return said_there[0] if said_there else None


def _last_asked(said: MessageSent, author: Neighbour | None, books: Books) -> Listing | None:
    """The one open listing that somebody else just put before the room."""
    if said.private:
        return None
    fresh = [
        listing
        for listing in books.listings.by("state", ListingState.OPEN)
        if not listing.discreet and said.at - listing.opened_at <= FRESH
        if author is None or listing.author != author.id
    ]
    return fresh[0] if len(fresh) == 1 else None


def _promised_by(author: Neighbour | None, target: Listing | None, books: Books) -> Listing | None:
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


def _own(author: Neighbour | None, target: Listing | None, act: Act, books: Books) -> Listing | None:
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


def _helped(author: Neighbour | None, target: Listing | None, books: Books) -> Listing | None:
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
