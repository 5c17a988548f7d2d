"""A group's books to read events against: filled by hand, record by record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.acts import Act, ActKind, Item
from bot.books import Books
from bot.domain.group import Group, Neighbour
from bot.domain.listing import Listing, ListingState
from bot.domain.places import MessageRef, Room
from bot.domain.pledge import Pledge, PledgeState
from bot.domain.post import Post
from bot.domain.question import Choice, Question, QuestionKind
from bot.events import (
    Event,
    MessageSent,
)
from bot.intent.context import Context, Reading
from bot.matching import Index
from bot.meaning import (
    Meaning,
)
from bot.reader import Reader
from tests.doubles import nothing_known
from tests.neighbourhood import PlainLanguage, account
from tests.street import HALL, TEN

GROUP = Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,), zone="Europe/Paris")
PRIVATE_CHAT = Room(network="test", chat="@somebody")
REF = MessageRef(room=HALL, id="m")


class ListeningLanguage(PlainLanguage):
    """Remembers in which circumstances it was asked to read."""

    def __init__(self) -> None:
        self.contexts: list[Context] = []

    def parse(self, text: str, context: Context) -> Reading:
        self.contexts.append(context)
        return super().parse(text, context)


@dataclass
class Shelf:
    """A group's books, and somebody who reads events against them."""

    books: Books = field(default_factory=lambda: Books(GROUP, Index(nothing_known())))
    language: ListeningLanguage = field(default_factory=ListeningLanguage)

    def reads(self, event: Event) -> list[Meaning]:
        return Reader(self.language).read(event, self.books)

    def lives(self, *names: str) -> None:
        for name in names:
            self.books.neighbours.put(Neighbour(id=name.lower(), name=name, accounts=(account(name),)))

    def lists(self, id: str, by: str, kind: ActKind = ActKind.REQUEST, thing: str = "perceuse") -> Listing:
        act = Act(kind, (Item(thing),))
        return self.books.listings.put(
            Listing(id=id, author=by.lower(), act=act, opened_at=TEN, message=said_as(id))
        )

    def changes(self, id: str, **fields: object) -> None:
        """Have fields of a listing be something else."""
        self.books.listings.put(self.books.listings[id].model_copy(update=fields))

    def promises(self, listing: str, by: str, state: PledgeState = PledgeState.MADE) -> None:
        self.books.pledges.put(Pledge(id=listing, by=by.lower(), at=TEN, state=state))
        kept = ListingState.DONE if state is PledgeState.KEPT else ListingState.PROMISED
        self.changes(listing, state=kept)

    def asks(self, id: str, who: str, *choices: Choice) -> Question:
        return self.books.questions.put(
            Question(
                id=id,
                kind=QuestionKind.STILL_NEEDED,
                asked=who.lower(),
                subject="1",
                choices=choices or (Choice.YES, Choice.NO),
                asked_at=TEN,
            )
        )

    def shows(self, subject: str, *choices: str) -> MessageRef:
        ref = MessageRef(room=HALL, id=f"bot-{subject}")
        self.books.posts.put(
            Post(id=f"{subject}@here", subject=subject, message=ref, digest="", choices=choices)
        )
        return ref


def said_as(id: str) -> MessageRef:
    return MessageRef(room=HALL, id=f"said-{id}")


def says(
    name: str, text: str, *, private: bool = False, reply_to: MessageRef | None = None, at: datetime = TEN
) -> MessageSent:
    room = PRIVATE_CHAT if private else HALL
    return MessageSent(
        id="e",
        at=at,
        room=room,
        author=account(name),
        name=name,
        private=private,
        message=MessageRef(room=room, id="e"),
        text=text,
        reply_to=reply_to,
        quoted="what was said before" if reply_to else "",
    )
