"""One building whose neighbours are on two networks: here Telegram and the practice terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from adapters.console import ConsoleAdapter, Screen
from adapters.console.adapter import Surroundings
from tests.end_to_end.telegram.conftest import Landing
from tests.end_to_end.telegram.home import Bot, at_work

pytestmark = pytest.mark.slow


@dataclass
class Terminal:
    """The other network."""

    output: StringIO = field(default_factory=StringIO)
    typed: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        console = Console(file=self.output, width=10**6, highlight=False)
        self.adapter = ConsoleAdapter("palier", Screen(console, lambda text: text, "fr", echo=True), str)

    async def lines(self) -> AsyncIterator[str]:
        """Give what is typed."""
        while True:
            yield await self.typed.get()

    def says(self, line: str) -> None:
        """Type it."""
        self.typed.put_nowait(line)

    async def shows(self, text: str) -> None:
        """Return once the screen shows this; fail if it never does."""
        try:
            async with asyncio.timeout(30):
                while text not in self.output.getvalue():  # noqa: ASYNC110 - a screen tells nobody
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"« {text} » is not in:\n{self.output.getvalue()}") from None


@asynccontextmanager
async def on_both(landing: Landing) -> AsyncIterator[tuple[Bot, Terminal]]:
    """Have one bot serve the group on both networks."""
    terminal = Terminal()
    home = replace(landing.home, elsewhere={"lilas": ["console/palier"]})
    async with at_work(home, terminal.adapter) as bot:
        await landing.listens(bot)

        async def settle() -> None:
            """The networks settle by themselves."""

        async def let_pass(time: timedelta) -> None:
            """Time passes by itself."""

        def local(at: datetime) -> datetime:
            return at

        terminal.adapter.place_in(Surroundings(home.clock, local, settle, let_pass), terminal.lines())
        reading = asyncio.create_task(terminal.adapter.run(bot.palier.engine.take_in))
        try:
            yield bot, terminal
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def test_a_request_on_one_has_a_card_on_both(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        await terminal.shows("Léa cherche : perceuse")
        terminal.says("Ahmed: besoin d'une échelle")
        await terminal.shows("Ahmed cherche : échelle")
        await landing.rosa.sees(landing.room, "Ahmed cherche : échelle")
    assert len(landing.cards) == 2


async def test_a_promise_on_either_is_seen_on_both(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await terminal.shows("Léa cherche : perceuse")
        terminal.says("Ahmed: [1] 👍")
        await landing.lea.sees(landing.room, "Ahmed s'en occupe.")
        await terminal.shows("Ahmed s'en occupe.")
        await landing.lea.sees_privately("Ahmed peut vous aider")

        terminal.says("Ahmed: besoin d'une échelle")
        card = await landing.mehdi.sees(landing.room, "Ahmed cherche : échelle")
        landing.mehdi.presses(card, "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
        await terminal.shows("Mehdi s'en occupe.")
        await terminal.shows("Mehdi peut vous aider")
        await landing.mehdi.sees_privately("Ahmed sait que vous pouvez l'aider")


async def test_who_offers_on_one_is_asked_there_for_who_asks_on_the_other(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.rosa.says(landing.room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await terminal.shows("Rosa prête : perceuse")
        terminal.says("Ahmed: qui aurait une perceuse à me prêter ?")
        question = await landing.rosa.sees_privately("Je vous mets en relation ?")
        landing.rosa.presses(question, "Oui")
        await terminal.shows("Rosa peut vous aider")
        await landing.rosa.sees_privately("Ahmed sait que vous pouvez l'aider")


async def test_after_a_restart_both_cards_still_change(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        await terminal.shows("Léa cherche : perceuse")
    async with on_both(landing) as (_, terminal):
        landing.mehdi.presses(landing.room.messages[0], "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
        await terminal.shows("Mehdi s'en occupe.")
    assert len(landing.cards) == 1


async def test_a_network_that_is_down_keeps_the_other_waiting_for_nothing(landing: Landing) -> None:
    async with on_both(landing) as (_, terminal):
        landing.room.kicks_bot()
        terminal.says("Ahmed: besoin d'une échelle")
        await terminal.shows("Ahmed cherche : échelle")
        terminal.says("Nadia: [1] je peux la prêter")
        await terminal.shows("Nadia s'en occupe.")
    assert not landing.cards
