"""How soon 200 cards are said in 20 Telegram groups, and how much is taken in meanwhile.

The server keeps Telegram's limits strictly. Cards are said on a clock that is twenty times too
fast, and their times are that clock's; what is taken in comes as fast as it does anywhere.
"""

from __future__ import annotations

import asyncio
import tempfile

import psutil

from tests.end_to_end.telegram.home import Home, at_work
from tests.end_to_end.telegram.things import THINGS
from tests.telegram.hours import Hours
from tests.telegram.network import Network
from tests.telegram.pace import Limits
from tests.telegram.people import Town
from tests.telegram.server import Server

SPEED = 20.0
GROUPS, CARDS = 20, 10
CHAT_GROUPS, CHAT_RATE, CHAT_SECONDS = 100, 50, 20
"""So many groups, so many messages a second in all, for so long."""


async def drain(folder: str) -> None:
    """Ask for ten things at once in each of twenty groups."""
    hours = Hours(SPEED)
    async with Server.open(hours=hours, limits=Limits()) as server:
        rooms = groups(Town(server.network), GROUPS)
        async with at_work(
            Home(folder, server.address, server.network.token, rooms, hours.start, SPEED)
        ) as bot:
            await bot.adapter.ready.wait()
            began = hours.now()
            for number in range(CARDS):
                say(server.network, rooms, f"besoin d'une {THINGS[number]}")
            await server.network.until(lambda: said(server.network) >= GROUPS * CARDS, "every card", 600)
            took = hours.now() - began
            refused = server.network.pace.refused
            print(f"{GROUPS * CARDS} cards in {GROUPS} groups: {took:.0f} s, {refused.total()} refusals,")
            print(f"    at most {max(refused.values(), default=0)} in one group")


async def take_in(folder: str) -> None:
    """Have a hundred groups chat about nothing, as fast as it really is."""
    hours = Hours()
    async with Server.open(hours=hours) as server:
        rooms = groups(Town(server.network), CHAT_GROUPS)
        async with at_work(
            Home(folder, server.address, server.network.token, rooms, hours.start, 1.0)
        ) as bot:
            await bot.adapter.ready.wait()
            began, behind = hours.now(), 0
            for number in range(CHAT_RATE * CHAT_SECONDS):
                await asyncio.sleep(max(began + number / CHAT_RATE - hours.now(), 0))
                id = f"groupe{number % CHAT_GROUPS}"
                say(server.network, {id: rooms[id]}, f"il fait beau ce matin, non ? {number}")
                behind = max(behind, len(server.network.updates.pending))
            await server.network.until(lambda: not server.network.updates.pending, "all is read", 600)
            late = hours.now() - began - CHAT_SECONDS
            print(f"{CHAT_RATE} messages a second in {CHAT_GROUPS} groups for {CHAT_SECONDS} s:")
            print(f"    at most {behind} waited, all read {late:.2f} s after the last")


def groups(town: Town, count: int) -> dict[str, list[str]]:
    """Make groups, each with somebody in it."""
    made = {}
    for number in range(count):
        room = town.supergroup(f"Groupe {number}", town.person(f"Voisin{number}"))
        room.promotes_bot()
        made[f"groupe{number}"] = [str(room.id)]
    town.network.updates.clear()
    return made


def say(network: Network, rooms: dict[str, list[str]], text: str) -> None:
    """Have somebody say it in each group."""
    for (chat,) in rooms.values():
        room = network.chats[int(chat)]
        author = next(member.user for member in room.members.values() if not member.user.is_bot)
        network.add(room, sender=author, text=text)


def said(network: Network) -> int:
    """Count the bot's messages."""
    return sum(m.sender is network.bot.user for c in network.chats.values() for m in c.messages.values())


def main() -> None:
    """Print all of it."""
    for bench in (drain, take_in):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(bench(folder))
    print(f"memory of server and bot: {psutil.Process().memory_info().rss / 2**20:.0f} MB")


if __name__ == "__main__":
    main()
