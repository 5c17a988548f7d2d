"""What an effect comes to by the time its turn is there, and what is remembered of what it showed."""

from __future__ import annotations

import hashlib
import json

from bot.adapter import Capabilities, Pace
from bot.domain.places import Account, MessageRef
from bot.domain.post import Post, post_id
from bot.effects import Delete, Edit, Effect, Message, React
from bot.waiting import Row


def pace_of(row: Row, capabilities: Capabilities) -> Pace:
    """Give the pace at which a row's place may be spoken to."""
    private = isinstance(row.outgoing.effect.to, Account)
    return capabilities.private_pace or capabilities.pace if private else capabilities.pace


def resolve(row: Row, capabilities: Capabilities) -> Effect | None:
    """Give what is really to be done: an edit where the subject is shown already, or nothing."""
    effect = row.outgoing.effect
    match effect:
        case React():
            return effect if capabilities.react else None
        case Delete():
            return effect if capabilities.delete else None
        case Edit():
            return effect
    post = None if row.subject is None else row.desk.books.posts.get(post_id(*row.subject))
    if post is not None and post.digest == _digest(effect.message):
        return None
    if post is not None and capabilities.edit:
        return Edit(to=effect.to, target=post.message, message=effect.message)
    return None if row.outgoing.update_only else effect


def post_of(subject: tuple[str, str], message: MessageRef, shown: Message) -> Post:
    """Give the record of a message that shows a subject."""
    return Post(
        id=post_id(*subject),
        subject=subject[0],
        message=message,
        digest=_digest(shown),
        choices=tuple(button.action for button in shown.buttons),
    )


def _digest(message: Message) -> str:
    written = json.dumps(message.model_dump())  # in ASCII: a text may hold half a surrogate pair
    return hashlib.blake2b(written.encode(), digest_size=8).hexdigest()
