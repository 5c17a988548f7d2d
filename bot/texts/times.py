"""STUB."""

from datetime import datetime
from bot.acts import Interval


def say_when(interval: Interval, now: datetime, language: str) -> str:
    return interval.start.strftime("%d/%m")


def say_moment(moment: datetime, now: datetime, language: str) -> str:
    return moment.strftime("%d/%m %H:%M")
