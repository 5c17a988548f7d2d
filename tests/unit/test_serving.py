"""Several networks in one bot: they run together, end together, and are closed in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.bootstrap import Understanding
from bot.cli import serving
from bot.cli.networks import Network
from bot.cli.serving import at_work, run_until
from bot.commands import CommandNames
from bot.config import Settings, load
from bot.errors import ConfigError
from bot.intent.parser import Parser
from bot.store.memory import MemoryStore
from tests.doubles import StrictAdapter

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


@dataclass
class Scripted(StrictAdapter):
    """A network that runs until it is told how to end."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    end: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Exception | None = None
    story: list[str] = field(default_factory=list)

    async def run(self, intake: object) -> None:
        self.begun.set()
        try:
            await self.end.wait()
        finally:
            self.story.append(f"{self.network} stops")
        if self.failure is not None:
            raise self.failure

    async def close(self) -> None:
        self.story.append(f"{self.network} is closed")


class ToldStore(MemoryStore):
    """Tells when it is closed."""

    def __init__(self, story: list[str]) -> None:
        super().__init__()
        self.story = story

    async def close(self) -> None:
        if "store is closed" not in self.story:
            self.story.append("store is closed")


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(Parser.load(["fr"]), CommandNames.load(["fr"]))


@pytest.fixture
def story() -> list[str]:
    return []


@pytest.fixture
def networks(story: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[Scripted, Scripted]:
    pair = Scripted("one", story=story), Scripted("two", story=story)

    def opened(_: Settings) -> Iterator[Network]:
        yield from (Network(adapter, adapter.close) for adapter in pair)

    monkeypatch.setattr(serving, "open_networks", opened)
    return pair


async def lives(understanding: Understanding, story: list[str], told: asyncio.Event) -> None:
    store = ToldStore(story)
    async with at_work(load(EXAMPLE), store, understanding) as (palier, opened):
        await run_until(told, palier, opened)


async def test_when_it_is_told_to_stop_all_stop_then_the_store_then_what_they_hold(
    understanding: Understanding, story: list[str], networks: tuple[Scripted, Scripted]
) -> None:
    told = asyncio.Event()
    living = asyncio.create_task(lives(understanding, story, told))
    await asyncio.gather(*(network.begun.wait() for network in networks))
    told.set()
    await living
    assert story == [
        "one stops",
        "two stops",
        "store is closed",
        "one is closed",
        "two is closed",
    ]


async def test_a_network_that_fails_for_good_has_the_other_closed_and_says_why(
    understanding: Understanding, story: list[str], networks: tuple[Scripted, Scripted]
) -> None:
    networks[0].failure = ConfigError("log in again")
    living = asyncio.create_task(lives(understanding, story, asyncio.Event()))
    await asyncio.gather(*(network.begun.wait() for network in networks))
    networks[0].end.set()
    with pytest.raises(ExceptionGroup) as failed:
        await living
    assert [str(error) for error in failed.value.exceptions] == ["log in again"]
    assert story[-2:] == ["one is closed", "two is closed"]
    assert "two stops" in story


async def test_a_network_that_ends_ends_the_bot(
    understanding: Understanding, story: list[str], networks: tuple[Scripted, Scripted]
) -> None:
    living = asyncio.create_task(lives(understanding, story, asyncio.Event()))
    await asyncio.gather(*(network.begun.wait() for network in networks))
    networks[1].end.set()
    await living
    assert "one stops" in story


async def test_what_was_opened_is_closed_though_the_next_cannot_be(
    understanding: Understanding, story: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Scripted("one", story=story)

    def opened(_: Settings) -> Iterator[Network]:
        yield Network(first, first.close)
        raise ConfigError("no login")

    monkeypatch.setattr(serving, "open_networks", opened)
    with pytest.raises(ConfigError, match="no login"):
        await lives(understanding, story, asyncio.Event())
    assert story == ["store is closed", "one is closed"]
