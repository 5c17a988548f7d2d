"""Telegram as a network of the bot's."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.backoff import Backoff
from adapters.telegram.content import LONGEST
from adapters.telegram.diagnosis import diagnose
from adapters.telegram.faults import fault_of
from adapters.telegram.listening import WANTED, Listening
from adapters.telegram.menus import set_menus
from adapters.telegram.opening import OpeningLinks
from adapters.telegram.options import NETWORK, TelegramOptions
from adapters.telegram.pacing import Pacing
from adapters.telegram.performing import Performing
from adapters.telegram.polling import Polling, Updates
from adapters.telegram.served import ServedRooms
from adapters.telegram.under_way import UnderWay
from adapters.telegram.webhook import Webhook
from bot.adapter import Capabilities, Intake, Pace
from bot.clock import Clock, SystemClock
from bot.diagnosis import Finding
from bot.effects import Effect, Receipt
from bot.errors import ConfigError, Retryable

T = TypeVar("T")
_READY_WITHIN = 20.0
_ANSWER_WITHIN = 20.0
"""In seconds. A send that is given up on may have been done, and is done again: better to wait."""
_log = structlog.get_logger(__name__)


class TelegramAdapter:
    """One bot account. `folder` holds which menus were set last."""

    network = NETWORK

    def __init__(
        self,
        token: str,
        folder: Path,
        options: TelegramOptions | None = None,
        clock: Clock | None = None,
        randomness: random.Random | None = None,
    ) -> None:
        options = options or TelegramOptions()
        clock = clock or SystemClock()
        randomness = randomness or random.Random()  # noqa: S311 - spreads waits, guards nothing
        _keep_out_of_logs()
        self.capabilities = Capabilities(
            threads=True,
            longest_text=LONGEST,
            # 5 at once and one every 4 seconds are 20 in a minute, which is what a group takes.
            pace=Pace(burst=5, every=4.0),
            private_pace=Pace(burst=20, every=1.0),
        )
        self.ready = asyncio.Event()
        """Set once Telegram knows the bot, and where to bring what is for it."""
        self._folder = folder
        self._options = options
        self._line = HTTPXRequest(
            connection_pool_size=64,
            read_timeout=_ANSWER_WITHIN,
            write_timeout=_ANSWER_WITHIN,
            connect_timeout=_ANSWER_WITHIN / 2,
            pool_timeout=_ANSWER_WITHIN,
        )
        self._bot = _open(token, options, self._line)
        links = OpeningLinks(token)
        self._under_way = UnderWay()
        self._listening = Listening(self._bot, options, ServedRooms(options.rooms), links, clock)
        self._performing = Performing(self._bot, Pacing(clock), links, self._listening, self._under_way)
        self._polling = Polling(token, options, clock, Backoff(randomness))

    async def run(self, intake: Intake) -> None:
        """Hand in what happens until cancelled.

        Raises
        ------
        ConfigError
            Telegram does not know the token.

        """
        try:
            await self._introduce()
            self.ready.set()
            await self._polling.insist(lambda: self._look_around(intake))
            if self._options.webhook is not None:
                await Webhook(self._options.webhook).run(lambda updates: self._deal(updates, intake))
            else:
                await self._polling.run(lambda updates: self._deal(updates, intake))
        finally:
            await self.close()

    async def perform(self, effect: Effect, key: str) -> Receipt:
        """Do one thing; see `bot.adapter.Adapter`."""
        try:
            async with asyncio.timeout(_READY_WITHIN):
                await self.ready.wait()
        except TimeoutError:
            raise Retryable("Telegram has not answered yet") from None
        return await self._performing.perform(effect, key)

    async def diagnose(self) -> list[Finding]:
        """Say what keeps the bot from reading or writing, and what does not; changes nothing."""
        return await diagnose(self._bot, self._options)

    async def close(self) -> None:
        """End what is under way, and the connections."""
        await self._under_way.end()
        await self._listening.close()
        await self._line.shutdown()

    async def _introduce(self) -> None:
        """Learn who the bot is; say what it can do and where it listens."""
        self._listening.sight.me = await self._insist(self._bot.get_me)
        await self._insist(self._choose_delivery)
        await set_menus(self._bot, self._options.menus, self._folder)

    async def _choose_delivery(self) -> bool:
        webhook = self._options.webhook
        if webhook is None:
            return await self._bot.delete_webhook()
        return await self._bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=WANTED,
            max_connections=1,  # one after the other, in order
        )

    async def _look_around(self, intake: Intake) -> None:
        events = await self._listening.sight.look_around(self._listening.scene())
        if events:
            await intake(events)

    async def _deal(self, updates: Updates, intake: Intake) -> None:
        """Deal with updates. They may come again after a crash at any point."""
        events = await self._listening.events(updates)
        if events:
            await intake(events)

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        async def try_it() -> T:
            try:
                return await call()
            except TelegramError as error:
                raise fault_of(error) from None

        return await self._polling.insist(try_it)


def _open(token: str, options: TelegramOptions, line: HTTPXRequest) -> Bot:
    try:
        return Bot(token, base_url=f"{options.base_url}/bot", request=line, get_updates_request=line)
    except InvalidToken:
        raise ConfigError("networks.telegram: the token is empty; ask @BotFather for it") from None


def _keep_out_of_logs() -> None:
    """Silence who would log addresses, which hold the token, or answers, which hold messages."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("telegram", "aiohttp.server"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
