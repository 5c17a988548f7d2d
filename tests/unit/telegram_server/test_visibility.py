"""What a bot gets to read in a group: https://core.telegram.org/bots/features#privacy-mode."""

from __future__ import annotations

from telegram import Update

from tests.telegram.people import Person
from tests.unit.telegram_server.conftest import Desk


async def test_privacy_mode_is_on_unless_it_is_turned_off(desk: Desk) -> None:
    assert (await desk.bot.get_me()).can_read_all_group_messages is False
    desk.lea.says(desk.hall, "besoin d'une perceuse")
    assert not await desk.updates()


async def test_commands_mentions_and_replies_get_through(desk: Desk) -> None:
    card = await desk.bot.send_message(desk.hall.id, "carte")
    shown = desk.hall.chat.messages[card.message_id]
    said = ("/list", "/list@palier_bot", "dis @Palier_Bot, besoin d'une perceuse")
    for text in said:
        desk.lea.says(desk.hall, text)
    desk.rosa.says(desk.hall, "je prends", reply_to=shown)
    desk.rosa.says(desk.hall, "et moi ?", reply_to=desk.lea.says(desk.hall, "bonjour"))
    desk.lea.says(desk.hall, "/list@weather_bot @palier_bots e@palier_bot")
    assert texts(await desk.updates()) == [*said, "je prends"]


async def test_a_command_without_a_name_is_for_the_bot_that_wrote_last(desk: Desk) -> None:
    weather = Person(desk.server.network, desk.town.bot("weather"))
    desk.hall.welcomes(weather)
    weather.says(desk.hall, "il pleut")
    await desk.updates()
    desk.lea.says(desk.hall, "/list")
    assert not await desk.updates()
    await desk.bot.send_message(desk.hall.id, "carte")
    desk.lea.says(desk.hall, "/list")
    assert texts(await desk.updates()) == ["/list"]


async def test_an_administrator_reads_everything(desk: Desk) -> None:
    desk.hall.promotes_bot()
    await desk.updates()
    desk.lea.says(desk.hall, "il fait beau")
    assert texts(await desk.updates()) == ["il fait beau"]
    desk.hall.demotes_bot()
    await desk.updates()
    desk.lea.says(desk.hall, "il fait beau")
    assert not await desk.updates()


async def test_turning_privacy_off_counts_once_the_bot_is_added_again(desk: Desk) -> None:
    desk.server.network.bot.privacy = False
    assert (await desk.bot.get_me()).can_read_all_group_messages is True
    desk.lea.says(desk.hall, "un")
    assert not await desk.updates()
    desk.hall.kicks_bot()
    desk.hall.adds_bot()
    await desk.updates()
    desk.lea.says(desk.hall, "deux")
    assert texts(await desk.updates()) == ["deux"]


async def test_service_messages_always_come(desk: Desk) -> None:
    paul = desk.town.person("Paul")
    desk.hall.welcomes(paul)
    desk.hall.renames("Le grand palier")
    desk.hall.pins(desk.lea.says(desk.hall, "règlement"))
    desk.hall.sees_off(paul)
    joined, renamed, pinned, left = [update.message for update in await desk.updates()]
    assert joined is not None
    assert [user.id for user in joined.new_chat_members] == [paul.id]
    assert renamed is not None
    assert renamed.new_chat_title == "Le grand palier"
    assert pinned is not None
    assert pinned.pinned_message is not None
    assert left is not None
    assert left.left_chat_member is not None


async def test_other_bots_are_not_heard(desk: Desk) -> None:
    desk.hall.promotes_bot()
    weather = Person(desk.server.network, desk.town.bot("weather"))
    desk.hall.welcomes(weather)
    await desk.updates()
    weather.says(desk.hall, "il pleut @palier_bot")
    assert not await desk.updates()


async def test_what_the_bot_says_does_not_come_back(desk: Desk) -> None:
    desk.hall.promotes_bot()
    await desk.updates()
    sent = await desk.bot.send_message(desk.hall.id, "carte")
    await desk.bot.edit_message_text("carte 2", desk.hall.id, sent.message_id)
    assert not await desk.updates()


async def test_an_anonymous_administrator_stands_behind_the_group(desk: Desk) -> None:
    desk.hall.promotes_bot()
    desk.hall.promotes(desk.rosa, anonymous=True)
    await desk.updates()
    desk.rosa.says_anonymously(desk.hall, "besoin d'une perceuse")
    (update,) = await desk.updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.sender_chat is not None
    assert (update.message.from_user.id, update.message.sender_chat.id) == (1087968824, desk.hall.id)


async def test_a_channel_stands_before_its_owner(desk: Desk) -> None:
    desk.hall.promotes_bot()
    await desk.updates()
    channel = desk.town.channel("La gazette", desk.lea)
    desk.lea.says_as(desk.hall, channel, "le journal est là")
    desk.town.forwards(channel, desk.hall, "le journal encore")
    said, forwarded = [update.message for update in await desk.updates()]
    for message, stand_in in ((said, 136817688), (forwarded, 777000)):
        assert message is not None
        assert message.from_user is not None
        assert message.sender_chat is not None
        assert (message.from_user.id, message.sender_chat.id) == (stand_in, channel.id)
    assert forwarded is not None
    assert forwarded.is_automatic_forward


async def test_an_edit_comes_as_one_and_a_deletion_does_not_come(desk: Desk) -> None:
    said = desk.lea.writes("avant")
    await desk.updates()
    desk.lea.edits(said, "après")
    desk.lea.deletes(said)
    (update,) = await desk.updates()
    assert update.edited_message is not None
    assert (update.edited_message.text, update.edited_message.message_id) == ("après", said.id)


async def test_reactions_are_seen_in_private_and_by_administrators(desk: Desk) -> None:
    await desk.bot.get_updates(offset=1, allowed_updates=Update.ALL_TYPES)
    card = await desk.bot.send_message(desk.hall.id, "carte")
    shown = desk.hall.chat.messages[card.message_id]
    desk.lea.reacts(shown, "👍")
    assert not await desk.updates()
    desk.hall.promotes_bot()
    await desk.updates()
    desk.lea.reacts(shown, "👎")
    (update,) = await desk.updates()
    assert update.message_reaction is not None
    assert update.message_reaction.user is not None
    assert update.message_reaction.user.id == desk.lea.id
    assert [r.to_dict()["emoji"] for r in update.message_reaction.new_reaction] == ["👎"]
    assert [r.to_dict()["emoji"] for r in update.message_reaction.old_reaction] == ["👍"]
    desk.lea.reacts(desk.lea.writes("merci"), "❤")
    assert (await desk.updates())[-1].message_reaction is not None


async def test_comings_and_goings_are_told_to_administrators_who_ask(desk: Desk) -> None:
    await desk.bot.get_updates(offset=1, allowed_updates=Update.ALL_TYPES)
    desk.hall.promotes_bot()
    await desk.updates()
    paul = desk.town.person("Paul")
    desk.hall.welcomes(paul)
    changed, _ = await desk.updates()
    assert changed.chat_member is not None
    assert changed.chat_member.new_chat_member.user.id == paul.id


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]
