"""The console beside other networks: one group's room in this terminal, by the machine's clock."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from rich.console import Console

from adapters.console import NETWORK, ConsoleAdapter, Screen
from adapters.console.adapter import Surroundings
from bot.bootstrap import Palier
from bot.cli.building import translator, typed
from bot.cli.networks import Network
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.calendar import to_local
from bot.errors import ConfigError


def open_console(settings: Settings) -> Network:
    """Open the terminal for the group that has a room there.

    Raises
    ------
    ConfigError
        There are several rooms on the console.

    """
    places = [
        (group.domain(), room) for group in settings.groups for room in group.rooms if room.network == NETWORK
    ]
    if len(places) > 1:
        raise ConfigError("groups: the console shows one room; keep one room on it")
    group, room = places[0]
    t = translator(group.language)
    screen = Screen(Console(highlight=False, soft_wrap=True), t, group.language, echo=not sys.stdin.isatty())
    adapter = ConsoleAdapter(room.chat, screen, t)
    clock = SystemClock()

    def local(instant: datetime) -> datetime:
        return to_local(instant, group.zone)

    async def let_pass(_: timedelta) -> None:
        screen.note(t("Here time passes by itself."))

    def begin(palier: Palier) -> None:
        surroundings = Surroundings(clock, local, settle=palier.settle, let_pass=let_pass)
        adapter.place_in(surroundings, typed("› "))
        adapter.show_keys()
        screen.clock(local(clock.now()))

    async def close() -> None:
        """It holds nothing."""

    return Network(adapter, close, begin)
