"""The methods that there are, each with the arguments that it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.telegram.arguments import Arguments
from tests.telegram.network import Network
from tests.telegram.refusals import Refusal, bad_request, forbidden, upgraded
from tests.telegram.world import INSIDE, Chat, Kind, Message, Status

Answer: TypeAlias = Callable[[Network, Arguments], object]


@dataclass(frozen=True, slots=True)
class Method:
    """One of them."""

    answer: Answer
    arguments: frozenset[str]


METHODS: dict[str, Method] = {}
"""By name, in small letters: to the real server names are the same however they are written."""


def method(*names: str, arguments: str = "") -> Callable[[Answer], Answer]:
    """Mark what answers a method."""

    def mark(answer: Answer) -> Answer:
        for name in names:
            METHODS[name.lower()] = Method(answer, frozenset(arguments.split()))
        return answer

    return mark


# --- what most of them need ---


def reach(network: Network, arguments: Arguments, *, write: bool = False, edit: bool = False) -> Chat:
    """Find the chat that a call is about (`check_chat`, `check_chat_access`).

    Raises
    ------
    Refusal
        There is none, or the bot may not do this there.

    """
    given = arguments.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    chat = _find(network, given)
    edit = edit or write
    if chat.kind is Kind.PRIVATE:
        if chat.user is not None and chat.user.deactivated and edit:
            raise forbidden("user is deactivated")
    elif chat.upgraded_to is not None:
        if write:
            raise upgraded(chat.upgraded_to.id)
    else:
        _check_membership(network, chat, edit=edit)
    return chat


def _find(network: Network, given: str) -> Chat:
    if given.startswith("@"):
        named = [c for c in network.chats.values() if c.username and c.username == given[1:]]
        if not named or named[0].kind not in {Kind.SUPERGROUP, Kind.CHANNEL}:
            raise bad_request("chat not found")
        return named[0]
    id = Arguments({"id": given}).number("id")
    if id in network.chats:
        return network.chats[id]
    user = network.users.get(id)
    if user is None or not _has_met(network, id):
        raise bad_request("chat not found")
    if user.is_bot:
        raise forbidden("bot can't send messages to bots")
    return Chat(id, Kind.PRIVATE, user=user, started=False)


def _has_met(network: Network, user: int) -> bool:
    bot = network.bot.user.id
    return any(user in chat.members and bot in chat.members for chat in network.chats.values())


def _check_membership(network: Network, chat: Chat, *, edit: bool) -> None:
    here = chat.member(network.bot.user)
    status = Status.LEFT if here is None else here.status
    if chat.kind is not Kind.GROUP:
        if status is Status.KICKED:
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if status not in INSIDE:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
    elif edit and status is Status.KICKED:
        raise forbidden("bot was kicked from the group chat")
    elif edit and status not in INSIDE:
        raise forbidden("bot is not a member of the group chat")


def message_in(chat: Chat, arguments: Arguments, what: str, name: str = "message_id") -> Message:
    """Find the message that a call is about (`check_message`); `what` names it to who asks."""
    message = chat.messages.get(arguments.number(name))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def not_found(what: str) -> Refusal:
    """Refuse with 404."""
    return Refusal(404, what)
