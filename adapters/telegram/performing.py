"""What the bot does on Telegram: effects become calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ParamSpec, TypeVar

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ReactionEmoji
from telegram.error import TelegramError

from adapters.telegram.buttons import keyboard_of
from adapters.telegram.content import text_of_edit, texts_of
from adapters.telegram.faults import AlreadyDone, NotThere, fault_of
from adapters.telegram.listening import Listening
from adapters.telegram.opening import OpeningLinks
from adapters.telegram.pacing import Pacing
from adapters.telegram.translation import message_ref
from adapters.telegram.under_way import UnderWay
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Delete, Edit, Effect, Message, React, Receipt, Send, Target
from bot.errors import RateLimited, Refused

P = ParamSpec("P")
T = TypeVar("T")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GENERAL = "1"
"""The general topic: what is sent there must name no topic (telegram-bot-api, issue 798)."""
_REACTIONS = frozenset(emoji.value for emoji in ReactionEmoji)
_HALF_SENT = 200
"""Texts remembered of which only a part could be sent."""


class Performing:
    """Performs effects."""

    def __init__(
        self, bot: Bot, pacing: Pacing, links: OpeningLinks, listening: Listening, under_way: UnderWay
    ) -> None:
        self._bot = bot
        self._pacing = pacing
        self._links = links
        self._listening = listening
        self._under_way = under_way
        self._parts: dict[str, list[int]] = {}
        """Key → the messages made so far of a text that was not sent to its end."""

    async def perform(self, effect: Effect, key: str) -> Receipt:
        """Do one thing; see `bot.adapter.Adapter`. Telegram knows no keys: a repeated send is another."""
        match effect:
            case Send():
                return Receipt(message=await self._send(effect, key))
            case Edit():
                await self._edit(effect)
                return Receipt(message=effect.target)
            case Delete():
                await self._delete(effect)
            case React():
                await self._react(effect)
        return Receipt()

    async def _send(self, send: Send, key: str) -> MessageRef:
        chat, thread = chat_of(send.to), self._topic(send)
        if isinstance(send.to, Room):
            self._listening.served.learn(send.to)
        texts = texts_of(send.message)
        keyboard = self._keyboard(send.message, send.to)
        # A card appears without a sound; who is named, or written to in private, hears it.
        silent = isinstance(send.to, Room) and not send.message.people
        sent = self._parts.pop(key, [])
        try:
            for text in texts[len(sent) :]:
                call = _calling(
                    self._bot.send_message,
                    chat,
                    text.text,
                    entities=text.entities,
                    reply_markup=keyboard if len(sent) == len(texts) - 1 else None,
                    reply_parameters=None if sent else _reply(send.reply_to, chat),
                    message_thread_id=None if thread is None else int(thread),
                    link_preview_options=_NO_PREVIEW,
                    disable_notification=silent,
                )
                sent.append((await self._call(send.to, call)).message_id)
        finally:
            if 0 < len(sent) < len(texts):
                self._keep_part(key, sent)
        self._listening.recent.note(str(chat), sent[-1], "", thread)
        return message_ref(chat, sent[-1])

    async def _edit(self, edit: Edit) -> None:
        text = text_of_edit(edit.message)
        call = _calling(
            self._bot.edit_message_text,
            text.text,
            chat_id=int(edit.target.room.chat),
            message_id=int(edit.target.id),
            entities=text.entities,
            reply_markup=self._keyboard(edit.message, edit.to),
            link_preview_options=_NO_PREVIEW,
        )
        try:
            await self._call(edit.to, call)
        except AlreadyDone:
            return

    async def _delete(self, delete: Delete) -> None:
        call = _calling(self._bot.delete_message, int(delete.target.room.chat), int(delete.target.id))
        try:
            await self._call(delete.to, call)
        except NotThere:
            return

    async def _react(self, react: React) -> None:
        emoji = react.emoji.replace("\N{VARIATION SELECTOR-16}", "")
        if emoji not in _REACTIONS:
            raise Refused("Telegram has no such reaction")
        chat, message = int(react.target.room.chat), int(react.target.id)
        await self._call(react.to, _calling(self._bot.set_message_reaction, chat, message, emoji))

    async def _call(self, to: Target, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call when its turn comes.

        Raises
        ------
        DeliveryError
            By its kind.

        """
        chat = str(chat_of(to))
        try:
            async with self._pacing.turn(chat):
                with self._under_way.call():
                    return await call()
        except TelegramError as error:
            fault = fault_of(error, to_person=isinstance(to, Account))
            if isinstance(fault, RateLimited):
                self._pacing.block(chat, fault.seconds)
            raise fault from None

    def _keyboard(self, message: Message, to: Target) -> InlineKeyboardMarkup | None:
        me = self._listening.sight.me.username
        link = self._links.link(to, me) if message.opens and me and isinstance(to, Room) else ""
        return keyboard_of(message, link)

    def _topic(self, send: Send) -> str | None:
        """Give the topic to write in: the room's, or the one of the message that is answered."""
        if isinstance(send.to, Account):
            return None
        topic = send.to.thread
        if topic is None and send.reply_to is not None and send.reply_to.id.isdecimal():
            topic = self._listening.recent.thread_of(send.to.chat, int(send.reply_to.id))
        return None if topic == _GENERAL else topic

    def _keep_part(self, key: str, sent: list[int]) -> None:
        self._parts[key] = sent
        if len(self._parts) > _HALF_SENT:
            del self._parts[next(iter(self._parts))]


def chat_of(to: Target) -> int:
    """Give the id of a chat. A person's private chat has the person's.

    Raises
    ------
    Refused
        This is no id of Telegram's.

    """
    id = to.id if isinstance(to, Account) else to.chat
    try:
        return int(id)
    except ValueError:
        raise Refused("this is no chat of Telegram's") from None


def _calling(
    method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
) -> Callable[[], Awaitable[T]]:
    """Give a call that is made later: what is never awaited must not be begun."""
    return partial(method, *args, **kwargs)


def _reply(to: MessageRef | None, chat: int) -> ReplyParameters | None:
    """Answer a message of the same chat; where it is gone, the answer stands by itself."""
    if to is None or to.room.chat != str(chat) or not to.id.isdecimal():
        return None
    return ReplyParameters(int(to.id), allow_sending_without_reply=True)
