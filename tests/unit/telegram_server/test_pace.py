"""Who speaks too fast is told how long to wait."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from tests.telegram.hours import Hours
from tests.telegram.pace import Limits
from tests.telegram.people import Person, Town
from tests.telegram.rooms import Room
from tests.telegram.server import TOKEN, Server

pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
"""Of `retry_after` being a number."""


class StoppedHours(Hours):
    """Time that passes only when it is skipped."""

    def now(self) -> float:
        return self.start + self.ahead


async def say(bot: Bot, chat: int) -> int:
    """Say something; give how many seconds the server asks to wait, 0 if it was said."""
    try:
        await bot.send_message(chat, "a")
    except RetryAfter as refusal:
        after = refusal.retry_after
        return int(after.total_seconds()) if isinstance(after, timedelta) else int(after)
    return 0


async def until_said(bot: Bot, chat: int, hours: Hours) -> int:
    """Say something as soon as it is allowed; give how long that was."""
    waited = 0
    while seconds := await say(bot, chat):
        hours.skip(seconds)
        waited += seconds
    return waited


@asynccontextmanager
async def fast() -> AsyncIterator[tuple[Bot, Town, Hours]]:
    """Open a server with limits, on a clock that is moved by hand."""
    hours = StoppedHours()
    async with (
        Server.open(hours=hours, limits=Limits()) as server,
        Bot(TOKEN, base_url=server.base_url) as bot,
    ):
        yield bot, Town(server.network), hours


async def test_one_message_a_second_in_one_chat() -> None:
    async with fast() as (bot, town, hours):
        lea = town.person("Léa")
        assert [await say(bot, lea.id) for _ in range(3)] == [0, 1, 1]
        hours.skip(1)
        assert await say(bot, lea.id) == 0


async def test_twenty_a_minute_in_one_group() -> None:
    async with fast() as (bot, town, hours):
        room: Room = town.supergroup("Le palier", town.person("Léa"))
        waits = [await until_said(bot, room.id, hours) for _ in range(21)]
        assert waits == [0, *[1] * 19, 41]


async def test_a_private_chat_is_no_group() -> None:
    async with fast() as (bot, town, hours):
        lea = town.person("Léa")
        assert max([await until_said(bot, lea.id, hours) for _ in range(40)]) == 1


async def test_thirty_a_second_in_all() -> None:
    async with fast() as (bot, town, hours):
        people: list[Person] = [town.person(f"Voisin{number}") for number in range(31)]
        assert [await say(bot, person.id) for person in people] == [*[0] * 30, 1]
        hours.skip(1)
        assert await say(bot, people[-1].id) == 0


async def test_changes_count_as_messages_do() -> None:
    async with fast() as (bot, town, hours):
        lea = town.person("Léa")
        sent = await bot.send_message(lea.id, "a")
        with pytest.raises(RetryAfter):
            await bot.edit_message_text("b", lea.id, sent.message_id)
        hours.skip(1)
        await bot.edit_message_text("b", lea.id, sent.message_id)
