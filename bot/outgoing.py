"""An effect that was decided, until it is done."""

from __future__ import annotations

from datetime import datetime

from bot.domain.record import Record
from bot.effects import Effect


class Outgoing(Record):
    """An effect on its way out; its id is the deterministic key that makes repeating it harmless."""

    effect: Effect
    not_before: datetime | None = None
    """An instant: in quiet hours what is not urgent waits for the morning."""
    update_only: bool = False
    """Only changes what was shown before; shows nothing new."""
    unopened_since: datetime | None = None
    """The instant from which it waited for somebody to open a private chat with the bot."""
