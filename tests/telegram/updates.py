"""What waits to be fetched: kept until it is confirmed or a day old (`TQueue`, `add_update_impl`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.telegram.hours import Hours
from tests.telegram.world import Json

DAY = 86_400.0
CALLBACK_LIFETIME = 150.0
"""In seconds: how long a pressed button waits to be fetched."""
OPTIONAL = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""What only comes if it is asked for by name (DEFAULT_ALLOWED_UPDATE_TYPES)."""
TYPES = OPTIONAL | {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
}
_FUTURE = 10
"""An offset further ahead than this is taken for a mistake and confirms nothing."""


@dataclass(frozen=True, slots=True)
class Update:
    """One update. What is behind another of the same `queue` is not sent to a webhook before it."""

    id: int
    content: Json
    expires: float
    queue: str

    def shown(self) -> Json:
        """Give it as the API shows it."""
        return {"update_id": self.id, **self.content}


class Updates:
    """The bot's queue. What is not allowed when it happens is lost, whatever is allowed later."""

    def __init__(self, hours: Hours, first_id: int = 400_000_000) -> None:
        self.allowed: frozenset[str] = TYPES - OPTIONAL
        self.all: list[Update] = []
        """Every update that there ever was."""
        self.news: Callable[[], None] = lambda: None
        """Called when there is a new one."""
        self.settled: Callable[[], None] = lambda: None
        """Called when some may have been confirmed."""
        self._waiting: list[Update] = []
        self._hours = hours
        self._tail = first_id

    def push(self, kind: str, content: Json, queue: str, lifetime: float = DAY) -> Update | None:
        """Add one; None if the bot does not want this kind."""
        if kind not in self.allowed:
            return None
        update = Update(self._tail, {kind: content}, self._hours.now() + lifetime, queue)
        self._tail += 1
        self._waiting.append(update)
        self.all.append(update)
        self.news()
        return update

    def allow(self, written: str) -> None:
        """Take `allowed_updates`: remembered until it is given again (`get_allowed_update_types`)."""
        if not written:
            return
        try:
            names = json.loads(written)
        except ValueError:
            return
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            self.allowed = frozenset(name.lower() for name in names) & TYPES or TYPES - OPTIONAL

    @property
    def pending(self) -> list[Update]:
        """What is not confirmed yet."""
        now = self._hours.now()
        self._waiting = [update for update in self._waiting if update.expires > now]
        return list(self._waiting)

    def fetch(self, offset: int, limit: int) -> list[Update]:
        """Confirm what is before an offset and give what is from there on, `limit` at most.

        A negative offset keeps the last so many and forgets the rest (`do_get_updates`).
        """
        pending = self.pending
        if offset < 0:
            self._waiting = pending = pending[offset:]
        elif 0 < offset <= self._tail + _FUTURE:
            self._waiting = pending = [update for update in pending if update.id >= offset]
        self.settled()
        return pending[:limit]

    def forget(self, update: Update) -> None:
        """Take off what a webhook has taken."""
        if update in self._waiting:
            self._waiting.remove(update)
            self.settled()

    def clear(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
