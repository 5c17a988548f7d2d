"""Why the bot may be silent on Telegram, in sentences for whoever runs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User
from telegram.error import TelegramError

from adapters.telegram.faults import TokenDead, fault_of
from adapters.telegram.members import is_inside
from adapters.telegram.options import TelegramOptions
from bot.adapter import Finding
from bot.errors import Moved

_ASKS_BOTFATHER = "switch privacy mode off (@BotFather, /setprivacy), then take the bot out and add it again"


async def diagnose(bot: Bot, options: TelegramOptions) -> list[Finding]:
    """Look at everything that keeps a bot from reading or writing; changes nothing."""
    try:
        me = await bot.get_me()
    except TelegramError as error:
        fault = fault_of(error)
        mend = "; ask @BotFather for the bot's token" if isinstance(fault, TokenDead) else ""
        return [Finding(well=False, what=f"{fault}{mend}")]
    findings = [Finding(well=True, what=f"Telegram knows the bot as @{me.username}"), *_privacy(me)]
    findings += await _ask(lambda: _delivery(bot, options))
    for chat in dict.fromkeys(room.chat for room in options.rooms):
        findings += await _ask(lambda: _room(bot, chat, me))  # noqa: B023 - called before the next turn
    if not options.rooms:
        findings.append(Finding(well=False, what="no group has a room on Telegram; add one under groups"))
    return findings


def _privacy(me: User) -> Iterator[Finding]:
    if me.can_read_all_group_messages:
        yield Finding(
            well=True, what="privacy mode is off: it reads all messages of groups it is added to now"
        )
    else:
        yield Finding(
            well=True,
            what="privacy mode is on: it only reads all messages of groups in which it is an administrator",
        )
    if not me.can_join_groups:
        yield Finding(well=False, what="it cannot be added to groups; allow it (@BotFather, /setjoingroups)")


async def _ask(look: Callable[[], Awaitable[list[Finding]]]) -> list[Finding]:
    try:
        return await look()
    except TelegramError as error:
        return [Finding(well=False, what=str(fault_of(error)))]


async def _delivery(bot: Bot, options: TelegramOptions) -> list[Finding]:
    webhook = await bot.get_webhook_info()
    waiting = webhook.pending_update_count
    findings: list[Finding] = []
    if options.webhook is None and webhook.url:
        what = "updates go to a webhook that somebody has set; the bot takes it away when it starts"
        findings.append(Finding(well=False, what=what))
    elif options.webhook is not None and webhook.url != options.webhook.url:
        what = "updates do not go to the webhook of the settings; the bot sets it when it starts"
        findings.append(Finding(well=False, what=what))
    if webhook.last_error_date is not None and webhook.url:
        when = f"{webhook.last_error_date:%Y-%m-%d %H:%M} UTC"
        what = f"Telegram could not bring updates to the webhook at {when}; look at its address"
        findings.append(Finding(well=False, what=what))
    if waiting:
        findings.append(Finding(well=True, what=f"{waiting} updates wait for the bot"))
    return findings


async def _room(bot: Bot, chat: str, me: User) -> list[Finding]:
    try:
        member = await bot.get_chat_member(int(chat), me.id)
    except TelegramError as error:
        fault = fault_of(error)
        if isinstance(fault, Moved):
            what = f"{chat} became the supergroup {fault.chat}; the bot follows, the settings may say so too"
            return [Finding(well=True, what=what), *await _room(bot, fault.chat, me)]
        return [Finding(well=False, what=f"{chat}: {fault}; is the bot in this chat, and the number right?")]
    return [_standing(chat, member), *_reading(chat, member, me)] if is_inside(member) else [_outside(chat)]


def _outside(chat: str) -> Finding:
    return Finding(well=False, what=f"{chat}: the bot is not in this chat; add it there")


def _standing(chat: str, member: ChatMember) -> Finding:
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return Finding(well=False, what=f"{chat}: the bot may not write there; give it the right to")
    if isinstance(member, ChatMemberAdministrator):
        return Finding(well=True, what=f"{chat}: it is an administrator, and sees reactions")
    return Finding(
        well=True, what=f"{chat}: it is a member; made an administrator, it would see reactions, too"
    )


def _reading(chat: str, member: ChatMember, me: User) -> Iterator[Finding]:
    if member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR} or me.can_read_all_group_messages:
        yield Finding(
            well=True,
            what=f"{chat}: it is shown all messages, but those of anonymous administrators are nobody's",
        )
    else:
        yield Finding(
            well=False,
            what=f"{chat}: it is only shown commands, replies to it and mentions; make it an administrator, "
            f"or {_ASKS_BOTFATHER}",
        )
