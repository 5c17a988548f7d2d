"""From the updates that come to the events that the bot takes in."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from telegram import Bot, Update
from telegram.constants import ChatType, UpdateType
from telegram.error import TelegramError

from adapters.telegram.members import Members, is_inside
from adapters.telegram.opening import OpeningLinks, start_payload
from adapters.telegram.options import TelegramOptions
from adapters.telegram.recent import Recent
from adapters.telegram.scene import Scene
from adapters.telegram.served import ServedRooms
from adapters.telegram.sight import Sight
from adapters.telegram.translation import text_of, topic_of, translate
from bot.clock import Clock
from bot.domain.places import Room
from bot.errors import DeliveryError
from bot.events import Event, RoomMoved

WANTED = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MESSAGE_REACTION,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.CHAT_MEMBER,
)
"""Reactions and members only come to bots that ask for them, and that are administrators."""
_COMMANDS = ("/", "!", "@")
"""What may be a command; `@palierbot liste` is one."""
_PATIENCE = 5.0
_log = structlog.get_logger(__name__)


class Listening:
    """Understands updates."""

    def __init__(
        self, bot: Bot, options: TelegramOptions, served: ServedRooms, links: OpeningLinks, clock: Clock
    ) -> None:
        self.sight = Sight(bot, served)
        self.recent = Recent()
        self._bot = bot
        self._options = options
        self.served = served
        self._links = links
        self._clock = clock
        self._members = Members(bot, served, clock)
        self._answering: set[asyncio.Task[None]] = set()

    async def events(self, raw: Sequence[Mapping[str, object]]) -> list[Event]:
        """Give what updates are to the bot, in order. One that cannot be read is left out.

        Raises
        ------
        Retryable
            Telegram must be asked who somebody is, and cannot be.

        """
        updates = [update for one in raw if (update := _read(one)) is not None]
        self._answer_presses(updates)
        events: list[Event] = []
        for update in updates:
            try:
                events += await self._events(update)
            except DeliveryError:
                raise
            except Exception as error:  # noqa: BLE001 - as in _read
                _log.warning("update not understood", kind=type(error).__name__)
        return events

    def scene(
        self,
        shared_rooms: tuple[Room, ...] = (),
        came_from: Room | None = None,
        *,
        moderator: bool = False,
    ) -> Scene:
        """Give what is to be known now."""
        return Scene(
            me=self.sight.me.id,
            username=self.sight.me.username or "",
            now=self._clock.now(),
            is_ghost=self._options.is_ghost,
            topic_of=self._topic_of,
            moderator=moderator,
            shared_rooms=shared_rooms,
            came_from=came_from,
        )

    async def close(self) -> None:
        """Let what is done on the side come to an end, or stop it after a few seconds."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=_PATIENCE)
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _events(self, update: Update) -> list[Event]:
        if update.my_chat_member is not None:
            return await self.sight.changed(update.my_chat_member, update.update_id, self.scene())
        if update.chat_member is not None:
            changed = update.chat_member.new_chat_member
            chat = str(update.chat_member.chat.id)
            self._members.note(chat, changed.user.id, inside=is_inside(changed))
            return []
        scene = await self._scene_of(update)
        if not self._is_news(update):
            return []
        events = translate(update, scene)
        for event in events:
            if isinstance(event, RoomMoved):
                self.served.move(event.before.chat, event.after.chat)
        return events

    async def _scene_of(self, update: Update) -> Scene:
        chat, user = update.effective_chat, update.effective_user
        if chat is None or user is None or user.is_bot:
            return self.scene()
        if chat.type != ChatType.PRIVATE:
            if update.message is not None and update.message.sender_chat is None:
                self._members.note(str(chat.id), user.id, inside=update.message.left_chat_member is None)
            return self.scene(moderator=await self._is_moderators_command(update, user.id))
        shared = await self._members.shared_rooms(user.id)
        return self.scene(shared, await self._came_from(update, user.id))

    async def _came_from(self, update: Update, user: int) -> Room | None:
        """Give the room whose link somebody followed; a link that was passed on lets nobody in."""
        room = self._links.room(start_payload(update.message))
        if room is None:
            return None
        return None if await self._members.is_in(room.chat, user) is False else room

    async def _is_moderators_command(self, update: Update, user: int) -> bool:
        message = update.message
        if message is None or not text_of(message).startswith(_COMMANDS):
            return False
        return await self._members.moderates(str(message.chat.id), user)

    def _is_news(self, update: Update) -> bool:
        message = update.message or update.edited_message
        if message is None:
            return True
        changed = self.recent.note(
            str(message.chat.id), message.message_id, text_of(message), topic_of(message)
        )
        return changed or update.edited_message is None

    def _topic_of(self, chat: str, message: int) -> str | None:
        """Give a message's topic; where it is not known, the only one of a chat that is a group's room."""
        known = self.recent.thread_of(chat, message)
        rooms = self.served.rooms_in(chat)
        return rooms[0].thread if known is None and len(rooms) == 1 else known

    # --- on the side ---

    def _answer_presses(self, updates: Sequence[Update]) -> None:
        """Have buttons stop waiting at once, whatever comes of the press."""
        for update in updates:
            if update.callback_query is not None:
                task = asyncio.create_task(self._answer(update.callback_query.id))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def _answer(self, query: str) -> None:
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as error:
            _log.info("press not answered", kind=type(error).__name__)


def _read(raw: Mapping[str, object]) -> Update | None:
    try:
        return Update.de_json(dict(raw), None)
    except Exception as error:  # noqa: BLE001 - one update that cannot be read must not stop all others
        _log.warning("update not read", kind=type(error).__name__)
        return None
