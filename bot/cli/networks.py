"""The networks that `palier run` serves: each opened as the settings say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.adapter import Adapter
from bot.bootstrap import Palier
from bot.config import Settings


def _needs_nothing(_: Palier) -> None:
    """Give a network nothing that it does not have."""


@dataclass(frozen=True, slots=True)
class Network:
    """One network, open."""

    adapter: Adapter
    close: Callable[[], Awaitable[None]]
    """Lets go of what the adapter holds, whether it ran or not; nothing is asked of it after that."""
    begin: Callable[[Palier], None] = _needs_nothing
    """Gives it what it needs of the bot around it, once that is there."""


def open_networks(settings: Settings) -> Iterator[Network]:
    """Open every network on which a group has a room, one after the other.

    Raises
    ------
    ConfigError
        One of them cannot be opened as it is set up.

    """
    wanted = {room.network for group in settings.groups for room in group.rooms}
    for name, open_one in _OPENERS.items():
        if name in wanted:
            yield open_one(settings)


def _console(settings: Settings) -> Network:
    from bot.cli.terminal import open_console

    return open_console(settings)


def _matrix(settings: Settings) -> Network:
    from bot.cli.matrix import open_matrix

    return open_matrix(settings)


def _telegram(settings: Settings) -> Network:
    from bot.cli.telegram import telegram_adapter

    adapter = telegram_adapter(settings)
    return Network(adapter, adapter.close)


_OPENERS: Mapping[str, Callable[[Settings], Network]] = {
    "console": _console,
    "matrix": _matrix,
    "telegram": _telegram,
}
