"""A bot with everything real but its network, which shows nothing, and fails now and then.

`python -m tests.end_to_end.silent_bot FOLDER`: reads lists of events, one list a line, and takes
them in; `crash` ends it as a kill does, the end of its input cleanly. The store and the log at its
most talkative are in FOLDER.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from pydantic import TypeAdapter

from bot import logs
from bot.acts import Interval
from bot.adapter import Capabilities, Intake
from bot.bootstrap import Understanding, build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Effect, Receipt, Send
from bot.errors import Refused, Retryable, Unreachable
from bot.events import Event
from bot.intent.context import Context, Reading
from bot.store.tinydb import TinyDBStore
from tests.neighbourhood import MONDAY, place

HALL = Room(network="silent", chat="hall")
GROUP = Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,))
EVENTS = TypeAdapter(list[Event])
UNREADABLE, IMPOSSIBLE = "cataclop", "brimbelle"
"""What breaks the understanding, and what breaks a handler."""


class SilentNetwork:
    """Takes everything, sooner or later; what it complains of holds all that it was given."""

    network = HALL.network
    capabilities = Capabilities()

    def __init__(self) -> None:
        self._count = count(1)

    async def run(self, intake: Intake) -> None:
        raise NotImplementedError

    async def perform(self, effect: Effect, key: str) -> Receipt:
        number = next(self._count)
        match number % 5:
            case 1:
                raise Retryable(f"{effect!r}")
            case 3:
                raise RuntimeError(f"{effect!r}")
        if isinstance(effect.to, Account) and number % 2:
            raise Unreachable(f"{effect!r}")
        if not isinstance(effect, Send):
            raise Refused(f"{effect!r}")
        return Receipt(message=MessageRef(room=place(effect.to), id=f"bot{number}"))


class FragileLanguage(Understanding):
    """The real one; but one word breaks it, and another what is done about what was read."""

    def parse(self, text: str, context: Context) -> Reading:
        if UNREADABLE in text:
            raise RuntimeError(f"cannot read {text!r}")
        reading = super().parse(text, context)
        if IMPOSSIBLE in text:
            never = Interval(datetime(1, 1, 1), datetime(1, 1, 1))
            return replace(reading, acts=tuple(replace(act, when=never) for act in reading.acts))
        return reading


async def live(folder: Path) -> None:
    """Take in events until told to end."""
    logs.set_up("debug", as_json=True, file=folder / "palier.log")
    store = await TinyDBStore.open(folder / "data")
    language = FragileLanguage.load()
    palier = build(
        [GROUP],
        store,
        [SilentNetwork()],
        ManualClock(MONDAY),
        language=language,
        catalogue=language.parser.catalogue,
    )
    await palier.engine.open()
    for line in sys.stdin:
        if line == "crash\n":
            os.kill(os.getpid(), signal.SIGKILL)
        await palier.engine.take_in(EVENTS.validate_json(line))
        await palier.let_pass(timedelta(minutes=5))
    await palier.engine.close()


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1])))
