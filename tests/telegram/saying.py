"""Messages: sent, changed, taken back (`process_send_message_query` and its neighbours in Client.cpp)."""

from __future__ import annotations

from collections.abc import Mapping

from tests.telegram.arguments import Arguments
from tests.telegram.keyboards import read_keyboard
from tests.telegram.markup import LONGEST_TEXT, found_entities, parse_html, units
from tests.telegram.methods import message_in, method, reach
from tests.telegram.network import Network
from tests.telegram.refusals import NOT_MODIFIED, bad_request, forbidden
from tests.telegram.wire import message_json, user_json
from tests.telegram.world import Chat, Json, Kind, Message

TWO_DAYS = 48 * 3600
LONGEST_IN_BYTES = 1 << 15
MOST_ENTITIES = 100


def read_text(arguments: Arguments, network: Network) -> tuple[str, list[Json]]:
    """Take a text and its entities, as parsed and as the server cleans them (`get_formatted_text`)."""
    text = arguments.text("text")
    if not text:
        raise bad_request("Message text is empty")
    if len(text.encode()) > LONGEST_IN_BYTES:
        raise bad_request("Text is too long")
    mode = arguments.text("parse_mode").lower()
    entities: list[Json] = []
    if mode == "html":
        text, entities = parse_html(text)
    elif mode and mode != "none":
        raise bad_request("Unsupported parse_mode")
    else:
        entities = _given_entities(arguments, text, network)
    entities = entities[:MOST_ENTITIES] + found_entities(text)
    text = text.rstrip()
    if not text.strip():
        raise bad_request("text must be non-empty")
    return text, [e for e in entities if int(str(e["offset"])) + int(str(e["length"])) <= units(text)]


def _given_entities(arguments: Arguments, text: str, network: Network) -> list[Json]:
    """Take entities that were counted by the bot; what the server finds by itself is not taken from it."""
    given = arguments.json("entities", "entities")
    found: list[Json] = []
    for entity in given if isinstance(given, list) else ():
        if not isinstance(entity, Mapping) or not {"type", "offset", "length"} <= set(entity):
            raise bad_request("Can't parse MessageEntity: expected an Object")
        offset, length = int(entity["offset"]), int(entity["length"])
        if offset < 0 or length < 1 or offset + length > units(text):
            raise bad_request("ENTITY_BOUNDS_INVALID")
        for edge in (offset, offset + length):
            if text.encode("utf-16-le", "surrogatepass")[edge * 2 : edge * 2 + 2][1:2] in _LOW_SURROGATES:
                raise bad_request("Entity begins in a middle of a UTF-16 symbol")
        if entity["type"] == "text_mention":
            user = network.users.get(int(dict(entity["user"])["id"]))
            if user is not None:
                found.append({**entity, "user": user_json(user)})
        elif entity["type"] not in {"mention", "hashtag", "bot_command", "url"}:
            found.append(dict(entity))
    return found


_LOW_SURROGATES = {bytes((high,)) for high in range(0xDC, 0xE0)}


@method(
    "sendMessage",
    arguments="chat_id text parse_mode entities link_preview_options disable_notification protect_content"
    " message_thread_id reply_parameters reply_markup allow_paid_broadcast message_effect_id"
    " business_connection_id",
)
def send_message(network: Network, arguments: Arguments) -> object:
    """Make a message."""
    text, entities = read_text(arguments, network)
    keyboard = read_keyboard(arguments)
    chat = reach(network, arguments, write=True)
    reply_to = _replied(chat, arguments)
    thread = _thread(chat, arguments)
    _check_may_write(network, chat, thread)
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    network.pace.check(chat)
    if thread is None and reply_to is not None and reply_to.in_topic:
        thread = reply_to.thread
    message = network.add(
        chat,
        sender=network.bot.user,
        text=text,
        entities=entities,
        keyboard=keyboard,
        reply_to=reply_to,
        thread=thread,
        in_topic=thread is not None,
    )
    return message_json(message)


def _check_may_write(network: Network, chat: Chat, thread: int | None) -> None:
    if chat.kind is Kind.PRIVATE:
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return
    here = chat.member(network.bot.user)
    if here is not None and here.silent and not network.in_charge(chat):
        raise bad_request("not enough rights to send text messages to the chat")
    closed = thread is not None and chat.topics[thread].closed
    if closed and not network.may(chat, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def _replied(chat: Chat, arguments: Arguments) -> Message | None:
    """Find what it replies to (`check_reply_parameters`)."""
    given = arguments.json("reply_parameters", "reply parameters")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("Object expected as reply parameters")
    if not given:
        return None
    if "message_id" not in given:
        raise bad_request('Can\'t find field "message_id"')
    message = chat.messages.get(int(given["message_id"]))
    if message is None and not given.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _thread(chat: Chat, arguments: Arguments) -> int | None:
    """Find the topic it goes to (`TdOnCheckMessageThreadCallback`)."""
    thread = arguments.number("message_thread_id")
    if thread <= 0:
        return None
    if thread in chat.topics:
        return thread
    if thread in chat.messages and chat.is_forum:
        raise bad_request("Message thread is not a forum topic thread")
    raise bad_request("Message thread not found")


@method(
    "editMessageText",
    arguments="chat_id message_id inline_message_id text parse_mode entities link_preview_options"
    " reply_markup business_connection_id",
)
def edit_message_text(network: Network, arguments: Arguments) -> object:
    """Change a message's text and buttons; what is not given is taken away."""
    text, entities = read_text(arguments, network)
    keyboard = read_keyboard(arguments)
    message = _own(network, arguments)
    if units(text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if (message.text, message.entities, message.keyboard) == (text, entities, keyboard):
        raise bad_request(NOT_MODIFIED)
    network.pace.check(message.chat)
    message.text, message.entities, message.keyboard = text, entities, keyboard
    network.revise(message)
    return message_json(message, with_reply=False)


@method(
    "editMessageReplyMarkup",
    arguments="chat_id message_id inline_message_id reply_markup business_connection_id",
)
def edit_message_reply_markup(network: Network, arguments: Arguments) -> object:
    """Change a message's buttons."""
    keyboard = read_keyboard(arguments)
    message = _own(network, arguments)
    if message.keyboard == keyboard:
        raise bad_request(NOT_MODIFIED)
    network.pace.check(message.chat)
    message.keyboard = keyboard
    network.revise(message)
    return message_json(message, with_reply=False)


def _own(network: Network, arguments: Arguments) -> Message:
    if not arguments.text("chat_id") and not arguments.number("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = reach(network, arguments, edit=True)
    message = message_in(chat, arguments, "message to edit")
    if message.sender is not network.bot.user or message.is_service:
        raise bad_request("message can't be edited")
    if chat.upgraded_to is not None:
        raise bad_request("MESSAGE_ID_INVALID")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    return message


@method("deleteMessage", arguments="chat_id message_id")
def delete_message(network: Network, arguments: Arguments) -> object:
    """Take a message away: the bot's own, in private any, in groups with the right to; within 48 hours."""
    if not arguments.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if not arguments.number("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = reach(network, arguments, write=True)
    message = message_in(chat, arguments, "message to delete")
    mine = message.sender is network.bot.user
    may = mine or chat.kind is Kind.PRIVATE or network.may(chat, "can_delete_messages")
    if not may or network.now - message.date >= TWO_DAYS:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message.id]
    network.changed()
    return True
