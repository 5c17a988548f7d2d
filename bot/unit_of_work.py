"""What a handler works with: one group, one event, and everything that comes of it.

Handlers read and change the books, and say what should be said; nothing leaves
before all of it is committed. No clock, no randomness: `now` is given, numbers
come from the group.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Protocol

from bot.acts import Act
from bot.asking import asking, told_author
from bot.books import Books
from bot.domain.calendar import at_clock, to_instant, to_local
from bot.domain.code import LIFETIME, Code, as_typed
from bot.domain.group import Group, Neighbour
from bot.domain.listing import Listing, ListingState
from bot.domain.match import MatchState
from bot.domain.places import Account, MessageRef, Room
from bot.domain.pledge import PledgeState
from bot.domain.post import listing_subject, post_id, question_subject
from bot.domain.question import Choice, Question, QuestionKind
from bot.domain.timer import Timer, TimerKind, timer_id
from bot.effects import Effect, Message, React, Send
from bot.events import Said
from bot.matching import Fit
from bot.outgoing import Outgoing
from bot.speech import Answered, Card, Speech


class Voice(Protocol):
    """Puts what the bot says into words."""

    def say(self, speech: Speech, language: str, now: datetime) -> Message:
        """Word it in a language; `now` is naive local time, which dates are told relative to."""
        ...


class UnitOfWork:
    """One event's worth of work on one group."""

    def __init__(
        self,
        books: Books,
        event_id: str,
        now: datetime,
        voice: Voice,
        actor: Account | None,
        new_code: Callable[[], str],
    ) -> None:
        self.books = books
        self.now = now
        self.outgoing: list[Outgoing] = []
        self._event_id = event_id
        self._voice = voice
        self._actor = actor
        self._new_code = new_code

    # --- the group and its people ---

    @property
    def group(self) -> Group:
        """The group it is about."""
        return self.books.group

    @property
    def local_now(self) -> datetime:
        """Now, on the group's clock."""
        return to_local(self.now, self.group.zone)

    def local(self, instant: datetime) -> datetime:
        """Give an instant on the group's clock."""
        return to_local(instant, self.group.zone)

    def instant(self, local: datetime) -> datetime:
        """Give the instant of a time on the group's clock."""
        return to_instant(local, self.group.zone)

    def at_clock(self, *, days: int, clock: time, after: datetime | None = None) -> datetime:
        """Give the instant at a time of day, so many days after an instant (now)."""
        return at_clock(after or self.now, self.group.zone, days=days, clock=clock)

    def number(self, kind: str) -> int:
        """Take the group's next number of a kind."""
        self.books.group, number = self.books.group.numbered(kind)
        return number

    def neighbour(self, said: Said) -> Neighbour:
        """Give who did this; from now on they are on the books, under the name they go by today."""
        known = self.books.neighbour_of(said.author)
        if known is None:
            id = f"n{self.number('neighbour')}"
            return self.books.neighbours.put(Neighbour(id=id, name=said.name, accounts=(said.author,)))
        if (known.name, known.accounts[0]) == (said.name, said.author):
            return known
        others = (account for account in known.accounts if account != said.author)
        seen = {"name": said.name, "accounts": (said.author, *others)}
        return self.books.neighbours.put(known.model_copy(update=seen))

    def give_code(self, account: Account, room: Room | None) -> Code:
        """Make a one-time code that ties a room to one, or links an account to one."""
        for earlier in self.books.codes:
            if (earlier.given_to, earlier.room) == (account, room):
                self.books.codes.remove(earlier.id)
        expires = self.now + LIFETIME
        code = self.books.codes.put(Code(id=self._new_code(), given_to=account, room=room, expires=expires))
        self.set_timer(TimerKind.FORGET_CODE, code.id, expires, urgent=True)
        return code

    def take_code(self, typed: str) -> Code | None:
        """Take a code off the books that somebody hands in, if it still counts."""
        code = self.books.codes.get(as_typed(typed))
        if code is None or self.now > code.expires:
            return None
        self.books.codes.remove(code.id)
        self.cancel_timer(TimerKind.FORGET_CODE, code.id)
        return code

    # --- listings and what fits them ---

    def open_listing(self, act: Act, *, by: Neighbour, message: MessageRef | None, discreet: bool) -> Listing:
        """Put a request, an offer, a lost or a found thing on the books."""
        return self.books.listings.put(
            Listing(
                id=str(self.number("listing")),
                author=by.id,
                act=act,
                opened_at=self.now,
                message=message,
                discreet=discreet,
            )
        )

    def fits(self, listing: Listing) -> list[tuple[Listing, Fit]]:
        """Give the open listings of others that fit one: best first, of equals the oldest."""
        listings = self.books.listings

        def by_another(id: str) -> bool:
            return listings[id].author != listing.author

        found = [(listings[id], fit) for id, fit in listings.index.matches(listing.act, by_another)]
        return sorted(found, key=lambda each: (-each[1].score, int(each[0].id)))

    # --- saying things ---

    def show(self, listing: Listing, *, urgent: bool | None = None) -> None:
        """Show a listing's card in each of the group's rooms, or bring it up to date."""
        card = self._voice.say(self._card(listing), self.group.language, self.local_now)
        for room in self.group.rooms:
            near = listing.message if listing.message and listing.message.room == room else None
            self._send(
                Send(to=room, message=card, subject=listing_subject(listing.id), reply_to=near),
                urgent=listing.act.urgent if urgent is None else urgent,
                update_only=listing.state is not ListingState.OPEN,
            )

    def say(
        self,
        speech: Speech,
        room: Room,
        *,
        reply_to: MessageRef | None = None,
        urgent: bool = False,
        subject: str | None = None,
        update_only: bool = False,
    ) -> None:
        """Say something in a room; what has a subject is said once, and then brought up to date."""
        message = self._voice.say(speech, self.group.language, self.local_now)
        send = Send(to=room, message=message, reply_to=reply_to, subject=subject)
        self._send(send, urgent=urgent, update_only=update_only)

    def tell(
        self,
        neighbour_id: str,
        speech: Speech,
        *,
        subject: str | None = None,
        urgent: bool = False,
        worth_a_call: bool = False,
    ) -> None:
        """Say something once to one neighbour, in private; with a subject, replies to it are recognised."""
        neighbour = self.books.neighbours[neighbour_id]
        to, message = self._account(neighbour), self._words(neighbour, speech)
        self._send(Send(to=to, message=message, subject=subject, worth_a_call=worth_a_call), urgent=urgent)

    def react(self, message: MessageRef, emoji: str) -> None:
        """Put an emoji on a message."""
        self._put(React(to=message.room, target=message, emoji=emoji))

    def ask(
        self,
        neighbour_id: str,
        kind: QuestionKind,
        subject: str,
        *choices: Choice,
        forget_after: timedelta,
        urgent: bool = False,
        about: Callable[[Question], Question] = lambda question: question,
    ) -> Question:
        """Ask one neighbour in private. The same question about the same subject is asked once at a time."""
        for open_question in self.books.questions.by("subject", subject):
            if (open_question.kind, open_question.asked) == (kind, neighbour_id):
                return open_question
        question = self.books.questions.put(
            about(
                Question(
                    id=f"q{self.number('question')}",
                    kind=kind,
                    asked=neighbour_id,
                    subject=subject,
                    choices=choices,
                    asked_at=self.now,
                )
            )
        )
        neighbour = self.books.neighbours[neighbour_id]
        message = self._words(neighbour, asking(self.books, question))
        send = Send(
            to=self._account(neighbour),
            message=message,
            subject=question_subject(question.id),
            worth_a_call=kind is QuestionKind.CAN_YOU_HELP,
        )
        self._send(send, urgent=urgent)
        self.set_timer(TimerKind.FORGET_QUESTION, question.id, self.now + forget_after)
        return question

    def settle(self, question: Question, choice: Choice | None) -> None:
        """Take a question off the books, answered or moot (None); its message says so, without buttons."""
        neighbour = self.books.neighbours[question.asked]
        message = self._words(neighbour, Answered(asking(self.books, question), choice))
        self.books.questions.remove(question.id)
        self.cancel_timer(TimerKind.FORGET_QUESTION, question.id)
        for account in neighbour.accounts:
            send = Send(to=account, message=message, subject=question_subject(question.id))
            self._send(send, urgent=True, update_only=True)

    # --- time ---

    def set_timer(self, kind: TimerKind, subject: str, due: datetime, *, urgent: bool = False) -> None:
        """Have something happen at an instant; setting it again moves it."""
        self.books.timers.put(
            Timer(id=timer_id(kind, subject), kind=kind, subject=subject, due=due, urgent=urgent)
        )

    def cancel_timer(self, kind: TimerKind, subject: str) -> None:
        """Let something not happen; no error if it was not going to."""
        self.books.timers.remove(timer_id(kind, subject))

    # --- below the surface ---

    def _words(self, neighbour: Neighbour, speech: Speech) -> Message:
        return self._voice.say(speech, neighbour.language or self.group.language, self.local_now)

    def _account(self, neighbour: Neighbour) -> Account:
        """Where they are awake now, or else their first account."""
        if self._actor in neighbour.accounts and self._actor is not None:
            return self._actor
        return neighbour.accounts[0]

    def _card(self, listing: Listing) -> Card:
        pledge = self.books.pledges.get(listing.id)
        promised = pledge if pledge and pledge.state is not PledgeState.DROPPED else None
        nudge = self.books.timers.get(timer_id(TimerKind.NUDGE, listing.id))
        return Card(
            listing=listing,
            author=told_author(self.books, listing),
            helper=self.books.neighbours[promised.by].name if promised and promised.open_to_see else None,
            asked=sum(m.state is MatchState.ASKED for m in self.books.matches.by("listing", listing.id)),
            nudge_at=None if nudge is None else to_local(nudge.due, self.group.zone),
        )

    def _send(self, send: Send, *, urgent: bool, update_only: bool = False) -> None:
        disturbs = not (urgent or update_only or send.to == self._actor or self._is_shown(send))
        self._put(send, not_before=self._morning() if disturbs else None, update_only=update_only)

    def _is_shown(self, send: Send) -> bool:
        """Tell whether it only changes a message that is there: nobody's phone rings for that."""
        return send.subject is not None and post_id(send.subject, str(send.to)) in self.books.posts

    def _morning(self) -> datetime | None:
        over = self.group.quiet_hours.over(self.now, self.group.zone)
        return over if over > self.now else None

    def _put(self, effect: Effect, not_before: datetime | None = None, *, update_only: bool = False) -> None:
        self.outgoing.append(
            Outgoing(
                id=f"{self._event_id}/{len(self.outgoing)}",
                effect=effect,
                not_before=not_before,
                update_only=update_only,
            )
        )
