"""What a bot does besides talking: reactions, answers to pressed buttons, pins, leaving."""

from __future__ import annotations

import re

from tests.telegram.arguments import Arguments
from tests.telegram.markup import units
from tests.telegram.methods import message_in, method, reach
from tests.telegram.network import Network
from tests.telegram.refusals import QUERY_TOO_OLD, bad_request
from tests.telegram.wire import message_json, user_json
from tests.telegram.world import Member, Status

LONGEST_ANSWER = 200
PRESS_WAITS = 30.0
"""In seconds. The real server does not say; reports range from 15 seconds to a few minutes."""
ACTIONS = (
    "cancel typing record_video upload_video record_voice upload_voice upload_photo upload_document"
    " choose_sticker find_location record_video_note upload_video_note"
)
EMOJI = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚"
    " 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍"
    " 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"
)
"""https://core.telegram.org/bots/api#reactiontypeemoji; without variation selectors."""


@method("setMessageReaction", arguments="chat_id message_id reaction is_big")
def set_message_reaction(network: Network, arguments: Arguments) -> object:
    """Change the bot's reaction to a message: one of the ordinary emoji, or none."""
    given = arguments.json("reaction", "reaction types")
    emoji = []
    for reaction in given if isinstance(given, list) else ():
        if not isinstance(reaction, dict) or "type" not in reaction:
            raise bad_request("Can't parse ReactionType: Can't find field \"type\"")
        emoji.append(str(reaction.get("emoji", reaction["type"])))
    chat = reach(network, arguments)
    message = message_in(chat, arguments, "message to react")
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not set(emoji) <= set(EMOJI.split()):
        raise bad_request("REACTION_INVALID")
    message.reactions[network.bot.user.id] = emoji
    network.changed()
    return True


@method("answerCallbackQuery", arguments="callback_query_id text show_alert url cache_time")
def answer_callback_query(network: Network, arguments: Arguments) -> object:
    """Answer who pressed a button: once, and soon."""
    press = network.presses.get(arguments.text("callback_query_id"))
    if press is None or press.answer is not None or network.hours.now() > press.pressed_at + PRESS_WAITS:
        raise bad_request(QUERY_TOO_OLD)
    if units(arguments.text("text")) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = arguments.text("url")
    if url and not re.match(rf"(?:https://t\.me/|tg://resolve\?domain=){network.username}\b", url):
        raise bad_request("URL_INVALID")
    press.answer = arguments.text("text")
    network.changed()
    return True


@method("sendChatAction", arguments="chat_id action message_thread_id business_connection_id")
def send_chat_action(network: Network, arguments: Arguments) -> object:
    """Show that the bot is at work."""
    if arguments.text("action").lower() not in ACTIONS.split():
        raise bad_request("Wrong parameter action in request")
    reach(network, arguments, write=True)
    return True


@method("pinChatMessage", arguments="chat_id message_id disable_notification business_connection_id")
def pin_chat_message(network: Network, arguments: Arguments) -> object:
    """Pin a message."""
    chat = reach(network, arguments, write=True)
    message = message_in(chat, arguments, "message to pin")
    if chat.user is None and not network.may(chat, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    network.add(
        chat, sender=network.bot.user, content={"pinned_message": message_json(message, with_reply=False)}
    )
    return True


@method("unpinChatMessage", arguments="chat_id message_id business_connection_id")
def unpin_chat_message(network: Network, arguments: Arguments) -> object:
    """Unpin a message."""
    chat = reach(network, arguments, write=True)
    message_in(chat, arguments, "message to unpin")
    if chat.user is None and not network.may(chat, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return True


@method("leaveChat", arguments="chat_id")
def leave_chat(network: Network, arguments: Arguments) -> object:
    """Leave a group."""
    chat = reach(network, arguments)
    here = chat.member(network.bot.user)
    if here is None:
        raise bad_request("chat member status can't be changed in private chats")
    before = Member(here.user, here.status, here.rights)
    here.status = Status.LEFT
    network.add(chat, sender=network.bot.user, content={"left_chat_member": user_json(network.bot.user)})
    network.change_member(chat, here, before, network.bot.user)
    return True
