"""Why the bot may be silent on Telegram, in sentences for whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User
from telegram.error import TelegramError

from adapters.telegram.faults import TokenDead, fault_of
from adapters.telegram.members import is_inside
from adapters.telegram.options import TelegramOptions
from bot.diagnosis import Finding
from bot.errors import Moved

_OUT_AND_IN = (
    "make it an administrator, or switch privacy mode off (@BotFather, /setprivacy) and then take it out of "
    "the chat and add it again"
)


async def diagnose(bot: Bot, options: TelegramOptions) -> list[Finding]:
    """Look at everything that keeps a bot from reading or writing; changes nothing."""
    try:
        me = await bot.get_me()
        findings = [*_account(me), *await _delivery(bot, options)]
    except TelegramError as error:
        fault = fault_of(error)
        dead = isinstance(fault, TokenDead)
        remedy = "ask @BotFather for the bot's token" if dead else "look at the connection, and try again"
        return [Finding("account", str(fault), remedy)]
    for chat in dict.fromkeys(room.chat for room in options.rooms):
        findings += await _room(bot, chat, me)
    if not options.rooms:
        findings.append(Finding("rooms", "no group has a room on Telegram", "add one under groups"))
    return findings


def _account(me: User) -> Iterator[Finding]:
    yield Finding("account", f"Telegram knows the bot as @{me.username}")
    if me.can_read_all_group_messages:
        yield Finding("privacy mode", "is off: the bot is shown all messages of groups it was added to since")
    else:
        yield Finding("privacy mode", "is on: only as an administrator is the bot shown all messages")
    if not me.can_join_groups:
        yield Finding("groups", "the bot cannot be added to any", "allow it (@BotFather, /setjoingroups)")


async def _delivery(bot: Bot, options: TelegramOptions) -> list[Finding]:
    found = await bot.get_webhook_info()
    wanted = options.webhook.url if options.webhook is not None else ""
    waiting = f"{found.pending_update_count} updates wait for the bot"
    if found.url != wanted:
        how = "go to another webhook" if found.url else "do not go to the webhook of the settings yet"
        return [Finding("updates", f"{how}; {waiting}", "start the bot: it sets this right")]
    if wanted and found.last_error_date is not None:
        state = f"could not be brought at {found.last_error_date:%Y-%m-%d %H:%M} UTC; {waiting}"
        return [Finding("updates", state, f"see that what answers at {wanted} passes on to the bot")]
    return [Finding("updates", waiting)]


async def _room(bot: Bot, chat: str, me: User) -> list[Finding]:
    about = f"chat {chat}"
    try:
        member = await bot.get_chat_member(int(chat), me.id)
    except TelegramError as error:
        fault = fault_of(error)
        if isinstance(fault, Moved):
            moved = Finding(about, f"became the supergroup {fault.chat}, to which the bot follows")
            return [moved, *await _room(bot, fault.chat, me)]
        return [Finding(about, str(fault), "see that the number is right, and add the bot to the chat")]
    if not is_inside(member):
        return [Finding(about, "the bot is not in it", "add it there")]
    return [_writing(about, member), _reading(about, member, me)]


def _writing(about: str, member: ChatMember) -> Finding:
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return Finding(about, "the bot may not write there", "give it the right to")
    if isinstance(member, ChatMemberAdministrator):
        return Finding(about, "the bot is an administrator, and sees reactions")
    return Finding(about, "the bot is a member; as an administrator it would see reactions, too")


def _reading(about: str, member: ChatMember, me: User) -> Finding:
    if member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR} or me.can_read_all_group_messages:
        state = "the bot is shown all messages; what administrators write anonymously is nobody's to it"
        return Finding(about, state)
    return Finding(about, "the bot is only shown commands, replies to it and mentions", _OUT_AND_IN)
