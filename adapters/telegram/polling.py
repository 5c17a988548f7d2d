"""Long polling: ask, have it dealt with, and only then confirm it by asking for what comes after.

python-telegram-bot's own loop confirms updates before anybody has dealt with them, reads a whole
answer or nothing of it, and may wait for ever for a connection that is gone.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar
from urllib.parse import urlencode

import structlog
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.backoff import Backoff
from adapters.telegram.faults import AnotherPoller, TokenDead, fault_of
from adapters.telegram.listening import WANTED
from adapters.telegram.options import TelegramOptions
from bot.clock import Clock
from bot.errors import ConfigError, DeliveryError, Retryable, StoreError

T = TypeVar("T")
Updates = Sequence[Mapping[str, object]]
_GRACE = 15.0
_MOST = 100
_log = structlog.get_logger(__name__)


class Polling:
    """Asks for updates."""

    def __init__(self, token: str, options: TelegramOptions, clock: Clock, backoff: Backoff) -> None:
        self._address = f"{options.base_url}/bot{token}/getUpdates"
        self._seconds = options.poll_seconds
        self._clock = clock
        self._backoff = backoff
        self._line: HTTPXRequest | None = None
        self._next: int | None = None

    async def run(self, deal: Callable[[Updates], Awaitable[None]]) -> None:
        """Have `deal` see all updates, and move on once it returns; until cancelled.

        Raises
        ------
        ConfigError
            Telegram does not know the token any more.

        """
        try:
            while True:
                updates = await self.insist(self._ask)
                if updates:
                    await self.insist(lambda: deal(updates))  # noqa: B023 - called before the next turn
                    self._next = max(map(_id, updates)) + 1
        finally:
            await self._hang_up()

    async def insist(self, do: Callable[[], Awaitable[T]]) -> T:
        """Do something until it succeeds, waiting longer each time.

        Raises
        ------
        ConfigError
            Telegram does not know the token.

        """
        while True:
            try:
                done = await do()
            except TokenDead as error:
                raise ConfigError(
                    "networks.telegram: Telegram does not know this token; ask @BotFather for the bot's token"
                ) from error
            except (DeliveryError, StoreError) as error:
                wait = self._backoff.wait(error)
                self._tell(error, wait.total_seconds())
                await self._clock.sleep_until(self._clock.now() + wait)
            else:
                self._backoff.succeeded()
                return done

    async def _ask(self) -> Updates:
        query: dict[str, object] = {
            "timeout": int(self._seconds),
            "limit": _MOST,
            "allowed_updates": json.dumps(WANTED),
        }
        if self._next is not None:
            query["offset"] = self._next
        line = self._line or HTTPXRequest(connection_pool_size=2, pool_timeout=5.0)
        self._line = line
        try:
            async with asyncio.timeout(self._seconds + 2 * _GRACE):
                body = await line.retrieve(
                    f"{self._address}?{urlencode(query)}",
                    read_timeout=self._seconds + _GRACE,
                    connect_timeout=_GRACE,
                )
            return _updates(line.parse_json_payload(body))
        except (TelegramError, TimeoutError) as error:
            # The connection may be one that never answers again, or is never given back.
            await self._hang_up()
            fault = fault_of(error) if isinstance(error, TelegramError) else Retryable("Telegram is silent")
            raise fault from None

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await line.shutdown()

    def _tell(self, error: Exception, seconds: float) -> None:
        if isinstance(error, AnotherPoller):
            _log.error(
                "another process, or a webhook, takes this bot's updates: stop it, or give this bot a token "
                "of its own",
                seconds=round(seconds),
            )
        else:
            _log.warning("asking again later", kind=type(error).__name__, seconds=round(seconds))


def _updates(answer: Mapping[str, object]) -> Updates:
    result = answer.get("result")
    if not isinstance(result, list):
        raise Retryable("the answer holds no updates")
    return [
        update for update in result if isinstance(update, dict) and isinstance(update.get("update_id"), int)
    ]


def _id(update: Mapping[str, object]) -> int:
    id = update.get("update_id")
    return id if isinstance(id, int) else 0
