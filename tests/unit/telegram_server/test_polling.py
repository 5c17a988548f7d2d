"""Updates are kept until they are confirmed, and given to one poller."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken

from tests.telegram.server import TOKEN
from tests.unit.telegram_server.conftest import Desk


def texts(updates: tuple[Update, ...] | list[Update]) -> list[str | None]:
    return [update.effective_message.text for update in updates if update.effective_message]


def say(desk: Desk, *texts: str) -> int:
    """Have Léa say things to the bot; give the first update's id."""
    for text in texts:
        desk.lea.writes(text)
    return desk.server.network.updates.pending[0].id


async def test_what_is_not_confirmed_comes_again(desk: Desk) -> None:
    first = say(desk, "un", "deux")
    assert texts(await desk.bot.get_updates(offset=first)) == ["un", "deux"]
    assert texts(await desk.bot.get_updates(offset=first - 1)) == ["un", "deux"]
    assert texts(await desk.bot.get_updates(offset=first + 1)) == ["deux"]
    assert texts(await desk.bot.get_updates(offset=first)) == ["deux"]


async def test_a_hundred_come_at_most(desk: Desk) -> None:
    first = say(desk, *map(str, range(130)))
    batch = await desk.bot.get_updates(offset=first, limit=100)
    assert len(batch) == 100
    rest = await desk.bot.get_updates(offset=batch[-1].update_id + 1)
    assert texts(rest) == [str(number) for number in range(100, 130)]


async def test_a_negative_offset_keeps_the_last_and_forgets_the_rest(desk: Desk) -> None:
    first = say(desk, "un", "deux", "trois")
    assert texts(await desk.bot.get_updates(offset=-1)) == ["trois"]
    assert texts(await desk.bot.get_updates(offset=first)) == ["trois"]


async def test_an_offset_far_ahead_confirms_nothing(desk: Desk) -> None:
    first = say(desk, "un")
    assert texts(await desk.bot.get_updates(offset=first + 5000)) == ["un"]


async def test_asking_the_same_again_at_once_gives_one_update(desk: Desk) -> None:
    first = say(desk, "un", "deux")
    assert len(await desk.bot.get_updates(offset=first)) == 2
    assert len(await desk.bot.get_updates(offset=first)) == 1


async def test_a_long_poll_ends_with_the_first_news(desk: Desk) -> None:
    poll = asyncio.create_task(desk.bot.get_updates(timeout=30))
    await until_polling(desk)
    desk.lea.writes("bonjour")
    assert texts(await poll) == ["bonjour"]


async def test_a_day_later_an_update_is_gone(desk: Desk) -> None:
    first = say(desk, "hier")
    desk.server.network.hours.skip(86_401)
    assert await desk.bot.get_updates(offset=first) == ()


async def test_a_press_is_gone_after_a_few_minutes(desk: Desk) -> None:
    desk.server.network.press(desk.lea.user, desk.lea.writes("x"), "v1:claim:1")
    desk.server.network.hours.skip(151)
    assert [u.callback_query for u in await desk.updates()] == [None]


async def test_allowed_updates_are_remembered_until_given_anew(desk: Desk) -> None:
    desk.hall.promotes_bot()
    card = await desk.bot.send_message(desk.hall.id, "carte")
    shown = desk.hall.chat.messages[card.message_id]
    await desk.updates()
    desk.lea.reacts(shown, "👍")
    assert not await desk.updates(), "reactions only come if they are asked for by name"
    await desk.bot.get_updates(offset=1, allowed_updates=["message", "message_reaction"])
    desk.lea.reacts(shown, "❤")
    desk.lea.writes("un")
    desk.lea.edits(desk.lea.writes("deux"), "deux et demi")
    updates = await desk.updates()
    assert [bool(update.message_reaction) for update in updates] == [True, False, False]
    assert not any(update.edited_message for update in updates)


async def test_an_empty_list_of_allowed_updates_means_the_usual_ones(desk: Desk) -> None:
    await desk.bot.get_updates(offset=1, allowed_updates=["callback_query"])
    desk.lea.writes("un")
    await desk.bot.get_updates(offset=2, allowed_updates=[])
    desk.lea.writes("deux")
    assert texts(await desk.updates()) == ["deux"]


async def test_a_second_poller_ends_the_first_with_a_conflict(desk: Desk) -> None:
    first = asyncio.create_task(desk.bot.get_updates(timeout=30))
    await until_polling(desk)
    async with Bot(TOKEN, base_url=desk.server.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one"):
            await first
        desk.lea.writes("bonjour")
        assert texts(await second) == ["bonjour"]


async def test_a_wrong_token_is_not_let_in(desk: Desk) -> None:
    for token in ("7000000001:AAnotherTokenThatIsNotTheirs_00000", "garbage"):
        with pytest.raises(InvalidToken):
            async with Bot(token, base_url=desk.server.base_url):
                pass


async def until_polling(desk: Desk) -> None:
    async with asyncio.timeout(10):
        while not desk.server.network.polling.is_waiting:  # noqa: ASYNC110 - it is about another connection
            await asyncio.sleep(0.01)
