"""Which message shows what: what the outbox remembers of what it sent."""

from __future__ import annotations

from bot.domain.places import MessageRef
from bot.domain.record import Record


class Post(Record):
    """The message that shows a subject (a listing's card, a question) in one place."""

    subject: str
    message: MessageRef
    digest: str
    """Of the text and buttons it shows now: the same is not sent again."""
    choices: tuple[str, ...] = ()
    """The actions of its buttons, in order: a reaction or a number means one of them."""


def post_id(subject: str, place: str) -> str:
    """Give the id of the one post of a subject in a place."""
    return f"{subject}@{place}"


def listing_subject(listing: str) -> str:
    """Name a listing's card."""
    return f"listing/{listing}"


def talk_subject(listing: str, number: int) -> str:
    """Name one message of a talk that goes through the bot."""
    return f"talk/{listing}/{number}"


def question_subject(question: str) -> str:
    """Name a question's message."""
    return f"question/{question}"
