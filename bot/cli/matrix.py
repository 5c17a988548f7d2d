"""Matrix as the settings say: its options, its adapter, its folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from adapters.matrix import NETWORK, MatrixAccount, MatrixAdapter, MatrixOptions, load_account
from bot.adapter import Pace
from bot.cli.building import translator
from bot.cli.networks import Network
from bot.config import Settings
from bot.errors import ConfigError
from bot.matrix_settings import MatrixSettings


def open_matrix(settings: Settings) -> Network:
    """Open the account that is logged in.

    Raises
    ------
    ConfigError
        None is, or another one than the settings name; or its key store is damaged.

    """
    adapter = MatrixAdapter(account_of(settings), folder_of(settings.data), options_of(settings))
    return Network(adapter, adapter.close)


def folder_of(data: Path) -> Path:
    """Give the folder of the account, its keys and how far it has read."""
    return data / NETWORK


def account_of(settings: Settings) -> MatrixAccount:
    """Give the account that is logged in; errors as in `open_matrix`."""
    folder = folder_of(settings.data)
    account = load_account(folder)
    wanted = matrix_of(settings).user
    if wanted is not None and wanted != account.user:
        raise ConfigError(
            f"networks.matrix.user: {folder} holds the login of {account.user}; write that, "
            f"or move the folder away and run `palier matrix login` for {wanted}"
        )
    return account


def matrix_of(settings: Settings) -> MatrixSettings:
    """Give the part of the settings that is about Matrix; the defaults where there is none."""
    return settings.networks.matrix or MatrixSettings()


def options_of(settings: Settings) -> MatrixOptions:
    """Give the options of the adapter."""
    chosen = matrix_of(settings)
    return MatrixOptions(
        rooms=frozenset(_languages(settings)),
        inviters=frozenset(chosen.inviters),
        ghosts=frozenset(chosen.ghosts),
        encrypt_private_rooms=chosen.encrypt_private_rooms,
        share_with_unverified=chosen.share_with_unverified,
        offer_reactions=chosen.offer_reactions,
        pace=Pace(burst=chosen.pace.burst, every=chosen.pace.every),
        oldest=timedelta(days=chosen.oldest_days),
        poll_seconds=chosen.poll_seconds,
        cannot_read=_cannot_read(settings),
    )


def _languages(settings: Settings) -> dict[str, str]:
    """Give the language of each of the groups' rooms, by its id."""
    return {
        room.chat: group.language
        for group in settings.groups
        for room in group.rooms
        if room.network == NETWORK
    }


def _cannot_read(settings: Settings) -> Callable[[str], str]:
    languages = _languages(settings)
    first = settings.groups[0].language

    def say(room: str) -> str:
        t = translator(languages.get(room, first))
        return t("I can't decrypt a message here. If it was for me, please write it again.")

    return say
