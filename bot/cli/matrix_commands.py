"""`palier matrix login` and `palier matrix verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.sentences import sentences

app = typer.Typer(help="The account on Matrix.", no_args_is_help=True)
Config = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]


@app.command()
def login(
    config: Config = Path("config.yaml"),
    anew: Annotated[
        bool, typer.Option("--anew", help="Make a new device, though the old one may still work.")
    ] = False,
) -> None:
    """Log the bot's account in, once: asks for user, homeserver and password, and signs its device.

    The password is used for this and kept nowhere. The token goes into [bold]matrix/account.json[/bold] in
    the data folder, readable by its owner only. Without a config.yaml the data folder is [bold]data[/bold].
    """
    from bot.cli.matrix_account import log_in_by_questions

    with sentences():
        log_in_by_questions(config, password, anew=anew)


@app.command()
def verify(
    config: Config = Path("config.yaml"),
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put the bot's identity in the place of one that another app made."),
    ] = False,
) -> None:
    """Sign the bot's device, so that no app shows a red shield beside what it says. Stop the bot before."""
    from bot.cli.matrix_account import sign_device

    with sentences():
        sign_device(config, password, replace=replace)


def password(user: str) -> str:
    """Ask for a password, without showing it; through a pipe, take the next line for it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(f"Password of {user}", hide_input=True))
