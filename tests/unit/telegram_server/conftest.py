"""A server, a bot on it as python-telegram-bot sees it, and a landing with two people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from telegram import Bot, Update

from tests.telegram.people import Person, Town
from tests.telegram.rooms import Room
from tests.telegram.server import TOKEN, Server


@dataclass
class Desk:
    """What a test of the server works with."""

    server: Server
    bot: Bot
    town: Town
    lea: Person
    rosa: Person
    hall: Room

    async def updates(self) -> list[Update]:
        """Fetch what waits, read as python-telegram-bot reads it, and confirm it."""
        waiting = self.server.network.updates.pending
        found = [Update.de_json(json.loads(json.dumps(update.shown())), self.bot) for update in waiting]
        self.server.network.updates.clear()
        return found


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Server.open() as server, Bot(TOKEN, base_url=server.base_url) as bot:
        town = Town(server.network)
        lea, rosa = town.person("Léa"), town.person("Rosa Diaz", started=False)
        hall = town.supergroup("Le palier", lea, rosa)
        desk = Desk(server, bot, town, lea, rosa, hall)
        await desk.updates()
        yield desk
        assert not server.network.strange
