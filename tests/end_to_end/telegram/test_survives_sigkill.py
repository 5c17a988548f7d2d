"""A bot killed at any moment has lost nothing, and repeats itself only where it cannot know.

Telegram knows no keys: a message that was sent, but whose sending was not yet noted when the bot
was killed, is sent again. Which messages those are is in the bot's own outbox: they are counted,
and nothing else may come twice.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.domain.places import Account
from bot.effects import Send
from bot.outbox import TABLE
from bot.outgoing import Outgoing
from bot.store.tinydb import GroupDatabase
from tests.end_to_end.telegram.conftest import Landing
from tests.end_to_end.telegram.home import free_port
from tests.end_to_end.telegram.mortal import Mortal
from tests.end_to_end.telegram.things import THINGS
from tests.telegram.people import by_bot

pytestmark = pytest.mark.slow

SEED = 11
CONFIRMATION = "confirmation"
MOMENTS = (CONFIRMATION, CONFIRMATION, "getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery")


@dataclass
class Doubts:
    """Which messages the bot may have sent without knowing it."""

    landing: Landing
    allowed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Place and title → how often it may come again."""
    _before: Counter[tuple[str, str]] = field(default_factory=Counter)

    def shown(self) -> Counter[tuple[str, str]]:
        """Count the bot's messages, by place and title."""
        chats = self.landing.network.chats.values()
        return Counter(
            (str(chat.id), title(message.text))
            for chat in chats
            for message in by_bot(self.landing.network, chat)
        )

    def count(self) -> None:
        """Look at what a killed bot had not noted yet, though it was sent since the last look."""
        now = self.shown()
        for send in self._unsent():
            place = send.to.id if isinstance(send.to, Account) else send.to.chat
            message = (place, title(send.message.text))
            if now[message] > self._before[message]:
                self.allowed[message] += 1
        self._before = now

    def _unsent(self) -> list[Send]:
        """Read the outbox of a dead bot."""
        group = Path(self.landing.home.folder) / "data" / "groups" / "lilas.jsonl"
        if not group.exists():
            return []
        with GroupDatabase(group) as database:
            rows = database.take_out().get(TABLE, {}).values()
        effects = [Outgoing.model_validate(row).effect for row in rows]
        return [effect for effect in effects if isinstance(effect, Send)]


def title(text: str) -> str:
    """Give what stays of a message through all its changes."""
    return text.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize(("way", "kills"), [("polling", 36), ("webhook", 12)])
async def test_killed_at_random_moments_it_answers_every_request(
    landing: Landing, way: str, kills: int
) -> None:
    lea, rosa, mehdi, room = landing.lea, landing.rosa, landing.mehdi, landing.room
    chance = random.Random(SEED)
    doubts = Doubts(landing)
    if way == "webhook":
        landing.home = replace(landing.home, hook=f"http://127.0.0.1:{free_port()}/hook", secret="sesame")
    async with Mortal.ready() as mortal:
        await mortal.starts(landing.home)
        for number, thing in enumerate(THINGS[:kills]):
            rosa.says(room, f"je prête {thing} si besoin")
            lea.says(room, f"besoin d'une {thing}")
            if number % 3 == 2:
                press_something(landing, chance)
            await a_moment(chance, landing)
            await mortal.is_killed()
            doubts.count()
            await mortal.starts(landing.home)
        await landing.network.until(lambda: not missing(landing, kills), "every card", patience=90)
        await landing.network.until(lambda: not unasked(landing, kills), "every question", patience=90)
        await landing.has_read()
        mehdi.says(room, "/liste@palier_bot")
        await mehdi.sees(room, "En ce moment")
        await mortal.is_killed()
    assert mortal.deaths == kills + 1
    shown = doubts.shown()
    again = {message: count - 1 for message, count in shown.items() if count > 1}
    assert again == {
        message: again[message] for message in again if again[message] <= doubts.allowed[message]
    }
    assert sum(doubts.allowed.values()) <= kills, "at most what was under way when it was killed"
    assert not landing.network.strange


def missing(landing: Landing, kills: int) -> list[str]:
    """Give the cards that are not there yet."""
    titles = " ".join(landing.cards)
    wanted = [f"{who} : {thing}" for thing in THINGS[:kills] for who in ("Rosa prête", "Léa cherche")]
    return [title for title in wanted if title not in titles]


def unasked(landing: Landing, kills: int) -> list[str]:
    """Give the things that Rosa was not asked for yet."""
    asked = " ".join(landing.rosa.texts())
    return [thing for thing in THINGS[:kills] if f"cherche : {thing}" not in asked]


def press_something(landing: Landing, chance: random.Random) -> None:
    """Have Rosa say that she cannot help this time."""
    private = landing.rosa.private()
    open_questions = [m for m in private.messages.values() if m.buttons] if private else []
    if open_questions:
        landing.rosa.presses(chance.choice(open_questions), "Pas cette fois")


async def a_moment(chance: random.Random, landing: Landing) -> None:
    """Wait for some time, or for what the bot does next and a little longer."""
    what = chance.choice(["", *MOMENTS])
    if not what:
        await asyncio.sleep(chance.uniform(0, 0.8))
        return
    count = chance.choice([1, 1, 2, 3])

    def done() -> int:
        if what == CONFIRMATION:
            return len(landing.network.updates.all) - len(landing.network.updates.pending)
        return sum(call.method == what for call in landing.network.calls)

    before = done()
    try:
        await landing.network.until(lambda: done() >= before + count, what, patience=1.5)
    except AssertionError:  # it may have nothing of the kind to do any more
        return
    await asyncio.sleep(chance.choice([0, 0, 0.001, 0.005, 0.03]))


async def test_killed_between_all_steps_of_a_request(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with Mortal.ready() as mortal:
        await mortal.starts(landing.home)
        rosa.says(room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        await lea.sees(room, "Rosa prête : perceuse")
        await landing.has_read()
        await mortal.is_killed()
        lea.says(room, "qui aurait une perceuse à me prêter ?")
        await mortal.starts(landing.home)
        question = await rosa.sees_privately("Je vous mets en relation ?")
        await mortal.is_killed()
        rosa.presses(question, "Oui")
        await mortal.starts(landing.home)
        await rosa.sees_privately("→ Oui")
        await mortal.is_killed()
        await mortal.starts(landing.home)
        await lea.sees_privately("Rosa peut vous aider")
        await rosa.sees_privately("Léa sait que vous pouvez l'aider")
        await lea.sees(room, "s'en occupe")
        await mortal.is_killed()
    assert {title(text) for text in landing.cards if "perceuse" in text} == set(map(title, landing.cards))
