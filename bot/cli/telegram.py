"""Telegram as the settings say: its options, its adapter, its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from adapters.telegram import NETWORK, TelegramAdapter, TelegramOptions, WebhookOptions
from bot.adapter import MenuEntry
from bot.config import Settings
from bot.domain.places import Room
from bot.lang import LANGUAGES
from bot.telegram_settings import TelegramSettings
from bot.texts.menu import menu
from bot.texts.tongue import languages


def telegram_adapter(settings: Settings) -> TelegramAdapter:
    """Make the adapter that the settings describe.

    Raises
    ------
    ConfigError
        There is no token, or an option is wrong.

    """
    token = telegram_of(settings).secret_token(settings.data)
    return TelegramAdapter(token, folder_of(settings.data), options_of(settings))


def folder_of(data: Path) -> Path:
    """Give the folder of the token, and of what the adapter remembers."""
    return data / NETWORK


def telegram_of(settings: Settings) -> TelegramSettings:
    """Give the part of the settings that is about Telegram; the defaults where there is none."""
    return settings.networks.telegram or TelegramSettings()


def options_of(settings: Settings) -> TelegramOptions:
    """Give the options of the adapter."""
    chosen = telegram_of(settings)
    webhook = chosen.webhook
    return TelegramOptions(
        rooms=tuple(
            Room(network=NETWORK, chat=room.chat, thread=room.thread)
            for group in settings.groups
            for room in group.rooms
            if room.network == NETWORK
        ),
        ghosts=frozenset(chosen.ghosts),
        menus=_menus(settings.groups[0].language),
        webhook=None
        if webhook is None
        else WebhookOptions(webhook.url, webhook.secret.get_secret_value(), webhook.host, webhook.port),
        base_url=chosen.base_url.rstrip("/"),
        poll_seconds=chosen.poll_seconds,
    )


def _menus(first: str) -> Mapping[str, Sequence[MenuEntry]]:
    """Give the menu of every language; whoever speaks none of them is shown the first group's."""
    spoken = [language for language in languages() if language in LANGUAGES]
    menus = {language: menu(language) for language in spoken}
    return {"": menus.get(first) or menu(spoken[0]), **menus}
