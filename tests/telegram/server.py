"""The server: http in, answers out, as `api.telegram.org` gives them.

async with Server.open() as server:
    bot = telegram.Bot(TOKEN, base_url=server.base_url)
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import web

from tests.telegram import asking, doing, saying
from tests.telegram.arguments import Arguments
from tests.telegram.hours import Hours
from tests.telegram.methods import METHODS, not_found
from tests.telegram.network import Call, Network
from tests.telegram.pace import Limits
from tests.telegram.refusals import Refusal

TOKEN = "7000000001:AAFakeTokenForTests_0123456789abcdefg"
SUBJECTS = (asking, doing, saying)
"""What marks its methods when it is imported."""
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{24,}")
_POLLING = frozenset(("offset", "limit", "timeout", "allowed_updates"))
_WEBHOOK = frozenset(
    (
        "url",
        "certificate",
        "ip_address",
        "max_connections",
        "allowed_updates",
        "drop_pending_updates",
        "secret_token",
    )
)


class Server:
    """A Bot API server for one bot, on a port of this machine."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, port: int = 0, token: str = TOKEN, hours: Hours | None = None, limits: Limits | None = None
    ) -> AsyncIterator[Self]:
        """Start one; without limits the bot may speak as fast as it likes."""
        server = cls(Network(token, hours or Hours(), limits))
        application = web.Application(client_max_size=50 * 2**20)
        application.router.add_route("*", "/bot{token}/{method}", server._answer)
        runner = web.AppRunner(application, shutdown_timeout=1.0, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        server.port = runner.addresses[0][1]
        try:
            yield server
        finally:
            server.network.faults.end()
            server.network.polling.end()
            await server.network.webhooks.close()
            await runner.cleanup()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls `base_url`."""
        return f"{self.address}/bot"

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        planned = self.network.faults.take(method)
        if planned is not None and not planned.done and planned.fault.value != "slow":
            return await self.network.faults.spoil(planned, request, None)
        arguments = await Arguments.of(request)
        try:
            self._check_token(request.match_info["token"])
            answer = _response(200, {"ok": True, "result": await self._do(method, arguments)})
        except Refusal as refusal:
            answer = _refused(refusal)
        self.network.calls.append(Call(method, arguments.values, answer.status))
        self.network.changed()
        if planned is None:
            return answer
        return await self.network.faults.spoil(planned, request, answer)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise not_found("Not Found")
        if token != self.network.token:
            raise Refusal(401, "Unauthorized")

    async def _do(self, method: str, arguments: Arguments) -> object:
        network, name = self.network, method.lower()
        match name:
            case "getupdates":
                self._note(method, arguments, _POLLING)
                updates = await network.polling.get_updates(arguments)
                return [update.shown() for update in updates]
            case "setwebhook":
                self._note(method, arguments, _WEBHOOK)
                return await network.webhooks.set(arguments)
            case "deletewebhook":
                self._note(method, arguments, frozenset({"drop_pending_updates"}))
                return await network.webhooks.delete(arguments)
            case "getwebhookinfo":
                return network.webhooks.info()
        if name not in METHODS:
            raise not_found("Not Found: method not found")
        self._note(method, arguments, METHODS[name].arguments)
        return METHODS[name].answer(network, arguments)

    def _note(self, method: str, arguments: Arguments, known: frozenset[str]) -> None:
        self.network.strange += (f"{method}: {name}" for name in arguments.values if name not in known)


def _refused(refusal: Refusal) -> web.Response:
    told: dict[str, object] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        told["parameters"] = refusal.parameters
    answer = _response(refusal.code, told)
    if "retry_after" in refusal.parameters:
        answer.headers["Retry-After"] = str(refusal.parameters["retry_after"])
    return answer


def _response(status: int, told: Mapping[str, object]) -> web.Response:
    return web.Response(status=status, text=json.dumps(told), content_type="application/json")


async def serve(port: int) -> None:
    """Serve until cancelled."""
    async with Server.open(port=port):
        await asyncio.Event().wait()
