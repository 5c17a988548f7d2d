"""Calls to the bot's own address, in order for each chat, repeated until it says 2xx (WebhookActor.cpp)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tests.telegram.arguments import Arguments
from tests.telegram.hours import Hours
from tests.telegram.polling import Polling
from tests.telegram.refusals import bad_request
from tests.telegram.updates import Update, Updates
from tests.telegram.world import Json

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_SECRET = 256
_LONGEST_PAUSE = 60.0


@dataclass
class Registered:
    """Where to call, and how that went."""

    url: str
    secret: str
    max_connections: int
    last_error: str = ""
    last_error_at: int = 0


class Webhooks:
    """Sends updates to an address.

    Plain http is taken on this machine only, as the real server does in local mode.
    """

    def __init__(self, updates: Updates, polling: Polling, hours: Hours) -> None:
        self.registered: Registered | None = None
        self._updates = updates
        self._polling = polling
        self._hours = hours
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._sent: set[int] = set()

    async def set(self, arguments: Arguments) -> bool:
        """Answer `setWebhook`; an empty address takes it away."""
        url = arguments.text("url")
        if not url:
            return await self.delete(arguments)
        secret = arguments.text("secret_token")
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in {"http", "https"}:
            raise bad_request("invalid webhook URL specified")
        if len(secret) > LONGEST_SECRET:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        await self.close()
        if arguments.flag("drop_pending_updates"):
            self._updates.clear()
        self._updates.allow(arguments.text("allowed_updates"))
        self._polling.webhook_is_set = True
        self._polling.end()
        self.registered = Registered(url, secret, arguments.number("max_connections", 40, 1, 100))
        self._updates.news = self._send
        self._send()
        return True

    async def delete(self, arguments: Arguments) -> bool:
        """Answer `deleteWebhook`."""
        await self.close()
        if arguments.flag("drop_pending_updates"):
            self._updates.clear()
        self.registered = None
        self._polling.webhook_is_set = False
        self._updates.news = self._polling.wake
        return True

    def info(self) -> Json:
        """Answer `getWebhookInfo`."""
        pending = len(self._updates.pending)
        if self.registered is None:
            return {"url": "", "has_custom_certificate": False, "pending_update_count": pending}
        told: dict[str, object] = {
            "url": self.registered.url,
            "has_custom_certificate": False,
            "pending_update_count": pending,
            "max_connections": self.registered.max_connections,
            "ip_address": "127.0.0.1",
            "allowed_updates": sorted(self._updates.allowed),
        }
        if self.registered.last_error:
            told["last_error_date"] = self.registered.last_error_at
            told["last_error_message"] = self.registered.last_error
        return told

    async def close(self) -> None:
        """Call no more."""
        for worker in self._workers.values():
            worker.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)
        self._workers.clear()
        self._sent.clear()

    def _send(self) -> None:
        for queue in {update.queue for update in self._updates.pending}:
            if queue not in self._workers or self._workers[queue].done():
                self._workers[queue] = asyncio.create_task(self._work(queue))

    async def _work(self, queue: str) -> None:
        async with aiohttp.ClientSession() as session:
            while waiting := [update for update in self._updates.pending if update.queue == queue]:
                await self._deliver(waiting[0], session)

    async def _deliver(self, update: Update, session: aiohttp.ClientSession) -> None:
        """Call until it works: the first repetition comes at once, then after 2, 4, 8… seconds."""
        pause, failures = 1.0, 0
        while update in self._updates.pending:
            wait = await self._call(update, session)
            if wait is None:
                self._updates.forget(update)
                return
            if not wait and failures:
                wait = pause = min(pause * 2, _LONGEST_PAUSE)
            failures += 1
            await asyncio.sleep(self._hours.real(wait))

    async def _call(self, update: Update, session: aiohttp.ClientSession) -> float | None:
        """Give None if it was taken, else how long its answer asks to wait."""
        assert self.registered is not None
        headers = {SECRET_HEADER: self.registered.secret} if self.registered.secret else {}
        try:
            async with session.post(self.registered.url, json=update.shown(), headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return None
                self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                wait = answer.headers.get("Retry-After", "")
                return float(wait) if wait.isdecimal() else 0.0
        except aiohttp.ClientError:
            self._note("Webhook connection closed")
            return 0.0

    def _note(self, error: str) -> None:
        assert self.registered is not None
        self.registered.last_error, self.registered.last_error_at = error, int(self._hours.now())
        self._updates.settled()
