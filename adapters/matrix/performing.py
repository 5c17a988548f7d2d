"""What the bot does on Matrix: effects become events."""

from __future__ import annotations

import asyncio

import structlog

from adapters.matrix.buttons import KEYS
from adapters.matrix.content import Placing, contents_of, edit_of, reaction_of
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.known import Known
from adapters.matrix.lookup import Lookup
from adapters.matrix.private_rooms import PrivateRooms
from adapters.matrix.room_event import MESSAGE, REACTION
from adapters.matrix.rooms import Rooms
from adapters.matrix.speaking import Speaking
from adapters.matrix.transactions import transaction_id
from adapters.matrix.translation import message_ref
from bot.domain.places import Account
from bot.effects import Delete, Edit, Effect, React, Receipt, Send
from bot.errors import DeliveryError

_OFFERED = 4
"""Reactions at most that the bot puts under a message of its own: each counts against its pace."""
_A_MOMENT = 0.2
"""In seconds: the message itself is on the screens first."""
_log = structlog.get_logger(__name__)


class Performing:
    """Performs effects."""

    def __init__(
        self,
        speaking: Speaking,
        rooms: Rooms,
        private_rooms: PrivateRooms,
        lookup: Lookup,
        *,
        offer_reactions: bool,
    ) -> None:
        self._speaking = speaking
        self._rooms = rooms
        self._private_rooms = private_rooms
        self._lookup = lookup
        self._offer_reactions = offer_reactions
        self._offering: set[asyncio.Task[None]] = set()

    async def perform(self, effect: Effect, key: str) -> Receipt:
        """Do one thing; see `bot.adapter.Adapter`."""
        match effect:
            case Send():
                return await self._send(effect, key)
            case Edit():
                await self._edit(effect, key)
                return Receipt(message=effect.target)
            case Delete():
                room = effect.target.room.chat
                await self._speaking.redact(room, effect.target.id, transaction_id(key))
                self._lookup.recent.forget(room, effect.target.id)
            case React():
                room = effect.target.room.chat
                await self._react(room, effect.target.id, effect.emoji, transaction_id(key))
        return Receipt()

    async def close(self) -> None:
        """Stop what is done on the side."""
        for task in self._offering:
            task.cancel()
        await asyncio.gather(*self._offering, return_exceptions=True)

    async def _send(self, send: Send, key: str) -> Receipt:
        private = isinstance(send.to, Account)
        room = await self._room(send)
        contents = contents_of(
            send.message,
            await self._placing(send, room),
            aloud=private,
            members=() if private else self._rooms.people(room),
        )
        id = ""
        for number, content in enumerate(contents):
            transaction = transaction_id(key, str(number) if number else "")
            id = await self._speaking.put(room, MESSAGE, content, transaction)
        choices = tuple(button.action for button in send.message.buttons)
        self._lookup.recent.put(room, id, Known(self._rooms.me, send.message.text, choices=choices))
        if choices and self._offer_reactions:
            task = asyncio.create_task(self._offer(room, id, len(choices), key))
            self._offering.add(task)
            task.add_done_callback(self._offering.discard)
        return Receipt(message=message_ref(room, id))

    async def _room(self, send: Send) -> str:
        if isinstance(send.to, Account):
            return await self._private_rooms.room_with(send.to.id)
        return send.to.chat

    async def _placing(self, send: Send, room: str) -> Placing:
        """Answer where the question was put: in the thread that it is in."""
        thread = "" if isinstance(send.to, Account) else send.to.thread or ""
        if send.reply_to is None or send.reply_to.room.chat != room:
            return Placing(thread)
        if not thread:
            answered = await self._lookup.find(room, send.reply_to.id)
            thread = answered.thread if answered is not None else ""
        return Placing(thread, send.reply_to.id)

    async def _edit(self, edit: Edit, key: str) -> None:
        room = edit.target.room.chat
        content = edit_of(edit.message, edit.target.id, aloud=isinstance(edit.to, Account))
        await self._speaking.put(room, MESSAGE, content, transaction_id(key))
        choices = tuple(button.action for button in edit.message.buttons)
        shown = Known(self._rooms.me, edit.message.text, choices=choices)
        self._lookup.recent.put(room, edit.target.id, shown)

    async def _react(self, room: str, target: str, emoji: str, transaction: str) -> None:
        try:
            await self._speaking.put(room, REACTION, reaction_of(target, emoji), transaction)
        except HomeserverRefused as error:
            if error.code != "M_DUPLICATE_ANNOTATION":  # it is there already
                raise

    async def _offer(self, room: str, message: str, count: int, key: str) -> None:
        """Put the first buttons under a message. Numbers do as well, so nothing waits for this."""
        await asyncio.sleep(_A_MOMENT)
        try:
            for emoji in KEYS[: min(count, _OFFERED)]:
                part = f"key{KEYS.index(emoji) + 1}"
                await self._react(room, message, emoji, transaction_id(key, part))
        except DeliveryError as error:
            _log.info("buttons not offered as reactions", kind=type(error).__name__)
