"""Dates and times: what "samedi matin" or "by Friday" means, relative to now."""

from bot.intent.when.pack import NoTimePack
from bot.intent.when.reader import FoundTime, TimeReader

__all__ = ["FoundTime", "NoTimePack", "TimeReader"]
