"""From Telegram's updates to the bot's events. Pure: what is not in an update is in the scene."""

from __future__ import annotations

import re

from telegram import (
    CallbackQuery,
    Chat,
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    Update,
    User,
)
from telegram.constants import ChatType

from adapters.telegram.buttons import action_for_number, action_in, choices_in
from adapters.telegram.options import NETWORK
from adapters.telegram.scene import Scene
from adapters.telegram.senders import neighbour_who_wrote, person
from bot.domain.places import Account, MessageRef, Room
from bot.events import ButtonPressed, Event, MessageEdited, MessageSent, Reacted, RoomMoved

_ONE_WORD = re.compile(r"[^\W\d_]+")


def translate(update: Update, scene: Scene) -> list[Event]:
    """Say what an update is to the bot; nothing where it is no neighbour's word or deed."""
    event: Event | None = None
    if update.message is not None:
        event = _move(update.message, scene) or _message(update.message, update, scene)
    elif update.edited_message is not None:
        event = _edit(update.edited_message, update, scene)
    elif update.callback_query is not None:
        event = _press(update.callback_query, update, scene)
    elif update.message_reaction is not None:
        return _reactions(update.message_reaction, update, scene)
    return [] if event is None else [event]


def message_ref(chat: int | str, id: int) -> MessageRef:
    """Name a message. Its id is unique in its chat, whatever topic it is in."""
    return MessageRef(room=Room(network=NETWORK, chat=str(chat)), id=str(id))


def topic_of(message: Message) -> str | None:
    """Give the forum topic that a message is in.

    Replies in the general topic have a `message_thread_id`, too, that is none
    (github.com/tdlib/telegram-bot-api, issue 447).
    """
    in_topic = message.is_topic_message and message.chat.type != ChatType.PRIVATE
    return str(message.message_thread_id) if in_topic and message.message_thread_id else None


def text_of(message: Message) -> str:
    """Give what somebody wrote: a text, or what is under a picture. A contact or a place is no text."""
    return _clean(message.text or message.caption or "")


def _message(message: Message, update: Update, scene: Scene) -> Event | None:
    writer = neighbour_who_wrote(message, scene)
    text = _unaddressed(message, scene)
    if writer is None or not text.strip():
        return None
    said = _said(update, message.chat, topic_of(message), writer, scene) | {"at": message.date}
    reply = _reply(message)
    about = None if reply is None else message_ref(message.chat.id, reply.message_id)
    if reply is not None and reply.from_user is not None and reply.from_user.id == scene.me:
        action = action_for_number(text, choices_in(reply.reply_markup))
        if action is not None:
            return ButtonPressed.model_validate({**said, "message": about, "action": action})
    return MessageSent.model_validate(
        {
            **said,
            "message": message_ref(message.chat.id, message.message_id),
            "text": text,
            "reply_to": about,
            "quoted": _quoted(message, reply),
        }
    )


def _edit(message: Message, update: Update, scene: Scene) -> Event | None:
    writer = neighbour_who_wrote(message, scene)
    text = _unaddressed(message, scene)
    if writer is None or message.edit_date is None or not text.strip():
        return None
    said = _said(update, message.chat, topic_of(message), writer, scene) | {"at": message.edit_date}
    ref = message_ref(message.chat.id, message.message_id)
    return MessageEdited.model_validate({**said, "message": ref, "text": text})


def _press(query: CallbackQuery, update: Update, scene: Scene) -> Event | None:
    presser, action, message = person(query.from_user, scene), action_in(query.data), query.message
    if presser is None or action is None or message is None:
        return None
    topic = topic_of(message) if isinstance(message, Message) else None
    topic = topic or scene.topic_of(str(message.chat.id), message.message_id)
    said = _said(update, message.chat, topic, presser, scene)
    ref = message_ref(message.chat.id, message.message_id)
    return ButtonPressed.model_validate({**said, "message": ref, "action": action})


def _reactions(changed: MessageReactionUpdated, update: Update, scene: Scene) -> list[Event]:
    reacting = person(changed.user, scene)
    if reacting is None:
        return []
    before = {reaction.emoji for reaction in changed.old_reaction if isinstance(reaction, ReactionTypeEmoji)}
    said = _said(
        update, changed.chat, scene.topic_of(str(changed.chat.id), changed.message_id), reacting, scene
    )
    said |= {"at": changed.date, "message": message_ref(changed.chat.id, changed.message_id)}
    added = [
        reaction.emoji
        for reaction in changed.new_reaction
        if isinstance(reaction, ReactionTypeEmoji) and reaction.emoji not in before
    ]
    return [
        Reacted.model_validate(
            {**said, "id": f"{said['id']}/{number}" if number else said["id"], "emoji": emoji}
        )
        for number, emoji in enumerate(added)
    ]


def _move(message: Message, scene: Scene) -> Event | None:
    """A group became a supergroup: said once in the old chat and once in the new."""
    if message.migrate_to_chat_id:
        return room_moved(message.chat.id, message.migrate_to_chat_id, scene)
    if message.migrate_from_chat_id:
        return room_moved(message.migrate_from_chat_id, message.chat.id, scene)
    return None


def room_moved(before: int | str, after: int | str, scene: Scene) -> RoomMoved:
    """Say that a chat has a new address; the same however it is heard."""
    return RoomMoved(
        id=f"{NETWORK}/moved/{before}/{after}",
        at=scene.now,
        before=Room(network=NETWORK, chat=str(before)),
        after=Room(network=NETWORK, chat=str(after)),
    )


def _said(update: Update, chat: Chat, topic: str | None, author: User, scene: Scene) -> dict[str, object]:
    private = chat.type == ChatType.PRIVATE
    return {
        "id": f"{NETWORK}/{update.update_id}",
        "at": scene.now,
        "room": Room(network=NETWORK, chat=str(chat.id), thread=None if private else topic),
        "author": Account(network=NETWORK, id=str(author.id)),
        "name": _clean(author.full_name).strip() or str(author.id),
        "private": private,
        "moderator": scene.moderator and not private,
        "shared_rooms": scene.shared_rooms if private else (),
        "came_from": scene.came_from if private else None,
    }


def _reply(message: Message) -> Message | None:
    """Give the message that one replies to; in a topic, Telegram says so of its beginning, too."""
    reply = message.reply_to_message
    if reply is None or reply.forum_topic_created is not None:
        return None
    begins_topic = message.is_topic_message and reply.message_id == message.message_thread_id
    return None if begins_topic else reply


def _quoted(message: Message, reply: Message | None) -> str:
    if message.quote is not None:
        return _clean(message.quote.text)
    return "" if reply is None else text_of(reply)


def _unaddressed(message: Message, scene: Scene) -> str:
    """Take the bot's name from before what is said to it: `@palierbot liste` is the command `/liste`.

    Nothing is left of a command for another bot.
    """
    text = text_of(message)
    if text.startswith("/"):
        word = text.split(maxsplit=1)[0]
        _, at, addressee = word.partition("@")
        return "" if at and addressee.casefold() != scene.username.casefold() else text
    called = re.match(rf"\s*@{re.escape(scene.username)}(?:\s*[:,]\s*|\s+)(?=\S)", text, re.IGNORECASE)
    if called is None or not scene.username:
        return text
    rest = text[called.end() :]
    command = _ONE_WORD.fullmatch(rest.strip()) and message.chat.type != ChatType.PRIVATE
    return f"/{rest}" if command else rest


def _clean(text: str) -> str:
    """Give a text without half surrogate pairs, which JSON can hold."""
    return text.encode("utf-8", "replace").decode()
