"""What messages mean, against what is on the books."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.acts import Act, ActKind, Item
from bot.domain.listing import ListingState
from bot.domain.pledge import PledgeState
from bot.meaning import (
    ActSaid,
    Command,
    Commanded,
    Meaning,
    MessageUnclear,
    Unclear,
)
from bot.targets import FRESH
from tests.shelf import REF, Shelf, said_as, says
from tests.street import TEN


@pytest.fixture
def shelf() -> Shelf:
    """Give a house where Léa asks for a drill (#1)."""
    shelf = Shelf()
    shelf.lives("Léa", "Rosa", "Mehdi")
    shelf.lists("1", "Léa")
    return shelf


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


def test_who_offers_what_was_just_asked_for_takes_it_up(shelf: Shelf) -> None:
    assert target(shelf.reads(says("Mehdi", "prête perceuse", at=TEN + FRESH)), ActKind.ACCEPT) == "1"
    assert target(shelf.reads(says("Mehdi", "vend perceuse")), ActKind.OFFER) is None
    assert target(shelf.reads(says("Mehdi", "prête vélo")), ActKind.OFFER) is None
    assert target(shelf.reads(says("Mehdi", "prête perceuse", private=True)), ActKind.OFFER) is None
    later = TEN + FRESH + timedelta(seconds=1)
    assert target(shelf.reads(says("Mehdi", "prête perceuse", at=later)), ActKind.OFFER) is None


def test_an_offer_of_nothing_in_particular_answers_what_was_just_asked_or_nothing(shelf: Shelf) -> None:
    assert target(shelf.reads(says("Mehdi", "prête")), ActKind.ACCEPT) == "1"
    shelf.lists("2", "Rosa")
    assert shelf.reads(says("Mehdi", "prête")) == []


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
    shelf.changes("1", **changes)
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
    shelf.changes("1", state=ListingState.EXPIRED)
    assert shelf.reads(says("Léa", "fini perceuse")) == []


def test_a_concept_names_a_listing_whatever_the_word(shelf: Shelf) -> None:
    act = Act(ActKind.REQUEST, (Item("perceuse visseuse", concept="perceuse"),))
    shelf.changes("1", act=act)
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
