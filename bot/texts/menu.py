"""The commands as a network shows them to whoever types `/`."""

from __future__ import annotations

from datetime import datetime

from bot.adapter import MenuEntry
from bot.commands import shown_names
from bot.meaning import Command
from bot.texts.tongue import Tongue, load_translations

_NO_TIME = datetime(2000, 1, 1)
_FOR_MODERATORS = frozenset({Command.LINK, Command.UNLINK})


def menu(language: str) -> tuple[MenuEntry, ...]:
    """Give the commands of a language, in the order in which they are shown."""
    t = Tongue(language, load_translations(language), _NO_TIME)
    descriptions = {
        Command.LIST: t("What is asked and offered"),
        Command.HELP: t("What I do, and how"),
        Command.WHY: t("Why I wrote to you"),
        Command.LINK: t("Make another room part of this group; in private, add an account"),
        Command.UNLINK: t("Take this room out of the group; in private, this account"),
    }
    names = shown_names(language)
    return tuple(
        MenuEntry(names[command], description, for_moderators=command in _FOR_MODERATORS)
        for command, description in descriptions.items()
    )
