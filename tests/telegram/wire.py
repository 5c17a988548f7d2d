"""People, chats and messages as the API shows them: the fields that there are, and no other.

The order and the conditions are those of `JsonUser`, `JsonChat`, `JsonMessage` and
`JsonCallbackQuery` in telegram-bot-api/Client.cpp.
"""

from __future__ import annotations

from tests.telegram.world import Bot, Chat, Json, Kind, Member, Message, Status, User

RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_delete_messages",
    "can_invite_users",
    "can_restrict_members",
    "can_pin_messages",
    "can_manage_topics",
    "can_promote_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
ORDINARY_RIGHTS = frozenset(
    {"can_manage_chat", "can_delete_messages", "can_pin_messages", "can_invite_users"}
)
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def user_json(user: User) -> dict[str, object]:
    """Show a user."""
    shown: dict[str, object] = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    for name in ("last_name", "username", "language_code"):
        if getattr(user, name):
            shown[name] = getattr(user, name)
    return shown


def bot_json(bot: Bot) -> Json:
    """Show the bot to itself."""
    return {
        **user_json(bot.user),
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_json(chat: Chat) -> dict[str, object]:
    """Show a chat in short."""
    shown: dict[str, object] = {"id": chat.id}
    if chat.user is not None:
        named = user_json(chat.user)
        shown |= {name: named[name] for name in ("first_name", "last_name", "username") if name in named}
    else:
        shown["title"] = chat.title
    if chat.username:
        shown["username"] = chat.username
    if chat.is_forum:
        shown["is_forum"] = True
    return {**shown, "type": chat.kind.value}


def full_chat_json(chat: Chat) -> Json:
    """Show a chat in full, to who asks for it."""
    shown = chat_json(chat)
    if chat.kind in {Kind.GROUP, Kind.SUPERGROUP}:
        shown["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    return {
        **shown,
        "max_reaction_count": 11,
        "accent_color_id": 0,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


def message_json(message: Message, *, with_reply: bool = True) -> dict[str, object]:
    """Show a message."""
    shown: dict[str, object] = {"message_id": message.id, **_origin(message)}
    shown |= {"chat": chat_json(message.chat), "date": message.date}
    if message.edited is not None:
        shown["edit_date"] = message.edited
    if message.thread is not None:
        shown["message_thread_id"] = message.thread
    replied = message.reply_to or _topic_root(message)
    if with_reply and replied is not None and replied.id in message.chat.messages:
        shown["reply_to_message"] = message_json(replied, with_reply=False)
    shown |= {**message.content, **_words(message)}
    if message.keyboard is not None:
        shown["reply_markup"] = {"inline_keyboard": message.keyboard}
    if message.via is not None:
        shown["via_bot"] = user_json(message.via)
    if message.in_topic:
        shown["is_topic_message"] = True
    return shown


def _origin(message: Message) -> Json:
    origin: dict[str, object] = {}
    if message.sender is not None:
        origin["from"] = user_json(message.sender)
    if message.signature:
        origin["author_signature"] = message.signature
    if message.sender_chat is not None:
        origin["sender_chat"] = chat_json(message.sender_chat)
    return origin | dict(message.forwarded or {})


def _words(message: Message) -> Json:
    name, entities = ("caption", "caption_entities") if message.is_caption else ("text", "entities")
    words: dict[str, object] = {name: message.text} if message.text else {}
    return {**words, entities: message.entities} if words and message.entities else words


def _topic_root(message: Message) -> Message | None:
    """In a topic, what replies to nothing seems to reply to the message that made the topic."""
    return message.chat.messages.get(message.thread) if message.thread is not None else None


def member_json(member: Member, chat: Chat) -> Json:
    """Show somebody's place in a chat."""
    shown: dict[str, object] = {"user": user_json(member.user), "status": member.status.value}
    match member.status:
        case Status.CREATOR:
            shown["is_anonymous"] = member.anonymous
        case Status.ADMINISTRATOR:
            rights = [r for r in RIGHTS if r != "can_manage_topics" or chat.kind is Kind.SUPERGROUP]
            shown |= {"can_be_edited": False, **{right: right in member.rights for right in rights}}
            shown["is_anonymous"] = member.anonymous
        case Status.KICKED:
            shown["until_date"] = 0
    return shown
