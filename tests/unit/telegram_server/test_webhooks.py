"""Updates are brought to the bot's address, in order, until it takes them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.unit.telegram_server.conftest import Desk

SECRET = "open-sesame"


@dataclass
class Door:
    """Where the updates are brought."""

    url: str = ""
    texts: list[str] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    refuses: int = 0
    """So many times it says 500."""
    tried: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.tried += 1
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.news.set()
        if self.refuses:
            self.refuses -= 1
            return web.Response(status=500)
        update = await request.json()
        self.texts.append(update["message"]["text"])
        return web.Response()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(30):
            while len(self.texts) < count:
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def open_door() -> AsyncIterator[Door]:
    door = Door()
    application = web.Application()
    application.router.add_post("/hook", door.take)
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield door
    await runner.cleanup()


def refuses(words: str) -> AbstractContextManager[object]:
    return pytest.raises(BadRequest, match=f"(?i)^{re.escape(words)}$")


async def test_updates_are_brought_in_order_with_the_secret(desk: Desk) -> None:
    async with open_door() as door:
        await desk.bot.set_webhook(door.url, secret_token=SECRET)
        for number in range(20):
            desk.lea.writes(str(number))
        await door.has(20)
        assert door.texts == [str(number) for number in range(20)]
        assert set(door.secrets) == {SECRET}
        await desk.bot.delete_webhook()


async def test_what_was_not_taken_is_brought_again(desk: Desk) -> None:
    async with open_door() as door:
        desk.server.network.hours.speed = 100
        door.refuses = 4
        await desk.bot.set_webhook(door.url)
        desk.lea.writes("un")
        desk.lea.writes("deux")
        await door.has(2)
        assert door.texts == ["un", "deux"]
        assert door.tried == 6
        info = await desk.bot.get_webhook_info()
        assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
        assert info.url == door.url
        await desk.bot.delete_webhook()


async def test_polling_and_a_webhook_exclude_each_other(desk: Desk) -> None:
    async with open_door() as door:
        poll = asyncio.create_task(desk.bot.get_updates(timeout=30))
        await asyncio.sleep(0.1)
        await desk.bot.set_webhook(door.url)
        with pytest.raises(Conflict, match="terminated by setWebhook request"):
            await poll
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await desk.bot.get_updates()
        await desk.bot.delete_webhook()
        desk.lea.writes("un")
        assert len(await desk.bot.get_updates()) == 1
        assert not door.texts


async def test_addresses_and_secrets_are_checked(desk: Desk) -> None:
    with refuses("invalid webhook URL specified"):
        await desk.bot.set_webhook("nowhere")
    with refuses("bad webhook: an https url must be provided for webhook"):
        await desk.bot.set_webhook("http://example.org/hook")
    with refuses("secret token contains unallowed characters"):
        await desk.bot.set_webhook("https://example.org/hook", secret_token="é")
    with refuses("secret token is too long"):
        await desk.bot.set_webhook("https://example.org/hook", secret_token="x" * 257)


async def test_what_waited_can_be_dropped(desk: Desk) -> None:
    desk.lea.writes("un")
    await desk.bot.delete_webhook(drop_pending_updates=True)
    assert not desk.server.network.updates.pending
