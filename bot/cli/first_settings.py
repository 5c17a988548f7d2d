"""`palier init`: questions and answers become a config.yaml that is valid."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
import yaml

from bot.cli.building import ZONES
from bot.cli.questions import ask, choose
from bot.config import load
from bot.domain.calendar import known_zone
from bot.errors import ConfigError
from bot.intent.text import fold
from bot.lang import LANGUAGES
from bot.matrix_settings import matrix_room, matrix_server, matrix_user
from bot.telegram_settings import telegram_chat

_HEAD = """\
# Palier's settings, written by `palier init`. config.example.yaml shows every option.
"""
_LONGEST_ID = 40
Options = dict[str, object]
"""What stands under a name in the file."""


def write_by_questions(config: Path, *, force: bool) -> None:
    """Ask, and write the file.

    Raises
    ------
    ConfigError
        There is one already.

    """
    if config.exists() and not force:
        raise ConfigError(f"{config} is there already; change it, or write over it with --force")
    name = ask("Name of the building or street", None, _said)
    language = choose("Language of the chat", LANGUAGES, LANGUAGES[0])
    zone = ask("Time zone", ZONES.get(language, "Europe/Paris"), known_zone)
    network = choose("Network", tuple(_QUESTIONS), "matrix")
    questions = _QUESTIONS[network]
    options, room, advice = questions()
    group = {
        "id": group_id(name),
        "name": name,
        "language": language,
        "zone": zone,
        "rooms": [{"network": network, **room}],
    }
    _write(config, {"networks": {network: options}, "groups": [group]})
    typer.echo(f"\n{config} is written. {advice}")


def group_id(name: str) -> str:
    """Make an id of a name: `12 rue des Lilas` becomes `12-rue-des-lilas`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name))[:_LONGEST_ID].strip("-") or "building"


def _write(config: Path, document: Options) -> None:
    draft = config.with_name(f".{config.name}.new")
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    draft.write_text(f"{_HEAD}{text}", encoding="utf-8")
    try:
        load(draft)
        draft.replace(config)
    finally:
        draft.unlink(missing_ok=True)


def _said(answer: str) -> str:
    if not answer:
        raise ValueError("write a few words")
    return answer


# --- what each network asks: its options, the room, and what to do then ---


def _console() -> tuple[Options, Options, str]:
    return {}, {"chat": "landing"}, "Start with `palier run`; you are all the neighbours."


def _matrix() -> tuple[Options, Options, str]:
    user = ask("The bot's user, such as @palier:lilas.example", None, matrix_user)
    server = ask("Its homeserver", user.partition(":")[2], matrix_server)
    room = ask("The room's id, such as !AbCdEf:lilas.example", None, matrix_room)
    you = ask("Your own user: you may invite the bot anywhere", None, matrix_user)
    options: Options = {"homeserver": server, "user": user, "inviters": [you]}
    return options, {"chat": room}, "Now `palier matrix login`, `palier run`, and invite the bot to the room."


def _telegram() -> tuple[Options, Options, str]:
    chat = ask(
        "The group's number, such as -1001234567890 (docs/telegram.md: how to find it)", None, telegram_chat
    )
    return (
        {},
        {"chat": chat},
        (
            "Now write the token that @BotFather gave you into data/telegram/token (chmod 600), "
            "add the bot to the group as an administrator, and `palier run`."
        ),
    )


_QUESTIONS: Mapping[str, Callable[[], tuple[Options, Options, str]]] = {
    "console": _console,
    "matrix": _matrix,
    "telegram": _telegram,
}
