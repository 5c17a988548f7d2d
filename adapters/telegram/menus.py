"""The commands that Telegram shows when somebody types `/`, for each kind of chat and each language.

The bot sets them itself, and only where they are not what it set last.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from adapters.telegram.faults import fault_of
from bot.adapter import MenuEntry

FILE = "menus.digest"
EVERYBODY = BotCommandScopeAllGroupChats()
SCOPES = (BotCommandScopeAllPrivateChats(), EVERYBODY, BotCommandScopeAllChatAdministrators())
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST_DESCRIPTION = 256
_log = structlog.get_logger(__name__)


async def set_menus(bot: Bot, menus: Mapping[str, Sequence[MenuEntry]], folder: Path) -> None:
    """Have Telegram show the commands. The bot works without, so that a failure is only logged."""
    digest = _digest(bot.token, menus)
    if not menus or _set_last(folder) == digest:
        return
    try:
        for language, entries in menus.items():
            for scope in SCOPES:
                shown = [entry for entry in entries if scope is not EVERYBODY or not entry.for_moderators]
                await bot.set_my_commands(_commands(shown), scope=scope, language_code=language or None)
    except TelegramError as error:
        _log.warning("menus not set", cause=str(fault_of(error)))
    else:
        _remember(folder, digest)


def _set_last(folder: Path) -> str:
    try:
        return (folder / FILE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _remember(folder: Path, digest: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / FILE).write_text(digest, encoding="ascii")
    except OSError as error:
        _log.warning("menus not remembered", kind=type(error).__name__)


def _commands(entries: Sequence[MenuEntry]) -> list[BotCommand]:
    """Give the entries that Telegram takes: names of small letters, digits and `_` (`BotCommand`)."""
    return [
        BotCommand(entry.name, entry.description[:_LONGEST_DESCRIPTION])
        for entry in entries
        if _NAME.fullmatch(entry.name) and entry.description
    ]


def _digest(token: str, menus: Mapping[str, Sequence[MenuEntry]]) -> str:
    shown = {language: [astuple(entry) for entry in entries] for language, entries in menus.items()}
    return hashlib.blake2b(
        json.dumps([token.partition(":")[0], shown], sort_keys=True).encode(), digest_size=16
    ).hexdigest()
