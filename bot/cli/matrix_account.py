"""Logging the bot's account in, and having its device signed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from adapters.matrix import (
    MatrixAccount,
    PasswordWanted,
    load_account,
    log_in,
    still_works,
    verify_device,
)
from adapters.matrix.account import FILE
from bot.cli.matrix import folder_of, matrix_of
from bot.cli.questions import ask
from bot.config import Settings, load
from bot.errors import ConfigError, DeliveryError
from bot.matrix_settings import MatrixSettings, matrix_server, matrix_user
from bot.store.tinydb.lock import FolderLock

AsksPassword = Callable[[str], str]
"""The user's id → their password."""


def log_in_by_questions(config: Path, password: AsksPassword, *, anew: bool) -> None:
    """Ask for what is not known, log in, sign the device; see `adapters.matrix.login.log_in`.

    Raises
    ------
    ConfigError
        The settings, the homeserver or the password are wrong.
    StoreLocked
        The bot is at work.
    DeliveryError
        The homeserver cannot be asked now.

    """
    settings = load(config) if config.exists() else None
    with _alone(settings) as folder:
        asyncio.run(
            _log_in(
                MatrixSettings() if settings is None else matrix_of(settings), folder, password, anew=anew
            )
        )


def sign_device(config: Path, password: AsksPassword, *, replace: bool) -> None:
    """Have the device signed that is logged in; errors as above."""
    with _alone(load(config) if config.exists() else None) as folder:
        load_account(folder)
        if not asyncio.run(_verify(folder, password, replace=replace)):
            typer.echo("The bot's device is signed already.")


@contextmanager
def _alone(settings: Settings | None) -> Iterator[Path]:
    """Give the account's folder, with the bot kept from working meanwhile: its keys have one user."""
    data = Path(os.environ.get("PALIER_DATA", "data")) if settings is None else settings.data
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FolderLock(data):
        yield folder_of(data)


async def _log_in(chosen: MatrixSettings, folder: Path, password: AsksPassword, *, anew: bool) -> None:
    kept = None if anew else await _kept(folder)
    if kept is not None:
        typer.echo(f"{kept.user} is logged in already, as device {kept.device}.")
        typer.echo("If that device is lost, make a new one with --anew.")
        return
    user = chosen.user or ask("User, such as @palier:lilas.example", None, matrix_user)
    server = chosen.homeserver or ask("Homeserver", user.partition(":")[2], matrix_server)
    secret = password(user)
    account = await log_in(server, user, secret, folder, anew=True)
    typer.echo(f"Logged in as {account.user}, device {account.device}.")
    typer.echo(f"The token is in {folder / FILE}, for your eyes only. Never use a copy of that folder twice.")
    await _sign(folder, lambda _: secret)


async def _sign(folder: Path, password: AsksPassword) -> None:
    """Sign a new device; where that cannot be, it works all the same, under a red shield."""
    try:
        await _verify(folder, password, replace=False)
    except (ConfigError, DeliveryError) as error:
        typer.echo(f"Its device is not signed yet: {error}", err=True)


async def _verify(folder: Path, password: AsksPassword, *, replace: bool) -> bool:
    try:
        signed = await verify_device(folder, replace=replace)
    except PasswordWanted:
        signed = await verify_device(folder, password(load_account(folder).user), replace=replace)
    if signed:
        typer.echo("The bot's device is signed: apps trust it.")
    return signed


async def _kept(folder: Path) -> MatrixAccount | None:
    """Give the account that is kept, if it still works."""
    if not (folder / FILE).exists():
        return None
    account = load_account(folder)
    if await still_works(account):
        return account
    typer.echo("The homeserver does not know the old login any more; this makes a new one.")
    return None
