"""What answers, buttons, reactions, edits and timers mean, against what is on the books."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.acts import Act, ActKind, Item
from bot.domain.places import MessageRef
from bot.domain.question import Choice
from bot.domain.timer import Timer, TimerKind, timer_id
from bot.events import (
    ButtonPressed,
    DeliveryFailed,
    MessageDeleted,
    MessageEdited,
    Reacted,
    RoomMoved,
    TimerDue,
)
from bot.intent.context import Context, Reading
from bot.meaning import (
    ActSaid,
    CardPressed,
    Happened,
    ListingRevised,
    Meaning,
    MessageUnclear,
    QuestionAnswered,
    TimerFired,
    Verb,
)
from bot.reader import Reader
from tests.neighbourhood import PlainLanguage, account
from tests.shelf import PRIVATE_CHAT, REF, Shelf, said_as, says
from tests.street import HALL, TEN


@pytest.fixture
def shelf() -> Shelf:
    """Give a house where Léa asks for a drill (#1)."""
    shelf = Shelf()
    shelf.lives("Léa", "Rosa", "Mehdi")
    shelf.lists("1", "Léa")
    return shelf


def presses(name: str, action: str, *, private: bool = False) -> ButtonPressed:
    room = PRIVATE_CHAT if private else HALL
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
    (meaning,) = shelf.reads(says("Rosa", "cherche vélo", private=True))
    assert isinstance(meaning, ActSaid)
    assert meaning.act.kind is ActKind.REQUEST


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


@pytest.mark.parametrize("emoji", ["👎🏼", "👎🏽", "👎🏾", "👎🏿", "✖️", "4️⃣", "❤️", "😂"])
def test_a_no_in_any_colour_a_number_too_high_or_a_mood_is_never_a_yes(shelf: Shelf, emoji: str) -> None:
    shelf.asks("q1", "Rosa", Choice.YES, Choice.NO, Choice.GONE)
    ref = shelf.shows("question/q1", *(f"answer:q1:{c}" for c in ("yes", "no", "gone")))
    assert answer(shelf.reads(reacts("Rosa", ref, emoji))) != ("q1", Choice.YES)


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
    shelf.lists("2", "Léa")
    shelf.changes("2", message=said_as("1"))
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
        RoomMoved(id="e", at=TEN, before=HALL, after=PRIVATE_CHAT),
        DeliveryFailed(id="e", at=TEN, subject="question/q1", to=HALL, unreachable=True),
    ],
    ids=lambda event: event.type,
)
def test_some_events_mean_themselves(shelf: Shelf, event: RoomMoved | DeliveryFailed) -> None:
    assert shelf.reads(event) == [Happened(event)]


def test_two_acts_in_one_message_mean_two_things_in_order(shelf: Shelf) -> None:
    acts = (Act(ActKind.OFFER, (Item("scie"),)), Act(ActKind.REQUEST, (Item("vélo"),)))

    class TwoActs(PlainLanguage):
        def parse(self, text: str, context: Context) -> Reading:
            return Reading(tuple(replace(act) for act in acts))

    first, second = Reader(TwoActs()).read(says("Paul", "…"), shelf.books)
    assert isinstance(first, ActSaid)
    assert isinstance(second, ActSaid)
    assert (first.act, second.act) == acts
