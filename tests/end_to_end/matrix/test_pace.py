"""How often the bot asks and speaks: within a default Synapse's limits, and hardly at all when idle."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.matrix.conftest import Landing, opened
from tests.synapse.proxy import Proxy
from tests.synapse.server import Synapse

pytestmark = pytest.mark.slow

SYNC = "GET /_matrix/client/v3/sync"


@pytest.fixture(scope="module")
def strict_synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """Give a Synapse with the rate limits that it comes with."""
    with Synapse.started(tmp_path_factory.mktemp("strict"), limits={}) as running:
        yield running


@pytest.fixture
async def strict_landing(strict_synapse: Synapse, tmp_path: Path) -> AsyncIterator[Landing]:
    """Give a landing where the bot is limited, and its neighbours are not."""
    async with opened(strict_synapse, tmp_path, encrypted=False) as landing:
        for neighbour in (landing.lea, landing.rosa):
            strict_synapse.frees(neighbour.id)
            neighbour.patience = 120.0
        landing.home = replace(landing.home, unlimited=False)
        yield landing


async def test_a_busy_room_arrives_whole_and_holds_up_no_other(strict_landing: Landing) -> None:
    landing = strict_landing
    lea, bot = landing.lea, landing.bot
    quiet = await lea.opens("L'autre palier", invites=[bot])
    rooms = {"lilas": landing.room, "roses": quiet}
    busy = 12
    async with Proxy.before(landing.synapse.address) as proxy:
        async with landing.served(address=proxy.address, rooms=rooms):
            await lea.meets(quiet, bot)
            for number in range(busy):
                await lea.says(landing.room, f"cherche objet{number}")
            await lea.sees(landing.room, "objet1", by=bot)
            await lea.says(quiet, "cherche perceuse")
            await lea.sees(quiet, "perceuse", by=bot)
            assert len(landing.cards()) < busy, (
                "the homeserver has no limit, or the quiet room waited for all"
            )
            await lea.until(lambda: len(landing.cards()) == busy, "every card", landing.room)
        sent = sum(n for asked, n in proxy.requests.items() if asked.startswith("PUT") and "/send/" in asked)
    numbers = [card.split("objet")[1].split("\n")[0] for card in landing.cards()]
    assert numbers == [str(number) for number in range(busy)]
    assert sent <= 4 * (busy + 1), "it hammers the homeserver"


async def test_an_idle_bot_asks_for_nothing_but_the_next_events(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with (
        Proxy.before(landing.synapse.address) as proxy,
        landing.served(address=proxy.address, poll_seconds=1.0) as at_work,
    ):
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
        await at_work.palier.settle()
        settled = proxy.requests[SYNC] + 3
        await proxy.until(lambda: proxy.requests[SYNC] >= settled, "synced")
        before = proxy.requests.copy()
        await proxy.until(lambda: proxy.requests[SYNC] >= before[SYNC] + 5, "synced")
        assert proxy.requests - before == {SYNC: 5}


async def test_the_bot_never_logs_in_again(clear_landing: Landing) -> None:
    landing = clear_landing
    async with Proxy.before(landing.synapse.address) as proxy:
        for number in range(3):
            async with landing.served(address=proxy.address):
                await landing.lea.says(landing.room, f"cherche objet{number}")
                await landing.lea.sees(landing.room, f"objet{number}", by=landing.bot)
    assert not [asked for asked in proxy.requests if asked.endswith(("/login", "/register"))]
