"""What falls due."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.domain.record import Record


class TimerKind(StrEnum):
    """What happens when it is due; `subject` is the id of what it is about."""

    NUDGE = "nudge"
    """Say once more in the group that a listing still waits. Subject: a listing."""
    ASK_IF_STILL_NEEDED = "ask_if_still_needed"
    ASK_IF_DONE = "ask_if_done"
    REMIND_RETURN = "remind_return"
    EXPIRE = "expire"
    FORGET_QUESTION = "forget_question"
    """Subject: a question."""
    FORGET_CODE = "forget_code"
    """Subject: a code."""


class Timer(Record):
    """One thing to do at an instant. One of a kind for a subject: setting it again moves it."""

    kind: TimerKind
    subject: str
    due: datetime
    urgent: bool = False
    """Fires in quiet hours too."""


def timer_id(kind: TimerKind, subject: str) -> str:
    """Give the id of the one timer of this kind for this subject."""
    return f"{kind}:{subject}"
