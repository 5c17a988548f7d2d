"""Time that stands until it is moved, time that passes, and the tick that asks what is due."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.clock
from bot.clock import ManualClock, SystemClock, Ticker

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def rest() -> None:
    """Let every task go on as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_manual_clock_stands() -> None:
    clock = ManualClock(NOON)
    await asyncio.sleep(0.001)
    assert clock.now() == NOON


@given(st.lists(st.timedeltas(-HOUR, HOUR)))
def test_a_manual_clock_never_goes_back(moves: list[timedelta]) -> None:
    clock = ManualClock(NOON)
    for move in moves:
        before = clock.now()
        clock.move_to(NOON + move)
        assert clock.now() == max(before, NOON + move)


async def test_sleepers_wake_at_their_instant_and_not_before() -> None:
    clock = ManualClock(NOON)
    woken: list[str] = []

    async def sleeper(name: str, until: datetime) -> None:
        await clock.sleep_until(until)
        woken.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(sleeper("late", NOON + 2 * HOUR))
        group.create_task(sleeper("early", NOON + HOUR))
        group.create_task(sleeper("early too", NOON + HOUR))
        group.create_task(sleeper("never asleep", NOON))
        await rest()
        assert woken == ["never asleep"]
        clock.move_to(NOON + HOUR - timedelta.resolution)
        await rest()
        assert woken == ["never asleep"]
        clock.move_to(NOON + HOUR)
        await rest()
        assert woken == ["never asleep", "early", "early too"]
        clock.move_to(NOON + 3 * HOUR)
    assert woken[-1] == "late"


async def test_one_leap_wakes_everybody_in_the_order_of_their_instants() -> None:
    clock = ManualClock(NOON)
    woken: list[int] = []

    async def sleeper(hours: int) -> None:
        await clock.sleep_until(NOON + hours * HOUR)
        woken.append(hours)

    async with asyncio.TaskGroup() as group:
        for hours in (3, 1, 2):
            group.create_task(sleeper(hours))
        await rest()
        clock.move_to(NOON + timedelta(days=1))
    assert woken == [1, 2, 3]


async def test_who_no_longer_waits_is_not_woken() -> None:
    clock = ManualClock(NOON)
    sleeper = asyncio.create_task(clock.sleep_until(NOON + HOUR))
    await rest()
    sleeper.cancel()
    await rest()
    clock.move_to(NOON + HOUR)
    assert sleeper.cancelled()


async def test_the_machine_s_clock_tells_utc_and_lets_time_pass() -> None:
    clock = SystemClock()
    before = clock.now()
    assert before.utcoffset() == timedelta(0)
    await clock.sleep_until(before + timedelta(milliseconds=5))
    assert clock.now() >= before + timedelta(milliseconds=5)


async def test_the_machine_s_clock_returns_at_once_from_what_is_past() -> None:
    clock = SystemClock()
    await clock.sleep_until(datetime(2000, 1, 1, tzinfo=UTC))


async def test_a_sleep_goes_on_if_the_clock_was_set_back_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    readings = iter([NOON, NOON - HOUR, NOON + timedelta(milliseconds=1), NOON + HOUR])
    last = [NOON]

    def now() -> datetime:
        last[0] = next(readings)
        return last[0]

    monkeypatch.setattr(clock, "now", now)
    monkeypatch.setattr(bot.clock, "_NAP", timedelta(milliseconds=1))
    await clock.sleep_until(NOON + timedelta(milliseconds=2))
    assert last == [NOON + HOUR]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.clock, "TICK", timedelta(milliseconds=5))


async def ticks(count: int, failing: int = 0) -> int:
    """Run a ticker until it has ticked so often; give how often it ticked in all."""
    seen = 0
    enough = asyncio.Event()

    async def tick() -> None:
        nonlocal seen
        seen += 1
        if seen >= count:
            enough.set()
        if seen <= failing:
            raise RuntimeError("a tick that fails")

    ticker = Ticker(tick)
    ticker.start()
    await enough.wait()
    ticker.stop()
    await rest()
    stopped = seen
    await asyncio.sleep(0.03)
    assert seen == stopped, "it ticks no more once it is stopped"
    return seen


@pytest.mark.usefixtures("quick")
async def test_it_ticks_until_it_is_stopped() -> None:
    assert await ticks(3) >= 3


@pytest.mark.usefixtures("quick")
async def test_a_tick_that_fails_does_not_end_the_ticking() -> None:
    assert await ticks(3, failing=2) >= 3


@pytest.mark.usefixtures("quick")
async def test_no_tick_begins_while_another_is_under_way() -> None:
    begun = 0
    entered, gate, again = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        nonlocal begun
        begun += 1
        entered.set()
        if begun > 1:
            again.set()
        await gate.wait()

    ticker = Ticker(tick)
    ticker.start()
    await entered.wait()
    await asyncio.sleep(0.03)
    assert begun == 1
    gate.set()
    await again.wait()
    ticker.stop()
    await rest()


async def test_a_ticker_that_was_not_started_does_not_tick() -> None:
    async def tick() -> None:
        raise AssertionError

    Ticker(tick)
    await rest()
