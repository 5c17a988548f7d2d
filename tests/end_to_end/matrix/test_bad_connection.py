"""Between the bot and its homeserver everything goes wrong that can; nothing is lost, nothing said twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from tests.end_to_end.matrix.conftest import Landing
from tests.synapse.proxy import Fault, Proxy

pytestmark = pytest.mark.slow

SENDING = r"^PUT .*/send/m\.room\.(message|encrypted)"
SYNCING = r"^GET .*/sync"
AT_ONCE = [fault for fault in Fault if fault is not Fault.HANG]
"""Faults that are noticed at once."""
ANSWER_LOST = [Fault.BAD_GATEWAY, Fault.CUT, Fault.NOT_JSON, Fault.RESET]
"""Faults that may happen to the answer, when the homeserver has done what it was asked."""
TRIES = {Fault.RESET: 4}
"""So often does it go wrong: where once would not do, for the HTTP library repeats by itself."""


@pytest.fixture
async def proxy(landing: Landing) -> AsyncIterator[Proxy]:
    async with Proxy.before(landing.synapse.address) as proxy:
        yield proxy


async def asks_through(
    landing: Landing, proxy: Proxy, faults: Sequence[Fault], path: str, *, after: bool
) -> None:
    """Have a request answered through each fault, one after the other."""
    for number, fault in enumerate(faults):
        proxy.spoils(fault, path, times=TRIES.get(fault, 1), after=after)
        await landing.lea.says(landing.room, f"cherche objet{number}")
        await landing.lea.sees(landing.room, f"objet{number}", by=landing.bot)
        await proxy.until(lambda: not proxy.has_orders, f"tried again after {fault}")


async def test_cards_arrive_once_though_their_sending_fails(landing: Landing, proxy: Proxy) -> None:
    async with landing.served(address=proxy.address, hurried=True):
        await asks_through(landing, proxy, AT_ONCE, SENDING, after=False)
    assert len(landing.cards()) == len(AT_ONCE)


async def test_cards_of_which_only_the_receipt_is_lost_are_not_sent_again(
    landing: Landing, proxy: Proxy
) -> None:
    async with landing.served(address=proxy.address, hurried=True) as at_work:
        await asks_through(landing, proxy, ANSWER_LOST, SENDING, after=True)
        await at_work.palier.settle()
        posts = at_work.palier.engine.books("lilas").posts
        seen = landing.lea.rooms[landing.room].by(landing.bot)
        assert {post.message.id for post in posts} == {message.id for message in seen}
    assert len(landing.cards()) == len(ANSWER_LOST)


async def test_the_keys_of_an_encrypted_card_arrive_though_their_sending_fails(
    landing: Landing, proxy: Proxy
) -> None:
    keys = r"^(PUT|POST) .*/(sendToDevice|keys/(query|claim|upload))"
    async with landing.served(address=proxy.address, hurried=True):
        proxy.spoils(Fault.BAD_GATEWAY, keys, times=2)
        proxy.spoils(Fault.NOT_JSON, keys, times=2, after=True)
        await landing.rosa.says(landing.room, "prête perceuse")
        await landing.lea.says(landing.room, "cherche perceuse")
        await landing.lea.sees(landing.room, "1 voisin prévenu", by=landing.bot)
        await landing.rosa.sees_privately("Je vous mets en relation ?", by=landing.bot)
    for neighbour in (landing.lea, landing.rosa):
        assert not any(sight.unreadable for sight in neighbour.rooms.values())


async def test_what_is_said_while_syncing_fails_is_heard_once(landing: Landing, proxy: Proxy) -> None:
    async with landing.served(address=proxy.address, hurried=True):
        await asks_through(landing, proxy, AT_ONCE, SYNCING, after=False)
    assert len(landing.cards()) == len(AT_ONCE)


async def test_what_was_in_an_answer_that_got_lost_is_heard_once(landing: Landing, proxy: Proxy) -> None:
    """Asked again from the same place, the homeserver gives the same keys and messages again."""
    async with landing.served(address=proxy.address, hurried=True):
        await asks_through(landing, proxy, ANSWER_LOST, SYNCING, after=True)
    assert len(landing.cards()) == len(ANSWER_LOST)


async def test_a_private_room_is_made_once_though_its_making_fails(landing: Landing, proxy: Proxy) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served(address=proxy.address, hurried=True):
        proxy.spoils(Fault.BAD_GATEWAY, r"^POST .*/createRoom")
        proxy.spoils(Fault.LIMITED, r"^POST .*/createRoom")
        proxy.spoils(Fault.CUT, r"^PUT .*/account_data/", after=True)
        await rosa.says(room, "prête perceuse")
        await lea.says(room, "cherche perceuse")
        await rosa.sees_privately("Je vous mets en relation ?", by=bot)
        await rosa.says(room, "prête échelle")
        await lea.says(room, "cherche échelle")
        await rosa.sees_privately("échelle", by=bot)
    assert len(rosa.private_rooms(bot)) == 1


async def test_a_send_that_hangs_holds_up_neither_hearing_nor_other_rooms(clear_landing: Landing) -> None:
    landing = clear_landing
    lea, bot = landing.lea, landing.bot
    other = await lea.opens("L'autre palier", invites=[bot])
    rooms = {"lilas": landing.room, "roses": other}
    async with (
        Proxy.before(landing.synapse.address) as proxy,
        landing.served(address=proxy.address, rooms=rooms),
    ):
        await lea.meets(other, bot)
        proxy.spoils(Fault.HANG, SENDING)
        await lea.says(landing.room, "cherche perceuse")
        await proxy.until(lambda: bool(proxy.spoilt), "sent")
        await lea.says(other, "cherche échelle")
        await lea.sees(other, "échelle", by=bot)
        assert not landing.cards()
        proxy.release()
        await lea.sees(landing.room, "perceuse", by=bot)
    assert len(landing.cards()) == 1


async def test_a_sync_that_hangs_for_ever_is_let_go(clear_landing: Landing) -> None:
    landing = clear_landing
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with (
        Proxy.before(landing.synapse.address) as proxy,
        landing.served(address=proxy.address, poll_seconds=1.0, hurried=True),
    ):
        proxy.spoils(Fault.HANG, SYNCING)
        await proxy.until(lambda: bool(proxy.spoilt), "synced")
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
    assert len(landing.cards()) == 1


async def test_a_homeserver_that_is_away_is_waited_for(landing: Landing, proxy: Proxy) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served(address=proxy.address, hurried=True):
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
        proxy.down = True
        await lea.says(room, "cherche échelle")
        before = proxy.requests.total()
        await proxy.until(lambda: proxy.requests.total() >= before + 6, "tried six times")
        proxy.heals()
        await lea.sees(room, "échelle", by=bot)
    assert len(landing.cards()) == 2
