"""Telegram: groups, supergroups and their topics, and private chats."""

from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.options import NETWORK, TelegramOptions, WebhookOptions

__all__ = ["NETWORK", "TelegramAdapter", "TelegramOptions", "WebhookOptions"]
