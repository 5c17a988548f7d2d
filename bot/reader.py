"""From an event to what it means, against the group's books.

The same reading serves twice: sift drops, before anything is written down, what means
nothing; the engine acts on what means something by the time its turn comes. No I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from bot.acts import Act, ActKind
from bot.books import Books
from bot.domain.calendar import to_local
from bot.domain.code import as_typed
from bot.domain.group import Neighbour
from bot.domain.listing import LISTED, Listing
from bot.domain.question import Choice
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
    PassOn,
    QuestionAnswered,
    TimerFired,
    Unclear,
    Verb,
)
from bot.targets import (
    helped_with,
    just_asked_for,
    last_asked,
    listing_replied_to,
    own_listing,
    promised_by,
    question_answered,
    talk_replied_to,
    talks_of,
)

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

    def read_command(self, text: str) -> tuple[str, str] | None:
        """Give the name of the command that a text is and what follows it, or None."""
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
            name, argument = command
            yield Commanded(Command(name), said, argument)
            return
        if said.private and author is not None:
            answered = self._answer(said, author, books)
            if answered is not None:
                yield answered
                return
            talked_of = talk_replied_to(said.reply_to, author, books)
            if talked_of is not None:
                yield PassOn(talked_of, said)
                return
        target = listing_replied_to(said.reply_to, books)
        reading = self._reading(said, target, books)
        meanings = [m for act in reading.acts if (m := self._act(act, said, author, target, books))]
        yield from meanings
        doubtful = reading.doubtful
        if doubtful is not None and doubtful.kind in LISTED and doubtful.items:
            yield MessageUnclear(Unclear.UNSURE, said, doubtful)
        elif said.private and not meanings:
            talks = [] if author is None else talks_of(author, books)
            yield PassOn(talks[0], said) if len(talks) == 1 else MessageUnclear(Unclear.NO_IDEA, said)

    def code_in(self, said: MessageSent) -> str | None:
        """Give the one-time code that a message hands in, or None."""
        command = self._language.read_command(said.text)
        if command is None or command[0] != Command.LINK:
            return None
        return as_typed(command[1]) or None

    def _answer(self, said: MessageSent, author: Neighbour, books: Books) -> QuestionAnswered | None:
        question = question_answered(said, author, books)
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
        others = target if target is None or author is None or target.author != author.id else None
        if act.kind in LISTED:
            return _listed(act, said, others or just_asked_for(act, said, author, books))
        match act.kind:
            case ActKind.ACCEPT:
                listing = others or last_asked(said, author, books)
            case ActKind.DECLINE:
                listing = promised_by(author, target, books)
            case ActKind.CLOSE:
                listing = own_listing(author, target, act, books)
            case ActKind.THANKS:
                listing = helped_with(author, target, books)
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


def _listed(act: Act, said: MessageSent, asked: Listing | None) -> ActSaid | None:
    """What is offered to somebody who asks for it takes that up; what names nothing is no offer."""
    if asked is not None and asked.is_open and OPPOSITE[asked.kind] is act.kind:
        return ActSaid(Act(ActKind.ACCEPT, evidence=act.evidence), said, asked)
    if act.kind is ActKind.OFFER and not act.items:
        return None
    return ActSaid(act, said)


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
