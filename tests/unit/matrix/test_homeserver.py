"""Requests over a real connection, to a server that misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from bot.clock import SystemClock
from bot.errors import RateLimited, Retryable

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[Homeserver]:
    """Give a homeserver whose every answer a function gives."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    homeserver = Homeserver(f"http://{host}:{port}/", "syt_token", SystemClock())
    try:
        yield homeserver
    finally:
        await homeserver.close()
        await runner.cleanup()


def answering(status: int, body: bytes, **headers: str) -> Handler:
    async def handle(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers=headers)

    return handle


async def test_a_path_arrives_as_it_was_put_together() -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.raw_path)
        assert request.headers["Authorization"] == "Bearer syt_token"
        return web.json_response(await request.json())

    async with served(handle) as homeserver:
        body = {"body": "é / ?"}
        assert await homeserver.put(path_of("rooms", "!a/b?:x", "send", "m.x", "matrix/$1"), body) == body
    assert seen == ["/_matrix/client/v3/rooms/%21a%2Fb%3F%3Ax/send/m.x/matrix%2F%241"]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b'{"event_id": "$1', Retryable),
        (200, b"[]", Retryable),
        (200, b"<html>", Retryable),
        (502, b"<html>Bad Gateway", Retryable),
        (403, b'{"errcode": "M_FORBIDDEN"}', HomeserverRefused),
        (429, b"", RateLimited),
    ],
)
async def test_an_answer_that_is_none_is_an_error_of_its_kind(
    status: int, body: bytes, error: type[Exception]
) -> None:
    async with served(answering(status, body)) as homeserver:
        with pytest.raises(error):
            await homeserver.get("/x")


async def test_the_header_alone_says_how_long_to_wait() -> None:
    async with served(answering(429, b"{}", **{"Retry-After": "3"})) as homeserver:
        with pytest.raises(RateLimited) as raised:
            await homeserver.get("/x")
    assert raised.value.seconds == 3


async def test_a_body_that_breaks_off_may_be_asked_for_again() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"a": 1')
        assert request.transport is not None
        request.transport.close()
        return response

    async with served(handle) as homeserver:
        with pytest.raises(Retryable):
            await homeserver.get("/x")


async def test_a_server_that_never_answers_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.matrix.homeserver._CONNECT_SECONDS", 0.05)
    hanging = asyncio.Event()

    async def handle(_: web.Request) -> web.Response:
        await hanging.wait()
        return web.Response()

    async with served(handle) as homeserver:
        with pytest.raises(Retryable, match="does not answer"):
            await homeserver.get("/x", seconds=0.05)
        hanging.set()


async def test_no_server_at_all_may_come_back() -> None:
    homeserver = Homeserver("http://127.0.0.1:9", None, SystemClock())
    with pytest.raises(Retryable):
        await homeserver.get("/x")
    await homeserver.close()


async def test_an_error_never_shows_the_token_or_what_was_sent() -> None:
    body = b'{"errcode": "M_FORBIDDEN", "error": "besoin"}'
    async with served(answering(403, body)) as homeserver:
        with pytest.raises(HomeserverRefused) as raised:
            await homeserver.put("/x", {"body": "besoin"})
    assert "syt_token" not in str(raised.value)
    assert "besoin" not in str(raised.value)
