"""What goes wrong on demand is what python-telegram-bot meets in the wild."""

from __future__ import annotations

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from tests.telegram.faults import Fault
from tests.telegram.server import TOKEN
from tests.unit.telegram_server.conftest import Desk

BROKEN = [Fault.RESET, Fault.TRUNCATED, Fault.BAD_GATEWAY, Fault.INTERNAL]


@pytest.mark.parametrize("fault", BROKEN)
async def test_before_it_was_done_nothing_is_shown(desk: Desk, fault: Fault) -> None:
    desk.server.network.faults.plan("sendMessage", fault)
    with pytest.raises(TelegramError) as error:
        await desk.bot.send_message(desk.lea.id, "a")
    assert not isinstance(error.value, BadRequest)
    assert not desk.lea.texts()
    await desk.bot.send_message(desk.lea.id, "a")
    assert desk.lea.texts() == ["a"]


@pytest.mark.parametrize("fault", BROKEN)
async def test_after_it_was_done_the_bot_cannot_know(desk: Desk, fault: Fault) -> None:
    desk.server.network.faults.plan("sendMessage", fault, done=True)
    with pytest.raises(TelegramError) as error:
        await desk.bot.send_message(desk.lea.id, "a")
    assert not isinstance(error.value, BadRequest)
    assert desk.lea.texts() == ["a"]


@pytest.mark.parametrize(("fault", "done"), [(Fault.HANG, False), (Fault.HANG, True), (Fault.SLOW, True)])
async def test_what_takes_too_long_times_out(desk: Desk, fault: Fault, done: bool) -> None:
    request = HTTPXRequest(read_timeout=0.2)
    async with Bot(TOKEN, base_url=desk.server.base_url, request=request) as impatient:
        desk.server.network.faults.plan("sendMessage", fault, done=done)
        with pytest.raises(TimedOut):
            await impatient.send_message(desk.lea.id, "a")
    assert desk.lea.texts() == ["a"] * done


async def test_what_is_planned_happens_so_many_times(desk: Desk) -> None:
    desk.server.network.faults.plan("", Fault.BAD_GATEWAY, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError):
            await desk.bot.get_me()
    await desk.bot.get_me()
    assert desk.server.network.faults.happened == [("getme", Fault.BAD_GATEWAY)] * 2
