"""`python -m tests.telegram --port 8081`: the server on its own, with a group that is typed into.

A bot is pointed to it with the address and the token that it prints. Then

    Léa: besoin d'une perceuse        Léa says it in the group
    Rosa> oui                         Rosa says it to the bot, in private
    Rosa! 7 Je peux aider             Rosa presses a button of message 7

and what the bot says appears as it comes.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys

from tests.telegram.network import Network
from tests.telegram.pace import Limits
from tests.telegram.people import Person, Town
from tests.telegram.rooms import Room
from tests.telegram.server import Server
from tests.telegram.world import Message

_LINE = re.compile(r"(?P<name>\w+)\s*(?P<how>[:>!])\s*(?P<text>.+)")


class Table:
    """The group, its people and what was shown of it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.town = Town(network)
        self.people: dict[str, Person] = {"Léa": self.town.person("Léa")}
        self.room: Room = self.town.supergroup("Le palier", self.people["Léa"])
        self._shown: dict[Message, str] = {}

    def read(self, line: str) -> None:
        """Do what a line says."""
        match = _LINE.match(line.strip())
        if match is None:
            return
        name, text = match["name"], match["text"]
        if name not in self.people:
            self.people[name] = self.town.person(name)
            self.room.welcomes(self.people[name])
        person = self.people[name]
        if match["how"] == ":":
            person.says(self.room, text)
        elif match["how"] == ">":
            person.writes(text)
        else:
            number, _, label = text.partition(" ")
            found = [
                m for c in self.network.chats.values() for m in c.messages.values() if str(m.id) == number
            ]
            person.presses(found[-1], label)

    async def show(self) -> None:
        """Print what the bot says, as it comes."""
        while True:
            for chat in self.network.chats.values():
                where = chat.title or f"→ {chat.user.first_name if chat.user else ''}"
                for message in chat.messages.values():
                    if message.sender is self.network.bot.user:
                        self._print(message, where)
            await asyncio.sleep(0.2)

    def _print(self, message: Message, where: str) -> None:
        line = f"{where} [{message.id}] {message.text} {message.buttons or ''}"
        if self._shown.get(message) != line:
            self._shown[message] = line
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


async def main() -> None:
    """Serve, and read lines until the last."""
    options = argparse.ArgumentParser(prog="python -m tests.telegram", description=__doc__)
    options.add_argument("--port", type=int, default=8081)
    options.add_argument("--unlimited", action="store_true", help="the bot may speak as fast as it likes")
    chosen = options.parse_args()
    async with Server.open(port=chosen.port, limits=None if chosen.unlimited else Limits()) as server:
        table = Table(server.network)
        sys.stdout.write(f"base_url {server.base_url}\ntoken {server.network.token}\nchat {table.room.id}\n")
        sys.stdout.flush()
        showing = asyncio.create_task(table.show())
        while line := await asyncio.to_thread(sys.stdin.readline):
            table.read(line)
        showing.cancel()


if __name__ == "__main__":
    asyncio.run(main())
