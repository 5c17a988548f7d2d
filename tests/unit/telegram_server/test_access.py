"""Where the bot may speak, and what it is told where it may not."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from tests.unit.telegram_server.conftest import Desk


def says_no(kind: type[TelegramError], words: str) -> AbstractContextManager[object]:
    return pytest.raises(kind, match=f"(?i)^(?:Forbidden: )?{re.escape(words)}$")


async def test_a_chat_that_is_not_there_is_not_found(desk: Desk) -> None:
    for chat in (-1_001_999_999_999, 4_242, "@nowhere", "nonsense"):
        with says_no(BadRequest, "chat not found"):
            await desk.bot.send_message(chat, "a")


async def test_nobody_is_written_to_who_did_not_start_it(desk: Desk) -> None:
    with says_no(Forbidden, "bot can't initiate conversation with a user"):
        await desk.bot.send_message(desk.rosa.id, "a")
    desk.rosa.starts()
    await desk.bot.send_message(desk.rosa.id, "a")
    assert desk.rosa.texts() == ["a"]


async def test_somebody_never_met_is_not_even_found(desk: Desk) -> None:
    stranger = desk.town.person("Paul", started=False)
    with says_no(BadRequest, "chat not found"):
        await desk.bot.send_message(stranger.id, "a")


async def test_who_blocked_the_bot_is_not_written_to(desk: Desk) -> None:
    sent = await desk.bot.send_message(desk.lea.id, "a")
    desk.lea.blocks()
    with says_no(Forbidden, "bot was blocked by the user"):
        await desk.bot.send_message(desk.lea.id, "b")
    with says_no(Forbidden, "bot was blocked by the user"):
        await desk.bot.edit_message_text("b", desk.lea.id, sent.message_id)
    (update,) = await desk.updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    desk.lea.unblocks()
    await desk.bot.send_message(desk.lea.id, "b")


async def test_a_deleted_account_is_not_written_to(desk: Desk) -> None:
    desk.lea.user.deactivated = True
    with says_no(Forbidden, "user is deactivated"):
        await desk.bot.send_message(desk.lea.id, "a")


async def test_bots_do_not_write_to_bots(desk: Desk) -> None:
    other = desk.town.bot("weather")
    desk.hall.welcomes(type(desk.lea)(desk.server.network, other))
    with says_no(Forbidden, "bot can't send messages to bots"):
        await desk.bot.send_message(other.id, "a")


async def test_a_bot_that_was_thrown_out_is_told(desk: Desk) -> None:
    small = desk.town.group("Petit", desk.lea)
    for room, kind in ((desk.hall, "supergroup"), (small, "group")):
        room.kicks_bot()
        with says_no(Forbidden, f"bot was kicked from the {kind} chat"):
            await desk.bot.send_message(room.id, "a")
    room = desk.town.supergroup("Ailleurs", desk.lea, with_bot=False)
    with says_no(Forbidden, "bot is not a member of the supergroup chat"):
        await desk.bot.send_message(room.id, "a")


async def test_a_silenced_bot_needs_to_be_in_charge(desk: Desk) -> None:
    desk.hall.silences_bot()
    with says_no(BadRequest, "not enough rights to send text messages to the chat"):
        await desk.bot.send_message(desk.hall.id, "a")
    desk.hall.promotes_bot()
    await desk.bot.send_message(desk.hall.id, "a")


async def test_pinning_needs_the_right_to(desk: Desk) -> None:
    sent = await desk.bot.send_message(desk.hall.id, "a")
    with says_no(BadRequest, "not enough rights to manage pinned messages in the chat"):
        await desk.bot.pin_chat_message(desk.hall.id, sent.message_id)
    desk.hall.promotes_bot()
    await desk.bot.pin_chat_message(desk.hall.id, sent.message_id)
    pinned = (await desk.updates())[-1].message
    assert pinned is not None
    assert pinned.pinned_message is not None
    assert pinned.pinned_message.message_id == sent.message_id


async def test_an_upgraded_group_gives_its_new_address(desk: Desk) -> None:
    small = desk.town.group("Petit", desk.lea, desk.rosa)
    sent = await desk.bot.send_message(small.id, "a")
    await desk.updates()
    large = small.is_upgraded()
    before, after = [update.message for update in await desk.updates()]
    assert before is not None
    assert after is not None
    assert (before.chat.id, before.migrate_to_chat_id) == (small.id, large.id)
    assert (after.chat.id, after.migrate_from_chat_id) == (large.id, small.id)
    with pytest.raises(ChatMigrated) as moved:
        await desk.bot.send_message(small.id, "b")
    assert moved.value.new_chat_id == large.id
    with says_no(BadRequest, "message_id_invalid"):
        await desk.bot.edit_message_text("b", small.id, sent.message_id)
    await desk.bot.send_message(large.id, "b")


async def test_a_topic_has_to_be_there_and_open(desk: Desk) -> None:
    forum = desk.town.supergroup("Forum", desk.lea, forum=True)
    topic = forum.topic("Coups de main")
    sent = await desk.bot.send_message(forum.id, "a", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.forum_topic_created is not None
    with says_no(BadRequest, "message thread not found"):
        await desk.bot.send_message(forum.id, "a", message_thread_id=999)
    with says_no(BadRequest, "message thread not found"):
        await desk.bot.send_message(desk.hall.id, "a", message_thread_id=1)
    forum.closes(topic)
    with says_no(BadRequest, "topic_closed"):
        await desk.bot.send_message(forum.id, "a", message_thread_id=topic)
    forum.promotes_bot({"can_manage_topics"})
    await desk.bot.send_message(forum.id, "a", message_thread_id=topic)


async def test_who_is_in_charge_is_told(desk: Desk) -> None:
    assert (await desk.bot.get_chat_member(desk.hall.id, desk.bot.id)).status == "member"
    desk.hall.promotes_bot()
    assert (await desk.bot.get_chat_member(desk.hall.id, desk.bot.id)).status == "administrator"
    assert (await desk.bot.get_chat_member(desk.hall.id, desk.lea.id)).status == "creator"
    paul = desk.town.person("Paul")
    assert (await desk.bot.get_chat_member(desk.hall.id, paul.id)).status == "left"
    administrators = await desk.bot.get_chat_administrators(desk.hall.id)
    assert {member.user.id for member in administrators} == {desk.lea.id, desk.bot.id}
    assert await desk.bot.get_chat_member_count(desk.hall.id) == 3
    with says_no(BadRequest, "user not found"):
        await desk.bot.get_chat_member(desk.hall.id, 4_242)


async def test_a_bot_that_left_hears_of_it_and_of_nothing_more(desk: Desk) -> None:
    await desk.bot.leave_chat(desk.hall.id)
    left, changed = await desk.updates()
    assert left.message is not None
    assert left.message.left_chat_member is not None
    assert changed.my_chat_member is not None
    desk.lea.says(desk.hall, "/list@palier_bot")
    assert not await desk.updates()
