"""What the bot can read in a room, as Telegram's privacy mode has it.

In privacy mode a bot sees commands, replies to it and mentions of it; an administrator sees
everything (Bot features, "Privacy mode"). A change of the mode holds once the bot is added anew.
"""

from __future__ import annotations

import structlog
from telegram import Bot, ChatMember, ChatMemberUpdated, User
from telegram.constants import ChatType
from telegram.error import TelegramError

from adapters.telegram.faults import fault_of
from adapters.telegram.members import is_inside
from adapters.telegram.options import NETWORK
from adapters.telegram.scene import Scene
from adapters.telegram.served import ServedRooms
from adapters.telegram.translation import room_moved
from bot.errors import Moved, Retryable
from bot.events import Event, RoomSeen

_SEES_ALL = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_log = structlog.get_logger(__name__)


class Sight:
    """Looks at the groups' rooms."""

    def __init__(self, bot: Bot, served: ServedRooms) -> None:
        self._bot = bot
        self._served = served
        self.me = User(id=0, first_name="", is_bot=True)
        """The bot itself, once Telegram has said so."""

    def reads_everything(self, as_member: ChatMember) -> bool:
        """Tell whether the bot is shown all messages of a chat in which it is such a member."""
        return bool(self.me.can_read_all_group_messages) or as_member.status in _SEES_ALL

    async def look_around(self, scene: Scene) -> list[Event]:
        """See every room of the groups; say where they moved to."""
        events: list[Event] = []
        for chat in self._served.chats:
            events += await self._look(chat, scene, f"{NETWORK}/seen/{scene.now:%Y%m%dT%H%M%S%f}")
        return events

    async def changed(self, change: ChatMemberUpdated, update: int, scene: Scene) -> list[Event]:
        """The bot was added, removed, promoted or demoted: see how it is now, which may be later."""
        if change.chat.type == ChatType.PRIVATE:
            return []
        chat = str(change.chat.id)
        if chat not in self._served.chats:
            _log.warning("in a chat that is no group's room in the settings", chat=chat)
            return []
        return await self._look(chat, scene, f"{NETWORK}/{update}")

    async def _look(self, chat: str, scene: Scene, id: str) -> list[Event]:
        try:
            member = await self._bot.get_chat_member(int(chat), self.me.id)
        except TelegramError as error:
            fault = fault_of(error)
            if isinstance(fault, Moved):
                self._served.move(chat, fault.chat)
                return [room_moved(chat, fault.chat, scene), *await self._look(fault.chat, scene, id)]
            if isinstance(fault, Retryable):
                raise fault from None
            _log.error("not in a group's room: add the bot there", chat=chat, cause=str(fault))
            return []
        if not is_inside(member):
            _log.error("not in a group's room: add the bot there", chat=chat, status=member.status)
            return []
        return [
            RoomSeen(
                id=f"{id}/{room}",
                at=scene.now,
                room=room,
                reads_everything=self.reads_everything(member),
                called=f"@{scene.username}",
            )
            for room in self._served.rooms_in(chat)
        ]
