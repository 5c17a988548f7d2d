"""Who wrote a message: a neighbour, or somebody who only looks like one."""

from __future__ import annotations

from telegram import Message, MessageOriginUser, User
from telegram.constants import ChatID, ChatType

from adapters.telegram.scene import Scene

_NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
"""Accounts that Telegram puts in the place of anonymous administrators, channels and itself."""


def neighbour_who_wrote(message: Message, scene: Scene) -> User | None:
    """Give who wrote a message; None where it is no person, or not their own words.

    Behind an anonymous administrator or a channel (`sender_chat`) may be anybody: what they
    write can be on nobody's account.
    """
    if message.sender_chat is not None or message.via_bot is not None or message.is_automatic_forward:
        return None
    writer = person(message.from_user, scene)
    origin = message.forward_origin
    if writer is None or origin is None or message.chat.type == ChatType.PRIVATE:
        return writer
    own = isinstance(origin, MessageOriginUser) and origin.sender_user.id == writer.id
    return writer if own else None


def person(user: User | None, scene: Scene) -> User | None:
    """Give an account if it is a person's."""
    if user is None or user.is_bot or user.id in _NOBODY or scene.is_ghost(user.id, user.username):
        return None
    return user
