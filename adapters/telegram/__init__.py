"""Telegram: groups, supergroups and their topics, and private chats."""

import os

# python-telegram-bot's times are to become timedeltas; who does not ask for them now is warned each time.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from adapters.telegram.adapter import TelegramAdapter
from adapters.telegram.options import NETWORK, TelegramOptions, WebhookOptions

__all__ = ["NETWORK", "TelegramAdapter", "TelegramOptions", "WebhookOptions"]
