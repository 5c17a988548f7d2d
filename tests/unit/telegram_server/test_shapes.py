"""What the server says has the fields that the API has, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import Message, TelegramObject, Update

from tests.telegram.people import Person
from tests.unit.telegram_server.conftest import Desk

OLD_NAMES = {"new_chat_member", "new_chat_participant", "left_chat_participant"}
"""The real server still says them beside the documented ones (`JsonMessage`)."""


def unknown_fields(what: object) -> Iterator[str]:
    """Give the fields that python-telegram-bot does not know."""
    if isinstance(what, TelegramObject):
        yield from (f"{type(what).__name__}.{name}" for name in what.api_kwargs)
        names = {name for kind in type(what).__mro__ for name in getattr(kind, "__slots__", ())}
        for name in names - {"api_kwargs", "_bot"}:
            yield from unknown_fields(getattr(what, name, None))
    elif isinstance(what, list | tuple):
        for each in what:
            yield from unknown_fields(each)


def at_all(what: object) -> set[str]:
    return {name.partition(".")[2] for name in unknown_fields(what)} - OLD_NAMES


async def test_every_kind_of_update_has_known_fields_only(desk: Desk) -> None:
    await desk.bot.get_updates(offset=1, allowed_updates=Update.ALL_TYPES)
    desk.hall.promotes_bot()
    desk.hall.promotes(desk.rosa, anonymous=True)
    forum = desk.town.supergroup("Forum", desk.lea, forum=True)
    forum.promotes_bot()
    topic = forum.topic("Coups de main")
    small = desk.town.group("Petit", desk.lea)
    small.is_upgraded()
    channel = desk.town.channel("La gazette", desk.lea)
    said = desk.lea.says(desk.hall, "besoin de @rosa #perceuse https://example.org /list")
    desk.rosa.says_anonymously(desk.hall, "oui", reply_to=said)
    desk.lea.says_as(desk.hall, channel, "bonjour")
    desk.town.forwards(channel, desk.hall, "bonjour")
    desk.lea.says(forum, "dans le sujet", topic=topic)
    forum.closes(topic)
    desk.lea.says(desk.hall, "par un autre", via=desk.town.bot("gif"))
    desk.lea.shows_photo(desk.hall, "ma perceuse")
    desk.lea.shares(desk.hall, contact={"phone_number": "+33600000000", "first_name": "Léa"})
    desk.lea.shares(desk.hall, location={"latitude": 48.85, "longitude": 2.35})
    desk.lea.edits(said, "besoin de rien")
    desk.lea.reacts(said, "👍")
    desk.lea.starts("lilas")
    desk.lea.blocks()
    desk.hall.pins(said)
    desk.hall.renames("Palier")
    desk.hall.sees_off(desk.rosa)
    press = desk.server.network.press(desk.lea.user, said, "v1:claim:1")
    assert press.answer is None
    updates = await desk.updates()
    kinds = {name for update in updates for name in update.to_dict() if name != "update_id"}
    expected = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    assert kinds == {*expected, "message_reaction"}
    assert at_all(updates) == set()


async def test_every_answer_has_known_fields_only(desk: Desk) -> None:
    desk.hall.promotes_bot()
    said = desk.lea.writes("bonjour")
    answers: list[object] = [
        await desk.bot.get_me(),
        await desk.bot.get_chat(desk.hall.id),
        await desk.bot.get_chat(desk.lea.id),
        await desk.bot.get_chat_member(desk.hall.id, desk.lea.id),
        await desk.bot.get_chat_administrators(desk.hall.id),
        await desk.bot.get_webhook_info(),
        await desk.bot.send_message(desk.lea.id, "bonsoir", reply_to_message_id=said.id),
    ]
    assert at_all(answers) == set()


async def test_messages_of_private_chats_and_small_groups_share_one_count(desk: Desk) -> None:
    small = desk.town.group("Petit", desk.lea)
    ids = [message.message_id for message in (await one(desk, small.id), await one(desk, desk.lea.id))]
    assert ids[1] == ids[0] + 1
    fresh = desk.town.supergroup("Neuf", desk.lea)
    assert (await one(desk, fresh.id)).message_id == 2


async def one(desk: Desk, chat: int) -> Message:
    return await desk.bot.send_message(chat, "a")


async def test_a_photo_brings_its_words_as_a_caption(desk: Desk) -> None:
    desk.hall.promotes_bot()
    await desk.updates()
    desk.lea.shows_photo(desk.hall, "ma perceuse")
    (update,) = await desk.updates()
    assert update.message is not None
    assert (update.message.caption, update.message.text) == ("ma perceuse", None)
    assert update.message.photo


async def test_people_are_named_as_they_name_themselves(desk: Desk) -> None:
    rosa: Person = desk.rosa
    rosa.starts("lilas")
    (update,) = await desk.updates()
    assert update.effective_user is not None
    assert update.effective_user.full_name == "Rosa Diaz"
    assert update.message is not None
    assert update.message.text == "/start lilas"
