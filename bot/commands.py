"""The commands' names in every language: `/liste`, `!list`, `/liste@palierbot`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import resources

from bot.errors import PackError
from bot.intent.text import fold
from bot.meaning import Command

PREFIXES = ("/", "!")


class CommandNames:
    """Finds the command that a message names, in any of the languages."""

    def __init__(self, names: dict[str, Command]) -> None:
        self._names = names

    @classmethod
    def load(cls, languages: Iterable[str]) -> CommandNames:
        """Read `commands.toml` of each language pack.

        Raises
        ------
        PackError
            A pack names a command that does not exist, or lacks one that does.

        """
        names: dict[str, Command] = {}
        for language in languages:
            names |= {fold(word): command for command, words in _read(language).items() for word in words}
        return cls(names)

    def read(self, text: str) -> tuple[Command, str] | None:
        """Give the command that a text is and what follows its name, or None."""
        if not text.startswith(PREFIXES):
            return None
        word, *rest = text[1:].split(maxsplit=1) or [""]
        command = self._names.get(fold(word.partition("@")[0]))
        return None if command is None else (command, rest[0].strip() if rest else "")


def shown_names(language: str) -> dict[Command, str]:
    """Give the name of each command that is shown to people of a language; errors as in `load`."""
    return {command: words[0] for command, words in _read(language).items()}


def _read(language: str) -> dict[Command, list[str]]:
    file = resources.files("bot.lang") / language / "commands.toml"
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    if set(said) != set(Command):
        known = ", ".join(Command)
        raise PackError(f"bot/lang/{language}/commands.toml: write names for exactly these: {known}")
    return {Command(command): words for command, words in said.items()}
