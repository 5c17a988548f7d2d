"""What each event means, against what is on the books."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.acts import Act, ActKind, Item
from bot.books import Books
from bot.domain.group import Group, Neighbour
from bot.domain.listing import Listing, ListingState
from bot.domain.places import MessageRef, Room
from bot.domain.pledge import Pledge, PledgeState
from bot.domain.post import Post
from bot.domain.question import Choice, Question, QuestionKind
from bot.domain.timer import Timer, TimerKind, timer_id
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSent,
    Reacted,
    RoomMoved,
    TimerDue,
)
from bot.intent.context import Context, Reading
from bot.matching import Index
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
from bot.reader import FRESH, Reader
from tests.doubles import nothing_known
from tests.neighbourhood import PlainLanguage, account
from tests.street import HALL, TEN

GROUP = Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,), zone="Europe/Paris")
PRIVATE = Room(network="test", chat="@somebody")
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
        return Reader(self.language, 0.5).read(event, self.books)

    def lives(self, *names: str) -> None:
        for name in names:
            self.books.neighbours.put(Neighbour(id=name.lower(), name=name, accounts=(account(name),)))

    def lists(
        self, id: str, by: str, kind: ActKind = ActKind.REQUEST, thing: str = "perceuse", **changes: object
    ) -> Listing:
        listing = Listing(
            id=id, author=by.lower(), act=Act(kind, (Item(thing),)), opened_at=TEN, message=said_as(id)
        )
        return self.books.listings.put(listing.model_copy(update=changes))

    def promises(self, listing: str, by: str, state: PledgeState = PledgeState.MADE) -> None:
        self.books.pledges.put(Pledge(id=listing, by=by.lower(), at=TEN, state=state))
        kept = ListingState.DONE if state is PledgeState.KEPT else ListingState.PROMISED
        self.books.listings.put(self.books.listings[listing].model_copy(update={"state": kept}))

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


@pytest.fixture
def shelf() -> Shelf:
    """Give a house where Léa asks for a drill (#1)."""
    shelf = Shelf()
    shelf.lives("Léa", "Rosa", "Mehdi")
    shelf.lists("1", "Léa")
    return shelf


def said_as(id: str) -> MessageRef:
    return MessageRef(room=HALL, id=f"said-{id}")


def says(
    name: str, text: str, *, private: bool = False, reply_to: MessageRef | None = None, at: datetime = TEN
) -> MessageSent:
    room = PRIVATE if private else HALL
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


def presses(name: str, action: str, *, private: bool = False) -> ButtonPressed:
    room = PRIVATE if private else HALL
    return ButtonPressed(
        id="e",
        at=TEN,
        room=room,
        author=account(name),
        name=name,
        private=private,
        message=REF,
        action=action,
    )


def reacts(name: str, message: MessageRef, emoji: str) -> Reacted:
    return Reacted(id="e", at=TEN, room=HALL, author=account(name), name=name, message=message, emoji=emoji)


def target(meanings: list[Meaning], kind: ActKind) -> str | None:
    """Give the listing that the one act is about, once it is the act that was expected."""
    if not meanings:
        return None
    (meaning,) = meanings
    assert isinstance(meaning, ActSaid)
    assert meaning.act.kind is kind
    return meaning.listing.id if meaning.listing else None


# --- messages ---


def test_chit_chat_means_nothing(shelf: Shelf) -> None:
    assert shelf.reads(says("Léa", "quel temps !")) == []


def test_a_request_is_an_act(shelf: Shelf) -> None:
    event = says("Paul", "cherche vélo")
    (meaning,) = shelf.reads(event)
    assert isinstance(meaning, ActSaid)
    assert (meaning.act.items, meaning.said, meaning.listing) == ((Item("vélo"),), event, None)


def test_an_act_that_is_not_sure_is_asked_about_if_it_is_about_something(shelf: Shelf) -> None:
    (meaning,) = shelf.reads(says("Paul", "cherche vélo peut-être"))
    assert isinstance(meaning, MessageUnclear)
    assert meaning.why is Unclear.UNSURE
    assert shelf.reads(says("Paul", "cherche peut-être")) == []


def test_the_engine_is_told_the_circumstances(shelf: Shelf) -> None:
    shelf.reads(says("Rosa", "bof", private=True, reply_to=said_as("1")))
    (context,) = shelf.language.contexts
    assert (context.language, context.private) == ("fr", True)
    assert context.now == datetime(2026, 3, 16, 10, 0)
    assert context.reply_to is not None
    assert (context.reply_to.text, context.reply_to.kind) == ("what was said before", ActKind.REQUEST)


def test_a_reply_to_chit_chat_is_told_as_such(shelf: Shelf) -> None:
    shelf.reads(says("Rosa", "bof", reply_to=REF))
    quoted = shelf.language.contexts[0].reply_to
    assert quoted is not None
    assert quoted.kind is None


@pytest.mark.parametrize(
    ("text", "command"), [("/aide", Command.HELP), ("/liste", Command.LIST), ("/pourquoi", Command.WHY)]
)
@pytest.mark.parametrize("private", [True, False])
def test_a_command_is_one_before_anything_else(
    shelf: Shelf, text: str, command: Command, private: bool
) -> None:
    shelf.asks("q1", "Rosa")
    (meaning,) = shelf.reads(says("Rosa", text, private=private))
    assert isinstance(meaning, Commanded)
    assert meaning.command is command


def test_in_private_what_means_nothing_is_unclear(shelf: Shelf) -> None:
    (meaning,) = shelf.reads(says("Paul", "bonjour", private=True))
    assert isinstance(meaning, MessageUnclear)
    assert meaning.why is Unclear.NO_IDEA


# --- accept ---


@pytest.mark.parametrize("shown", [True, False])
def test_taking_it_up_means_what_is_replied_to_its_card_or_its_message(shelf: Shelf, shown: bool) -> None:
    shelf.lists("2", "Rosa")
    ref = shelf.shows("listing/1") if shown else said_as("1")
    assert target(shelf.reads(says("Mehdi", "je prends", reply_to=ref)), ActKind.ACCEPT) == "1"


def test_taking_it_up_without_a_reply_means_the_one_that_was_just_asked(shelf: Shelf) -> None:
    assert target(shelf.reads(says("Mehdi", "je prends", at=TEN + FRESH)), ActKind.ACCEPT) == "1"
    assert shelf.reads(says("Mehdi", "je prends", at=TEN + FRESH + timedelta(seconds=1))) == []


def test_who_was_never_heard_before_can_take_it_up(shelf: Shelf) -> None:
    assert target(shelf.reads(says("Paul", "je prends")), ActKind.ACCEPT) == "1"


def test_taking_it_up_without_a_reply_means_nothing_where_two_wait(shelf: Shelf) -> None:
    shelf.lists("2", "Rosa")
    assert shelf.reads(says("Mehdi", "je prends")) == []
    assert target(shelf.reads(says("Rosa", "je prends")), ActKind.ACCEPT) == "1"


@pytest.mark.parametrize(
    "changes", [{"discreet": True}, {"state": ListingState.PROMISED}, {"author": "mehdi"}]
)
def test_without_a_reply_what_is_discreet_or_taken_or_ones_own_is_not_meant(
    shelf: Shelf, changes: dict[str, object]
) -> None:
    shelf.lists("1", "Léa", **changes)
    assert shelf.reads(says("Mehdi", "je prends")) == []


def test_in_private_taking_it_up_needs_a_reply(shelf: Shelf) -> None:
    (meaning,) = shelf.reads(says("Mehdi", "je prends", private=True))
    assert isinstance(meaning, MessageUnclear)


def test_a_reply_to_ones_own_request_does_not_take_it_up(shelf: Shelf) -> None:
    assert shelf.reads(says("Léa", "je prends", reply_to=said_as("1"))) == []


@pytest.mark.parametrize(
    ("listed", "reply"),
    [
        (ActKind.REQUEST, "prête perceuse"),
        (ActKind.OFFER, "cherche perceuse"),
        (ActKind.LOST, "trouvé clés"),
        (ActKind.FOUND, "perdu clés"),
    ],
)
def test_the_opposite_in_reply_takes_it_up(shelf: Shelf, listed: ActKind, reply: str) -> None:
    shelf.lists("1", "Léa", listed)
    assert target(shelf.reads(says("Mehdi", reply, reply_to=said_as("1"))), ActKind.ACCEPT) == "1"


def test_the_same_kind_in_reply_is_a_listing_of_its_own(shelf: Shelf) -> None:
    assert (
        target(shelf.reads(says("Mehdi", "cherche perceuse", reply_to=said_as("1"))), ActKind.REQUEST) is None
    )


def test_the_opposite_in_reply_to_what_is_taken_is_a_listing_of_its_own(shelf: Shelf) -> None:
    shelf.promises("1", "Rosa")
    assert target(shelf.reads(says("Mehdi", "prête scie", reply_to=said_as("1"))), ActKind.OFFER) is None


# --- decline, close, thanks ---


def test_going_back_means_the_promise_replied_to_or_the_last(shelf: Shelf) -> None:
    shelf.lists("2", "Léa")
    for id in ("1", "2"):
        shelf.promises(id, "Mehdi")
    assert target(shelf.reads(says("Mehdi", "je peux plus", reply_to=said_as("1"))), ActKind.DECLINE) == "1"
    assert target(shelf.reads(says("Mehdi", "je peux plus")), ActKind.DECLINE) == "2"


@pytest.mark.parametrize("state", [PledgeState.KEPT, PledgeState.DROPPED])
def test_who_has_promised_nothing_goes_back_on_nothing(shelf: Shelf, state: PledgeState) -> None:
    shelf.promises("1", "Mehdi", state)
    for name in ("Mehdi", "Rosa", "Paul"):
        assert shelf.reads(says(name, "je peux plus", reply_to=said_as("1"))) == []


def test_closing_means_ones_own_replied_to_or_named_or_only_listing(shelf: Shelf) -> None:
    assert target(shelf.reads(says("Léa", "fini")), ActKind.CLOSE) == "1"
    assert shelf.reads(says("Léa", "fini scie")) == []
    shelf.lists("2", "Léa", thing="scie")
    assert target(shelf.reads(says("Léa", "fini perceuse")), ActKind.CLOSE) == "1"
    assert target(shelf.reads(says("Léa", "fini perceuse", reply_to=said_as("2"))), ActKind.CLOSE) == "2"
    assert shelf.reads(says("Léa", "fini")) == []


def test_nobody_closes_what_is_anothers_or_over(shelf: Shelf) -> None:
    for name in ("Mehdi", "Paul"):
        assert shelf.reads(says(name, "fini perceuse", reply_to=said_as("1"))) == []
    shelf.lists("1", "Léa", state=ListingState.EXPIRED)
    assert shelf.reads(says("Léa", "fini perceuse")) == []


def test_a_concept_names_a_listing_whatever_the_word(shelf: Shelf) -> None:
    act = Act(ActKind.REQUEST, (Item("perceuse visseuse", concept="perceuse"),))
    shelf.lists("1", "Léa", act=act)
    assert target(shelf.reads(says("Léa", "fini perceuse")), ActKind.CLOSE) == "1"


def test_thanks_mean_the_help_replied_to_or_the_last(shelf: Shelf) -> None:
    shelf.lists("2", "Rosa", ActKind.OFFER)
    shelf.promises("1", "Mehdi", PledgeState.KEPT)
    shelf.promises("2", "Léa")
    assert target(shelf.reads(says("Léa", "merci beaucoup", reply_to=said_as("1"))), ActKind.THANKS) == "1"
    assert target(shelf.reads(says("Léa", "merci beaucoup")), ActKind.THANKS) == "2"
    for helper_or_stranger in ("Mehdi", "Rosa", "Paul"):
        assert shelf.reads(says(helper_or_stranger, "merci beaucoup")) == []


def test_thanks_for_a_promise_that_was_dropped_mean_nothing(shelf: Shelf) -> None:
    shelf.promises("1", "Mehdi", PledgeState.DROPPED)
    assert shelf.reads(says("Léa", "merci beaucoup")) == []


def test_browsing_is_about_no_listing(shelf: Shelf) -> None:
    assert target(shelf.reads(says("Paul", "quoi de neuf")), ActKind.BROWSE) is None


# --- answers ---


def answer(meanings: list[Meaning]) -> tuple[str, Choice] | None:
    if not meanings:
        return None
    (meaning,) = meanings
    assert isinstance(meaning, QuestionAnswered)
    return meaning.question.id, meaning.choice


def test_words_in_private_answer_the_question_replied_to_or_the_last(shelf: Shelf) -> None:
    shelf.asks("q1", "Rosa")
    shelf.asks("q2", "Rosa")
    ref = shelf.shows("question/q1")
    assert answer(shelf.reads(says("Rosa", "oui", private=True, reply_to=ref))) == ("q1", Choice.YES)
    assert answer(shelf.reads(says("Rosa", "2", private=True))) == ("q2", Choice.NO)


def test_words_in_the_group_answer_nothing(shelf: Shelf) -> None:
    shelf.asks("q1", "Rosa")
    assert shelf.reads(says("Rosa", "oui")) == []


def test_what_is_no_answer_is_read_as_any_message(shelf: Shelf) -> None:
    shelf.asks("q1", "Rosa")
    assert target(shelf.reads(says("Rosa", "cherche vélo", private=True)), ActKind.REQUEST) is None


def test_an_answer_that_is_not_offered_is_none(shelf: Shelf) -> None:
    shelf.asks("q1", "Rosa", Choice.YES, Choice.NO)
    (meaning,) = shelf.reads(says("Rosa", "pas encore", private=True))
    assert isinstance(meaning, MessageUnclear)


def test_a_button_answers_the_question_of_who_was_asked(shelf: Shelf) -> None:
    shelf.asks("q1", "Rosa")
    assert answer(shelf.reads(presses("Rosa", "answer:q1:yes", private=True))) == ("q1", Choice.YES)


@pytest.mark.parametrize("name", ["Mehdi", "Paul"])
def test_nobody_answers_a_question_put_to_another(shelf: Shelf, name: str) -> None:
    shelf.asks("q1", "Rosa")
    ref = shelf.shows("question/q1", "answer:q1:yes", "answer:q1:no")
    assert shelf.reads(presses(name, "answer:q1:yes")) == []
    assert shelf.reads(reacts(name, ref, "👍")) == []
    (meaning,) = shelf.reads(says(name, "oui", private=True, reply_to=ref))
    assert isinstance(meaning, MessageUnclear)


FORGED = [
    "",
    ":",
    "claim",
    "claim:",
    "claim:9",
    "claim:1:1",
    "answer:q1",
    "answer:q9:yes",
    "answer:q1:gone",
    "x:1",
    "é" * 99,
]


@pytest.mark.parametrize("action", FORGED)
def test_old_and_forged_buttons_mean_nothing(shelf: Shelf, action: str) -> None:
    shelf.asks("q1", "Rosa")
    assert shelf.reads(presses("Rosa", action)) == []


def test_a_cards_button_takes_up_what_it_shows_but_not_in_private(shelf: Shelf) -> None:
    (meaning,) = shelf.reads(presses("Paul", "claim:1"))
    assert isinstance(meaning, CardPressed)
    assert (meaning.verb, meaning.listing.id) == (Verb.CLAIM, "1")
    assert shelf.reads(presses("Paul", "claim:1", private=True)) == []


@pytest.mark.parametrize(
    ("emoji", "choice"),
    [
        ("👍", "yes"),
        ("❤️", "yes"),
        ("1️⃣", "yes"),
        ("2️⃣", "no"),
        ("👎", "no"),
        ("👎🏻", "no"),
        ("❌", "no"),
        ("3️⃣", "gone"),
    ],
)
def test_a_reaction_counts_to_an_answer_or_shows_it(shelf: Shelf, emoji: str, choice: str) -> None:
    shelf.asks("q1", "Rosa", Choice.YES, Choice.NO, Choice.GONE)
    ref = shelf.shows("question/q1", *(f"answer:q1:{c}" for c in ("yes", "no", "gone")))
    assert answer(shelf.reads(reacts("Rosa", ref, emoji))) == ("q1", Choice(choice))


def test_a_reaction_means_nothing_past_the_last_button_or_on_other_messages(shelf: Shelf) -> None:
    card = shelf.shows("listing/1", "claim:1")
    assert isinstance(shelf.reads(reacts("Rosa", card, "👍"))[0], CardPressed)
    assert shelf.reads(reacts("Rosa", card, "👎")) == []
    assert shelf.reads(reacts("Rosa", shelf.shows("listing/2"), "👍")) == []
    assert shelf.reads(reacts("Rosa", said_as("1"), "👍")) == []


# --- edits, deletions, and the rest ---


def edits(name: str, text: str) -> MessageEdited:
    return MessageEdited(
        id="e", at=TEN, room=HALL, author=account(name), name=name, message=said_as("1"), text=text
    )


@pytest.mark.parametrize(
    ("text", "thing"), [("cherche scie", "scie"), ("prête scie", None), ("bonne journée", None)]
)
def test_an_edit_by_its_author_says_what_the_listing_is_about_now(
    shelf: Shelf, text: str, thing: str | None
) -> None:
    (meaning,) = shelf.reads(edits("Léa", text))
    assert isinstance(meaning, ListingRevised)
    assert (meaning.act.items[0].name if meaning.act else None) == thing


def test_nobody_elses_edit_means_anything(shelf: Shelf) -> None:
    assert [shelf.reads(edits(name, "cherche scie")) for name in ("Rosa", "Paul")] == [[], []]


def test_a_deletion_means_the_listings_that_the_message_opened(shelf: Shelf) -> None:
    shelf.lists("2", "Léa", message=said_as("1"))
    meanings = shelf.reads(MessageDeleted(id="e", at=TEN, message=said_as("1")))
    assert [(m.listing.id, m.act) for m in meanings if isinstance(m, ListingRevised)] == [
        ("1", None),
        ("2", None),
    ]
    assert shelf.reads(MessageDeleted(id="e", at=TEN, message=REF)) == []


def test_a_timer_that_is_no_longer_there_means_nothing(shelf: Shelf) -> None:
    id = timer_id(TimerKind.NUDGE, "1")
    due = TimerDue(id="e", at=TEN, timer=id)
    assert shelf.reads(due) == []
    timer = shelf.books.timers.put(Timer(id=id, kind=TimerKind.NUDGE, subject="1", due=TEN))
    assert shelf.reads(due) == [TimerFired(timer)]


@pytest.mark.parametrize(
    "event",
    [
        RoomMoved(id="e", at=TEN, before=HALL, after=PRIVATE),
        DeliveryFailed(id="e", at=TEN, subject="question/q1", to=HALL, unreachable=True),
    ],
    ids=lambda event: event.type,
)
def test_some_events_mean_themselves(shelf: Shelf, event: RoomMoved | DeliveryFailed) -> None:
    assert shelf.reads(event) == [Happened(event)]


def test_two_acts_in_one_message_mean_two_things_in_order(shelf: Shelf) -> None:
    acts = (Act(ActKind.OFFER, (Item("scie"),)), Act(ActKind.REQUEST, (Item("vélo"),), confidence=0.2))

    class TwoActs(PlainLanguage):
        def parse(self, text: str, context: Context) -> Reading:
            return Reading(tuple(replace(act) for act in acts))

    sure, unsure = Reader(TwoActs(), 0.5).read(says("Paul", "…"), shelf.books)
    assert isinstance(sure, ActSaid)
    assert isinstance(unsure, MessageUnclear)
    assert (sure.act, unsure.act) == acts
