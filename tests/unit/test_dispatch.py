"""Which handlers hear of what, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType

import pytest

import handlers
from bot.acts import Act, ActKind
from bot.books import Books
from bot.dispatch import Dispatch, Handler, on
from bot.domain.group import Group
from bot.domain.listing import LISTED
from bot.domain.places import Account, MessageRef, Room
from bot.domain.question import QuestionKind
from bot.domain.timer import Timer, TimerKind
from bot.effects import Message
from bot.events import DeliveryFailed, MessageSent, RoomMoved
from bot.intent.catalogue import Catalogue
from bot.matching import Index
from bot.meaning import (
    ActSaid,
    Command,
    Happened,
    ListingRevised,
    MessageUnclear,
    TimerFired,
    Unclear,
    Verb,
)
from bot.speech import Speech
from bot.unit_of_work import UnitOfWork

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
HALL = Room(network="test", chat="hall")
SAID = MessageSent(
    id="test/1",
    at=NOON,
    room=HALL,
    author=Account(network="test", id="lea"),
    name="Léa",
    message=MessageRef(room=HALL, id="1"),
    text="",
)


class Mute:
    """Says nothing."""

    def say(self, speech: Speech, language: str, now: datetime) -> Message:
        raise AssertionError


@pytest.fixture
def uow() -> UnitOfWork:
    books = Books(Group(id="lilas", name="Lilas"), Index(Catalogue.load([])))
    return UnitOfWork(books, "test/1", NOON, Mute(), None, lambda: "K7P2QX")


def said(kind: ActKind) -> ActSaid:
    return ActSaid(Act(kind), SAID)


def hearing(name: str, heard: list[str], module: ModuleType, *kinds: ActKind) -> Handler[ActSaid]:
    """Put a handler that notes its name into a module."""

    @on(*kinds)
    def handler(said: ActSaid, uow: UnitOfWork) -> None:
        heard.append(f"{name} {said.act.kind}")

    handler.__module__ = module.__name__
    setattr(module, name, handler)
    return handler


def test_handlers_hear_in_the_order_of_their_modules_and_within_these_as_written(uow: UnitOfWork) -> None:
    heard: list[str] = []
    one, two = ModuleType("one"), ModuleType("two")
    hearing("z", heard, one, ActKind.REQUEST)
    hearing("a", heard, one, ActKind.REQUEST, ActKind.OFFER)
    hearing("b", heard, two, ActKind.REQUEST)
    Dispatch.of([two, one])(said(ActKind.REQUEST), uow)
    assert heard == ["b request", "z request", "a request"]


def test_a_handler_of_several_keys_hears_each(uow: UnitOfWork) -> None:
    heard: list[str] = []
    module = ModuleType("one")
    hearing("a", heard, module, ActKind.REQUEST, ActKind.OFFER)
    dispatch = Dispatch.of([module])
    for kind in (ActKind.OFFER, ActKind.LOST, ActKind.REQUEST):
        dispatch(said(kind), uow)
    assert heard == ["a offer", "a request"]


def test_what_nobody_handles_does_nothing(uow: UnitOfWork) -> None:
    dispatch = Dispatch.of([])
    assert not dispatch.handles(ActKind.REQUEST)
    dispatch(said(ActKind.REQUEST), uow)
    assert (uow.outgoing, uow.books.take_changes()) == ([], [])


def test_what_a_module_only_imports_is_not_its_own(uow: UnitOfWork) -> None:
    heard: list[str] = []
    owner, borrower = ModuleType("owner"), ModuleType("borrower")
    vars(borrower)["borrowed"] = hearing("a", heard, owner, ActKind.REQUEST)
    assert not Dispatch.of([borrower]).handles(ActKind.REQUEST)
    Dispatch.of([owner, borrower])(said(ActKind.REQUEST), uow)
    assert heard == ["a request"]


def test_what_is_not_marked_is_not_a_handler() -> None:
    module = ModuleType("one")

    def request(said: ActSaid, uow: UnitOfWork) -> None:
        raise AssertionError

    request.__module__ = "one"
    vars(module).update(request=request, REQUEST=ActKind.REQUEST, number=3, nothing=None)
    assert not Dispatch.of([module]).handles(ActKind.REQUEST)


def test_marking_a_function_leaves_it_a_function(uow: UnitOfWork) -> None:
    heard: list[str] = []
    handler = hearing("a", heard, ModuleType("one"), ActKind.THANKS)
    handler(said(ActKind.THANKS), uow)
    assert heard == ["a thanks"]


def test_two_tables_do_not_know_of_each_other() -> None:
    module = ModuleType("one")
    hearing("a", [], module, ActKind.REQUEST)
    assert Dispatch.of([module]).handles(ActKind.REQUEST)
    assert not Dispatch.of([]).handles(ActKind.REQUEST)


def test_an_error_in_a_handler_is_for_the_caller(uow: UnitOfWork) -> None:
    module = ModuleType("one")

    @on(ActKind.REQUEST)
    def fails(said: ActSaid, uow: UnitOfWork) -> None:
        raise RuntimeError("a fault")

    fails.__module__ = "one"
    vars(module).update(fails=fails)
    with pytest.raises(RuntimeError, match="a fault"):
        Dispatch.of([module])(said(ActKind.REQUEST), uow)


@pytest.mark.parametrize(
    ("meaning", "key"),
    [
        (said(ActKind.LOST), ActKind.LOST),
        (MessageUnclear(Unclear.UNSURE, SAID), Unclear.UNSURE),
        (TimerFired(Timer(id="t", kind=TimerKind.NUDGE, subject="1", due=NOON)), TimerKind.NUDGE),
        (Happened(RoomMoved(id="m", at=NOON, before=HALL, after=HALL)), RoomMoved),
    ],
    ids=str,
)
def test_a_meaning_is_found_by_what_it_is_about(
    meaning: ActSaid | MessageUnclear | TimerFired | Happened, key: object
) -> None:
    assert meaning.key == key


ESSENTIAL = [
    *sorted(LISTED),
    ActKind.ACCEPT,
    ActKind.DECLINE,
    ActKind.CLOSE,
    ActKind.THANKS,
    ActKind.BROWSE,
    *QuestionKind,
    *TimerKind,
    *Verb,
    *Command,
    *Unclear,
    ListingRevised,
    DeliveryFailed,
    RoomMoved,
]


@pytest.mark.parametrize("key", ESSENTIAL, ids=str)
def test_the_bot_does_something_about(key: object) -> None:
    assert Dispatch.of(handlers.ALL).handles(key)
