"""From effects to calls, on a bot that writes down how it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import TypeAlias

import pytest
from telegram import User
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from adapters.telegram.listening import Listening
from adapters.telegram.opening import OpeningLinks
from adapters.telegram.options import TelegramOptions
from adapters.telegram.pacing import Pacing
from adapters.telegram.performing import Performing
from adapters.telegram.served import ServedRooms
from adapters.telegram.translation import message_ref
from adapters.telegram.under_way import UnderWay
from bot.clock import SystemClock
from bot.domain.places import Account, Room
from bot.effects import Button, Delete, Edit, Message, Named, React, Send
from bot.errors import RateLimited, Refused, Retryable, Unopened

HALL = Room(network="telegram", chat="-1001")
LEA = Account(network="telegram", id="11")
Call: TypeAlias = tuple[str, tuple[object, ...], dict[str, object]]


@dataclass
class Calls:
    """A bot that does nothing but what it is told to fail at."""

    made: list[Call] = field(default_factory=list)
    failures: list[TelegramError | None] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        async def call(*args: object, **kwargs: object) -> object:
            failure = self.failures.pop(0) if self.failures else None
            if failure is not None:
                raise failure
            self.made.append((name, args, kwargs))
            return SimpleNamespace(message_id=100 + len(self.made))

        return call


class NoPace(Pacing):
    """Lets everything pass at once: other tests are about time."""

    def _earliest(self, chat: str, said: object) -> datetime:
        return self._clock.now()


@dataclass
class Desk:
    """What performs, and what it called."""

    calls: Calls
    performing: Performing
    listening: Listening
    under_way: UnderWay

    @property
    def last(self) -> dict[str, object]:
        return self.calls.made[-1][2]


@pytest.fixture
def desk() -> Desk:
    calls, clock, links, under_way = Calls(), SystemClock(), OpeningLinks("7:AAF"), UnderWay()
    served = ServedRooms((HALL,))
    listening = Listening(calls, TelegramOptions(), served, links, clock)  # type: ignore[arg-type]  # a double
    listening.sight.me = User(7, "Palier", is_bot=True, username="palier_bot")
    pace = NoPace(clock)
    performing = Performing(calls, pace, links, listening, under_way)  # type: ignore[arg-type]  # as above
    return Desk(calls, performing, listening, under_way)


async def test_a_long_text_goes_on_where_it_was_interrupted(desk: Desk) -> None:
    send = Send(to=HALL, message=Message(text="a" * 4096 + "\n\n" + "b" * 4096 + "\n\nfin"))
    desk.calls.failures += [None, RetryAfter(3)]
    with pytest.raises(RateLimited):
        await desk.performing.perform(send, "k1")
    receipt = await desk.performing.perform(send, "k1")
    assert [str(args[1])[0] for _, args, _ in desk.calls.made] == ["a", "b", "f"]
    assert receipt.message == message_ref(-1001, 103)


async def test_buttons_are_under_the_last_part_and_the_answer_is_the_first(desk: Desk) -> None:
    message = Message(text="a" * 4096 + "\n\nfin", buttons=(Button(label="Oui", action="claim:1"),))
    await desk.performing.perform(Send(to=HALL, message=message, reply_to=message_ref(-1001, 5)), "k1")
    first, last = (kwargs for _, _, kwargs in desk.calls.made)
    assert (first["reply_markup"], last["reply_parameters"]) == (None, None)
    assert first["reply_parameters"] is not None
    assert last["reply_markup"] is not None


async def test_an_answer_goes_into_the_topic_of_what_it_answers(desk: Desk) -> None:
    desk.listening.recent.note("-1001", 5, "x", "40")
    await desk.performing.perform(
        Send(to=HALL, message=Message(text="x"), reply_to=message_ref(-1001, 5)), "k1"
    )
    assert desk.last["message_thread_id"] == 40


@pytest.mark.parametrize(("thread", "named"), [("40", 40), ("1", None), (None, None)])
async def test_the_general_topic_is_not_named(desk: Desk, thread: str | None, named: int | None) -> None:
    room = HALL.model_copy(update={"thread": thread})
    await desk.performing.perform(Send(to=room, message=Message(text="x")), "k1")
    assert desk.last["message_thread_id"] == named


async def test_a_message_of_another_chat_is_not_answered_here(desk: Desk) -> None:
    elsewhere = message_ref(-1002, 5)
    await desk.performing.perform(Send(to=HALL, message=Message(text="x"), reply_to=elsewhere), "k1")
    assert desk.last["reply_parameters"] is None


async def test_cards_are_silent_and_whoever_is_meant_hears_it(desk: Desk) -> None:
    named = (Named(name="Léa", account=LEA),)
    silent = []
    plain = Message(text="x")
    for to, message in ((HALL, plain), (HALL, Message(text="Léa", people=named)), (LEA, plain)):
        await desk.performing.perform(Send(to=to, message=message), "k1")
        silent.append(desk.last["disable_notification"])
    assert silent == [True, False, False]


async def test_what_is_so_already_is_done(desk: Desk) -> None:
    desk.calls.failures.append(BadRequest("Bad Request: message is not modified"))
    target = message_ref(-1001, 5)
    receipt = await desk.performing.perform(Edit(to=HALL, target=target, message=Message(text="x")), "k1")
    assert receipt.message == target
    desk.calls.failures.append(BadRequest("Bad Request: message to delete not found"))
    await desk.performing.perform(Delete(to=HALL, target=target), "k2")


async def test_a_message_that_is_gone_cannot_be_changed(desk: Desk) -> None:
    desk.calls.failures.append(BadRequest("Bad Request: message to edit not found"))
    edit = Edit(to=HALL, target=message_ref(-1001, 5), message=Message(text="x"))
    with pytest.raises(Refused):
        await desk.performing.perform(edit, "k1")


async def test_a_heart_is_put_as_telegram_writes_it(desk: Desk) -> None:
    await desk.performing.perform(React(to=HALL, target=message_ref(-1001, 5), emoji="❤️"), "k1")
    assert desk.calls.made[-1][1] == (-1001, 5, "❤")
    with pytest.raises(Refused):
        await desk.performing.perform(React(to=HALL, target=message_ref(-1001, 5), emoji="🪜"), "k2")


async def test_who_never_opened_the_chat_is_told_from_a_room_that_is_gone(desk: Desk) -> None:
    refusal = Forbidden("Forbidden: bot can't initiate conversation with a user")
    for to, kind in ((LEA, Unopened), (HALL, Refused)):
        desk.calls.failures.append(refusal)
        with pytest.raises(kind):
            await desk.performing.perform(Send(to=to, message=Message(text="x")), "k1")


async def test_a_room_that_the_bot_speaks_in_is_a_groups(desk: Desk) -> None:
    tied = Room(network="telegram", chat="-1003")
    await desk.performing.perform(Send(to=tied, message=Message(text="x")), "k1")
    assert desk.listening.served.chats == ["-1001", "-1003"]


async def test_once_it_ends_no_call_is_begun(desk: Desk) -> None:
    await desk.under_way.end()
    with pytest.raises(Retryable):
        await desk.performing.perform(Send(to=HALL, message=Message(text="x")), "k1")
    assert desk.calls.made == []


async def test_an_address_that_is_no_number_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        await desk.performing.perform(
            Send(to=Account(network="telegram", id="léa"), message=Message(text="x")), "k1"
        )
