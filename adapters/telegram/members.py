"""Who is in which of the groups' chats: whom the bot listens to in private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.error import TelegramError

from adapters.telegram.faults import fault_of
from adapters.telegram.served import ServedRooms
from bot.clock import Clock
from bot.domain.places import Room
from bot.errors import Retryable

_HOLDS_FOR = {True: timedelta(hours=6), False: timedelta(minutes=5)}
_KEPT = 2_000
_MODERATE = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_IN = _MODERATE | {ChatMember.MEMBER}


@dataclass(frozen=True, slots=True)
class _Known:
    inside: bool
    until: datetime


class Members:
    """Asks Telegram who is in a chat, and remembers for a while."""

    def __init__(self, bot: Bot, served: ServedRooms, clock: Clock) -> None:
        self._bot = bot
        self._served = served
        self._clock = clock
        self._known: dict[tuple[str, int], _Known] = {}

    async def shared_rooms(self, user: int) -> tuple[Room, ...]:
        """Give the groups' rooms that somebody is in.

        Raises
        ------
        Retryable
            Telegram cannot be asked now.

        """
        rooms: list[Room] = []
        for chat in self._served.chats:
            if await self.is_in(chat, user):
                rooms += self._served.rooms_in(chat)
        return tuple(rooms)

    async def is_in(self, chat: str, user: int) -> bool | None:
        """Tell whether somebody is in a chat; None where the bot may not know.

        Telegram only promises to tell administrators (Bot API, `getChatMember`).
        """
        known = self._known.get((chat, user))
        if known is not None and known.until > self._clock.now():
            return known.inside
        try:
            member = await self._bot.get_chat_member(int(chat), user)
        except TelegramError as error:
            fault = fault_of(error)
            if isinstance(fault, Retryable):
                raise fault from None
            return None
        inside = is_inside(member)
        self.note(chat, user, inside=inside)
        return inside

    async def moderates(self, chat: str, user: int) -> bool:
        """Tell whether somebody is an administrator of a chat at this moment.

        Raises
        ------
        Retryable
            Telegram cannot be asked now.

        """
        try:
            member = await self._bot.get_chat_member(int(chat), user)
        except TelegramError as error:
            fault = fault_of(error)
            if isinstance(fault, Retryable):
                raise fault from None
            return False
        return member.status in _MODERATE

    def note(self, chat: str, user: int, *, inside: bool) -> None:
        """Remember what was heard."""
        if chat not in self._served.chats:
            return
        self._known.pop((chat, user), None)
        self._known[chat, user] = _Known(inside, self._clock.now() + _HOLDS_FOR[inside])
        if len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]


def is_inside(member: ChatMember) -> bool:
    """Tell whether a member is one at the moment."""
    return member.status in _IN or (isinstance(member, ChatMemberRestricted) and member.is_member)
