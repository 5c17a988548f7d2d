"""What the bot remembers of the last messages, in memory only.

Enough to tell whether an edit changed anything, and in which topic a reaction was put: Telegram
announces edits that change nothing a bot can see, such as other people's reactions, and does not say
where reactions are (Bot API, `Update.edited_message`, `MessageReactionUpdated`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class _Trace:
    digest: bytes
    thread: str | None


class Recent:
    """The last few thousand messages, without their words."""

    def __init__(self) -> None:
        self._traces: dict[tuple[str, int], _Trace] = {}

    def note(self, chat: str, message: int, text: str, thread: str | None) -> bool:
        """Remember a message as it is now; tell whether it is another than it was."""
        trace = _Trace(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), thread)
        before = self._traces.pop((chat, message), None)
        self._traces[chat, message] = trace
        if len(self._traces) > _KEPT:
            del self._traces[next(iter(self._traces))]
        return before is None or before.digest != trace.digest

    def thread_of(self, chat: str, message: int) -> str | None:
        """Give the topic that a message is in, as far as is known."""
        trace = self._traces.get((chat, message))
        return trace.thread if trace else None
