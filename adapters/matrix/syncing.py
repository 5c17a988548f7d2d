"""The sync loop: ask, understand, hand in, and only then move the token.

nio's own loop moves the token before anybody has seen the events, and never waits between
failures. Here an answer is held until it is dealt with.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import nio
import structlog

from adapters.matrix.backoff import Backoff
from adapters.matrix.faults import TokenDead
from adapters.matrix.feeding import feed
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.position import Position
from adapters.matrix.wire import Json
from bot.clock import Clock
from bot.errors import ConfigError, DeliveryError, Retryable, StoreError

T = TypeVar("T")
_FULL_SECONDS = 300.0
FILTER: Json = {
    "presence": {"types": []},
    "account_data": {"types": ["m.direct"]},
    "room": {
        "timeline": {"limit": 100, "lazy_load_members": False},
        "state": {"lazy_load_members": False},
        # Nobody's typing or reading wakes the bot.
        "ephemeral": {"types": []},
        "account_data": {"types": []},
    },
}
_log = structlog.get_logger(__name__)


class Syncing:
    """Asks the homeserver what is new."""

    def __init__(
        self,
        client: nio.Client,
        homeserver: Homeserver,
        position: Position,
        clock: Clock,
        backoff: Backoff,
        poll_seconds: float,
    ) -> None:
        self._client = client
        self._homeserver = homeserver
        self._position = position
        self._clock = clock
        self._backoff = backoff
        self._poll_seconds = poll_seconds

    async def run(self, deal: Callable[[nio.SyncResponse, str | None], Awaitable[None]]) -> None:
        """Have `deal` see every answer, and move on once it returns; until cancelled.

        Raises
        ------
        ConfigError
            The homeserver does not know the login any more.

        """
        since = self._position.token
        # The first answer has the whole state: nio forgets who is in the rooms.
        ask = partial(self._ask, since, full=True)
        while True:
            response = await self.insist(ask)
            feed(self._client, response)
            await deal(response, since)
            since = response.next_batch
            ask = partial(self._ask, since)

    async def insist(self, do: Callable[[], Awaitable[T]]) -> T:
        """Do something until it succeeds, waiting longer each time.

        Raises
        ------
        ConfigError
            The homeserver does not know the login any more.

        """
        while True:
            try:
                done = await do()
            except TokenDead as error:
                raise ConfigError(
                    "the Matrix homeserver does not know this login any more: "
                    "stop the bot and run `palier matrix login` again"
                ) from error
            except (DeliveryError, StoreError) as error:
                wait = self._backoff.wait(error)
                _log.warning("sync waits", kind=type(error).__name__, seconds=round(wait.total_seconds()))
                await self._clock.sleep_until(self._clock.now() + wait)
            else:
                self._backoff.succeeded()
                return done

    async def _ask(self, since: str | None, *, full: bool = False) -> nio.SyncResponse:
        poll = 0.0 if full else self._poll_seconds
        query = {"filter": json.dumps(FILTER), "timeout": str(int(poll * 1000)), "set_presence": "offline"}
        if since is not None:
            query["since"] = since
        if full:
            query["full_state"] = "true"
        seconds = _FULL_SECONDS if full else poll + 15
        answer = await self._homeserver.get(path_of("sync"), query, seconds=seconds)
        response = nio.SyncResponse.from_dict(dict(answer))
        if not isinstance(response, nio.SyncResponse):
            raise Retryable("the homeserver's answer to a sync is not understood")
        return response
