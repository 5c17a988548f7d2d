"""Requests to the homeserver: one at a time, answered or classified, never repeated behind one's back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from adapters.matrix.faults import fault_of
from adapters.matrix.wire import Json, as_object
from bot.clock import Clock
from bot.errors import Retryable

CLIENT = "/_matrix/client/v3"
_CONNECT_SECONDS = 15.0


def path_of(*parts: str) -> str:
    """Put a path of the Client-Server API together, each part quoted: `path_of("rooms", room, "send")`."""
    return "/".join((CLIENT, *(quote(part, safe="") for part in parts)))


class Homeserver:
    """One homeserver, as one account sees it."""

    def __init__(self, address: str, token: str | None, clock: Clock) -> None:
        self._address = address.rstrip("/")
        self._token = token
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def get(self, path: str, query: Mapping[str, str] | None = None, *, seconds: float = 30.0) -> Json:
        """Ask for something; see `call`."""
        return await self.call("GET", path, query=query, seconds=seconds)

    async def put(self, path: str, body: Json, *, seconds: float = 30.0) -> Json:
        """Put something; see `call`."""
        return await self.call("PUT", path, body, seconds=seconds)

    async def post(self, path: str, body: Json, *, seconds: float = 30.0) -> Json:
        """Post something; see `call`."""
        return await self.call("POST", path, body, seconds=seconds)

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        seconds: float = 30.0,
    ) -> Json:
        """Make one request and give what it is answered, within so many seconds.

        Raises
        ------
        DeliveryError
            The answer was no (`adapters.matrix.faults`), or there was none that can be read: Retryable.

        """
        session = self._open()
        url = URL(self._address + path + (f"?{urlencode(query)}" if query else ""), encoded=True)
        data = None if body is None else json.dumps(body).encode("utf-8", "surrogatepass")
        try:
            # The outer limit is for a connection that is dead without saying so.
            async with (
                asyncio.timeout(seconds + _CONNECT_SECONDS),
                session.request(method, url, data=data, headers=self._headers(data)) as response,
            ):
                read = await response.read()
                status, headers = response.status, response.headers
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Retryable(f"the homeserver does not answer ({type(error).__name__})") from None
        try:
            answer = json.loads(read)
        except ValueError:
            answer = None
        fault = fault_of(status, headers, as_object(answer), self._clock.now())
        if fault is not None:
            raise fault
        if not isinstance(answer, dict):
            raise Retryable("the homeserver's answer is cut short")
        return answer

    async def close(self) -> None:
        """End the connections; nothing is asked after that."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _headers(self, data: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise Retryable("the connection to the homeserver was closed")
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session
