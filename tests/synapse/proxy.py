"""A bad connection: stands before the homeserver and, when told to, spoils what passes.

async with Proxy.before(synapse.address) as proxy:
    proxy.spoils(Fault.RESET, r"/send/m.room.message", times=2, after=True)
    ...
    assert proxy.spoilt == [Fault.RESET, Fault.RESET]
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, web
from yarl import URL

PATIENCE = 60.0
"""In seconds: after so long, what was waited for will never come."""
_HOP_BY_HOP = {
    "connection",
    "content-encoding",
    "content-length",
    "host",
    "keep-alive",
    "transfer-encoding",
}


class Fault(StrEnum):
    """What goes wrong with one request."""

    BAD_GATEWAY = "502 with a page of HTML"
    LIMITED = "429 that tells in its body how long to wait"
    LIMITED_BY_HEADER = "429 that tells only in a header how long to wait"
    LIMITED_BARE = "429 without a body"
    CUT = "half of the answer"
    NOT_JSON = "200 with a page of HTML"
    HANG = "no answer until the connection is let go"
    RESET = "the connection is reset"


@dataclass(slots=True)
class Order:
    """A fault to be made some times, on the requests whose method and path match."""

    fault: Fault
    path: re.Pattern[str]
    times: int
    after: bool
    """The homeserver gets the request all the same; only the answer is lost."""
    wait_ms: int


@dataclass
class Proxy:
    """Passes everything on, but for what was ordered otherwise."""

    upstream: str
    address: str = ""
    spoilt: list[Fault] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    """Method and path (without query, with `…` for ids) → how many came."""
    down: bool = False
    """Every connection is reset."""
    _orders: list[Order] = field(default_factory=list)
    _released: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @classmethod
    @asynccontextmanager
    async def before(cls, upstream: str) -> AsyncIterator[Self]:
        """Open one before the homeserver at this address."""
        proxy = cls(upstream)
        timeout = ClientTimeout(total=None)
        async with ClientSession(timeout=timeout, cookie_jar=DummyCookieJar()) as session:
            app = web.Application(client_max_size=2**26)

            async def passes(request: web.Request) -> web.StreamResponse:
                return await proxy._pass(request, session)

            app.router.add_route("*", "/{path:.*}", passes)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            proxy.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            try:
                yield proxy
            finally:
                proxy._released.set()
                await runner.cleanup()

    def spoils(
        self, fault: Fault, path: str, *, times: int = 1, after: bool = False, wait_ms: int = 200
    ) -> None:
        """Spoil the next requests of which `path`, a pattern, is found in `PUT /_matrix/…`."""
        self._orders.append(Order(fault, re.compile(path), times, after, wait_ms))

    @property
    def has_orders(self) -> bool:
        """Tell whether something is still to go wrong."""
        return any(order.times for order in self._orders)

    def release(self) -> None:
        """Drop the connections that hang."""
        self._released.set()
        self._released = asyncio.Event()

    def heals(self) -> None:
        """Pass everything on from now."""
        self._orders.clear()
        self.down = False
        self.release()

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until a request makes something true."""
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(true)
        except TimeoutError:
            pytest.fail(f"the bot never {what}; it asked {dict(self.requests)}")

    # --- one request ---

    async def _pass(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        self.requests[f"{request.method} {_shape(request.path)}"] += 1
        order = None if self.down else self._order_for(f"{request.method} {request.raw_path}")
        if order is not None:
            self.spoilt.append(order.fault)
        async with self._news:
            self._news.notify_all()
        if self.down:
            return _reset(request)
        if order is None:
            return await self._forward(request, session)
        answer = await self._forward(request, session) if order.after or order.fault is Fault.CUT else None
        return await self._spoil(request, order, answer)

    def _order_for(self, asked: str) -> Order | None:
        for order in self._orders:
            if order.times and order.path.search(asked):
                order.times -= 1
                return order
        return None

    async def _forward(self, request: web.Request, session: ClientSession) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
        try:
            async with session.request(
                request.method,
                URL(self.upstream + request.raw_path, encoded=True),
                headers=headers,
                data=await request.read(),
                allow_redirects=False,
            ) as answer:
                kept = {n: v for n, v in answer.headers.items() if n.lower() not in _HOP_BY_HOP}
                return web.Response(status=answer.status, headers=kept, body=await answer.read())
        except ClientError:
            return web.Response(status=502, text="the homeserver is away")

    async def _spoil(
        self, request: web.Request, order: Order, answer: web.Response | None
    ) -> web.StreamResponse:
        match order.fault:
            case Fault.CUT:
                return await _cut(request, answer)
            case Fault.HANG:
                await self._released.wait()
                return _reset(request)
            case Fault.RESET:
                return _reset(request)
            case _:
                return _wrong_answer(order)


def _wrong_answer(order: Order) -> web.Response:
    limited = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too many requests"}
    match order.fault:
        case Fault.BAD_GATEWAY:
            return web.Response(status=502, text="<h1>Bad Gateway</h1>", content_type="text/html")
        case Fault.NOT_JSON:
            return web.Response(text="<h1>Welcome</h1>", content_type="text/html")
        case Fault.LIMITED:
            return web.json_response({**limited, "retry_after_ms": order.wait_ms}, status=429)
        case Fault.LIMITED_BY_HEADER:
            seconds = str(-(-order.wait_ms // 1000))
            return web.json_response(limited, status=429, headers={"Retry-After": seconds})
        case _:
            return web.Response(status=429)


async def _cut(request: web.Request, answer: web.Response | None) -> web.StreamResponse:
    """Announce the whole of an answer, and close in the midst of it."""
    body = answer.body if answer is not None and isinstance(answer.body, bytes) else b"{}"
    half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    with suppress(ConnectionError):
        await half.prepare(request)
        await half.write(body[: len(body) // 2])
    return _reset(request, half)


def _reset(request: web.Request, answer: web.StreamResponse | None = None) -> web.StreamResponse:
    """Close the connection without a word more."""
    if request.transport is not None:
        request.transport.abort()
    return answer or web.Response(status=503)


def _shape(path: str) -> str:
    """Give a path without ids: rooms, events, users and transactions are all the same."""
    return "/".join(
        "…" if part[:1] in {"!", "$", "@"} or part.isdecimal() else part for part in path.split("/")
    )
