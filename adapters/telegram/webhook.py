"""Updates that Telegram brings itself. Each is answered once it is dealt with; what is not, comes again."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.telegram.options import WebhookOptions
from adapters.telegram.polling import Updates
from bot.errors import ConfigError, DeliveryError, StoreError

_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_LARGEST = 2**20
_log = structlog.get_logger(__name__)


class Webhook:
    """A small server for one path."""

    def __init__(self, options: WebhookOptions) -> None:
        self._options = options
        self._one_by_one = asyncio.Lock()

    async def run(self, deal: Callable[[Updates], Awaitable[None]]) -> None:
        """Have `deal` see all updates; until cancelled.

        Raises
        ------
        ConfigError
            The address cannot be listened on.

        """

        async def take(request: web.Request) -> web.Response:
            return await self._take(request, deal)

        app = web.Application(client_max_size=_LARGEST)
        app.router.add_post(urlsplit(self._options.url).path or "/", take)
        # The log of requests would hold addresses, which are nobody's business.
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._options.host, self._options.port).start()
            except OSError as error:
                where = f"{self._options.host}:{self._options.port}"
                raise ConfigError(
                    f"networks.telegram.webhook: cannot listen on {where}: {error.strerror}"
                ) from error
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request, deal: Callable[[Updates], Awaitable[None]]) -> web.Response:
        said = request.headers.get(_SECRET, "")
        if not hmac.compare_digest(said.encode(), self._options.secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        async with self._one_by_one:
            try:
                await deal([update])
            except (DeliveryError, StoreError) as error:
                _log.warning("update not taken in; Telegram brings it again", kind=type(error).__name__)
                return web.Response(status=503)
        return web.Response()
