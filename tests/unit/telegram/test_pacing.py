"""Turns at the pace that Telegram allows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from adapters.telegram.pacing import Pacing
from bot.clock import ManualClock

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
HALL, GARDEN, LEA = "-1001", "-1002", "11"


class Counter:
    """Sends, and writes down when."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOON)
        self.pacing = Pacing(self.clock)
        self.sent: list[tuple[str, float]] = []

    async def send(self, chat: str, lasts: float = 0) -> None:
        async with self.pacing.turn(chat):
            await self.clock.sleep_until(self.clock.now() + timedelta(seconds=lasts))
            self.sent.append((chat, (self.clock.now() - NOON).total_seconds()))

    async def all(self, *chats: str, within: float) -> None:
        """Have one message sent for each of these, in steps of a tenth of a second."""
        tasks = [asyncio.create_task(self.send(chat)) for chat in chats]
        for tenths in range(int(within * 10) + 1):
            self.clock.move_to(NOON + timedelta(seconds=tenths / 10))
            for _ in range(3 * len(chats)):
                await asyncio.sleep(0)
        assert all(task.done() for task in tasks), f"only {len(self.sent)} were sent"

    def times(self, chat: str) -> list[float]:
        return [at for where, at in self.sent if where == chat]


async def test_a_chat_hears_one_message_a_second() -> None:
    counter = Counter()
    await counter.all(HALL, HALL, HALL, within=3)
    assert counter.times(HALL) == [0, 1, 2]


async def test_chats_do_not_wait_for_each_other() -> None:
    counter = Counter()
    await counter.all(HALL, HALL, GARDEN, LEA, within=2)
    assert [counter.times(chat)[0] for chat in (HALL, GARDEN, LEA)] == [0, 0, 0]


async def test_a_group_hears_twenty_messages_a_minute_and_a_person_more() -> None:
    counter = Counter()
    await counter.all(*[HALL] * 21, *[LEA] * 30, within=61)
    assert counter.times(HALL)[19:] == [19, 60]
    assert counter.times(LEA)[-1] == 29


async def test_all_chats_together_hear_thirty_messages_a_second() -> None:
    counter = Counter()
    await counter.all(*map(str, range(40)), within=3)
    assert sum(at < 1 for _, at in counter.sent) == 30


async def test_who_is_asked_to_wait_holds_up_nobody_else() -> None:
    counter = Counter()
    counter.pacing.block(HALL, 30)
    await counter.all(HALL, GARDEN, within=31)
    assert (counter.times(HALL), counter.times(GARDEN)) == ([30], [0])


async def test_a_second_is_counted_from_the_answer() -> None:
    counter = Counter()
    first = asyncio.create_task(counter.send(HALL, lasts=5))
    second = asyncio.create_task(counter.send(HALL))
    for tenths in range(70):
        counter.clock.move_to(NOON + timedelta(seconds=tenths / 10))
        for _ in range(5):
            await asyncio.sleep(0)
    await asyncio.gather(first, second)
    assert counter.times(HALL) == [5, 6]
