"""Slots: what is asked or offered, how much of it, how, and for whom."""

from bot.intent.slots.filler import SlotFiller

__all__ = ["SlotFiller"]
