"""What is sent is checked as the real server checks it, and refused in its words."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, EndPointNotFound

from tests.unit.telegram_server.conftest import Desk


def keyboard(text: str = "Oui", **others: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, **others)]])  # type: ignore[arg-type]  # by name


async def send(desk: Desk, text: str, **others: object) -> Message:
    return await desk.bot.send_message(desk.lea.id, text, **others)  # type: ignore[arg-type]  # by name


def refuses(words: str) -> AbstractContextManager[object]:
    """Expect a BadRequest in these words; PTB drops the prefix and may write the first letter large."""
    return pytest.raises(BadRequest, match=f"(?i)^{re.escape(words)}$")


async def test_a_text_comes_back_as_it_is_shown(desk: Desk) -> None:
    sent = await send(desk, "<b>Léa</b> cherche &amp; trouve 🪜", parse_mode="HTML")
    assert sent.text == "Léa cherche & trouve 🪜"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 3)]


async def test_entities_are_counted_in_utf16_units(desk: Desk) -> None:
    sent = await send(desk, "🪜 <i>été</i>", parse_mode="HTML")
    assert [(e.offset, e.length) for e in sent.entities] == [(3, 3)]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<b>", "can't parse entities: Can't find end tag corresponding to start tag b"),
        ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("été <x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 6'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("<b", "can't parse entities: Unclosed start tag at byte offset 0"),
        ("<a href=x>", "Can't find end tag corresponding to start tag a"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href>a</a>", 'Expected equal sign in declaration of an attribute of the tag "a"'),
        ("<b>a</b", "can't parse entities: Unclosed end tag at byte offset 4"),
    ],
)
async def test_broken_html_is_refused_in_the_words_of_the_real_server(
    desk: Desk, html: str, words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){re.escape(words)}"):
        await send(desk, html, parse_mode="HTML")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&eacute; & &amp", "&eacute; & &"),
        ("&#233;&#xe9;", "éé"),
        ("<code>x</code> > y", "x > y"),
    ],
)
async def test_character_references_are_read(desk: Desk, html: str, text: str) -> None:
    assert (await send(desk, html, parse_mode="HTML")).text == text


async def test_a_text_has_4096_units_at_most(desk: Desk) -> None:
    await send(desk, "é" * 4096)
    await send(desk, "🪜" * 2048)
    for text in ("é" * 4097, "🪜" * 2048 + "!"):
        with refuses("message is too long"):
            await send(desk, text)
    sent = await send(desk, "a")
    with refuses("MESSAGE_TOO_LONG"):
        await desk.bot.edit_message_text("é" * 4097, desk.lea.id, sent.message_id)


async def test_tags_do_not_count(desk: Desk) -> None:
    await send(desk, "<b>" + "é" * 4096 + "</b>", parse_mode="HTML")


async def test_nothing_cannot_be_said(desk: Desk) -> None:
    with refuses("message text is empty"):
        await send(desk, "")
    with refuses("text must be non-empty"):
        await send(desk, " \n ")


async def test_given_entities_must_lie_within_the_text(desk: Desk) -> None:
    sent = await send(desk, "🪜 été", entities=[MessageEntity("bold", 3, 3)])
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 3, 3)]
    with refuses("ENTITY_BOUNDS_INVALID"):
        await send(desk, "été", entities=[MessageEntity("bold", 1, 3)])
    with refuses("entity begins in a middle of a UTF-16 symbol"):
        await send(desk, "🪜 été", entities=[MessageEntity("bold", 1, 3)])


async def test_a_mention_of_somebody_unknown_is_dropped(desk: Desk) -> None:
    known = MessageEntity("text_mention", 0, 3, user=desk.bot.bot)
    sent = await send(desk, "Léa", entities=[known])
    assert sent.entities[0].user == desk.bot.bot


# --- buttons ---


async def test_button_data_has_64_bytes_at_most(desk: Desk) -> None:
    await send(desk, "a", reply_markup=keyboard(callback_data="é" * 32))
    with refuses("Button_data_invalid"):
        await send(desk, "a", reply_markup=keyboard(callback_data="é" * 32 + "!"))


async def test_a_button_needs_words_and_does_something(desk: Desk) -> None:
    with refuses("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"):
        await send(desk, "a", reply_markup=keyboard())
    with refuses("inline keyboard button text must be non-empty"):
        await send(desk, "a", reply_markup=keyboard(" ", callback_data="x"))
    with refuses("inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"):
        await send(desk, "a", reply_markup=keyboard(url="nowhere"))


# --- changes ---


async def test_a_message_is_changed_in_place(desk: Desk) -> None:
    sent = await send(desk, "avant", reply_markup=keyboard(callback_data="x"))
    changed = await desk.bot.edit_message_text("après", desk.lea.id, sent.message_id)
    assert isinstance(changed, Message)
    assert (changed.message_id, changed.text, changed.reply_markup) == (sent.message_id, "après", None)
    assert changed.edit_date is not None
    assert desk.lea.texts() == ["après"]


async def test_changing_nothing_is_refused(desk: Desk) -> None:
    sent = await send(desk, "avant", reply_markup=keyboard(callback_data="x"))
    words = (
        "message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )
    with refuses(words):
        await desk.bot.edit_message_text(
            "avant ", desk.lea.id, sent.message_id, reply_markup=keyboard(callback_data="x")
        )
    with refuses(words):
        await desk.bot.edit_message_reply_markup(
            desk.lea.id, sent.message_id, reply_markup=keyboard(callback_data="x")
        )


async def test_only_own_messages_that_are_there_are_changed(desk: Desk) -> None:
    said = desk.lea.writes("bonjour")
    with refuses("message can't be edited"):
        await desk.bot.edit_message_text("bonsoir", desk.lea.id, said.id)
    with refuses("message to edit not found"):
        await desk.bot.edit_message_text("bonsoir", desk.lea.id, 999_999)


async def test_own_messages_are_deleted_within_two_days(desk: Desk) -> None:
    sent = await desk.bot.send_message(desk.hall.id, "a")
    old = await desk.bot.send_message(desk.hall.id, "b")
    await desk.bot.delete_message(desk.hall.id, sent.message_id)
    with refuses("message to delete not found"):
        await desk.bot.delete_message(desk.hall.id, sent.message_id)
    desk.server.network.hours.skip(48 * 3600 + 1)
    with refuses("message can't be deleted for everyone"):
        await desk.bot.delete_message(desk.hall.id, old.message_id)


async def test_others_messages_are_deleted_with_the_right_to(desk: Desk) -> None:
    said = desk.lea.says(desk.hall, "bonjour")
    with refuses("message can't be deleted for everyone"):
        await desk.bot.delete_message(desk.hall.id, said.id)
    desk.hall.promotes_bot()
    assert await desk.bot.delete_message(desk.hall.id, said.id)


async def test_a_reply_needs_its_message_unless_it_does_not_matter(desk: Desk) -> None:
    said = desk.lea.writes("bonjour")
    sent = await send(desk, "bonsoir", reply_parameters=ReplyParameters(said.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "bonjour"
    with refuses("message to be replied not found"):
        await send(desk, "bonsoir", reply_parameters=ReplyParameters(999))
    await send(desk, "bonsoir", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))


# --- the rest ---


async def test_a_press_is_answered_once_and_soon(desk: Desk) -> None:
    sent = await send(desk, "a", reply_markup=keyboard(callback_data="x"))
    shown = desk.server.network.chats[desk.lea.id].messages[sent.message_id]
    press = desk.lea.presses(shown, "Oui")
    with refuses("Message_too_long"):
        await desk.bot.answer_callback_query(press.id, "é" * 201)
    await desk.bot.answer_callback_query(press.id, "é" * 200)
    too_old = "query is too old and response timeout expired or query id is invalid"
    for id in (press.id, "12345"):
        with refuses(too_old):
            await desk.bot.answer_callback_query(id)
    late = desk.lea.presses(shown, "Oui")
    desk.server.network.hours.skip(60)
    with refuses(too_old):
        await desk.bot.answer_callback_query(late.id)


async def test_a_press_on_a_deleted_message_still_comes(desk: Desk) -> None:
    sent = await send(desk, "a", reply_markup=keyboard(callback_data="x"))
    shown = desk.server.network.chats[desk.lea.id].messages[sent.message_id]
    await desk.bot.delete_message(desk.lea.id, sent.message_id)
    desk.lea.presses(shown, "Oui")
    (update,) = await desk.updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "x"
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_one_ordinary_emoji_is_a_reaction(desk: Desk) -> None:
    said = desk.lea.writes("merci")
    await desk.bot.set_message_reaction(desk.lea.id, said.id, "❤")
    assert said.reactions[desk.bot.id] == ["❤"]
    for emoji in ("✅", "❤️"):
        with refuses("Reaction_invalid"):
            await desk.bot.set_message_reaction(desk.lea.id, said.id, ReactionTypeEmoji(emoji))
    with refuses("Reactions_too_many"):
        await desk.bot.set_message_reaction(desk.lea.id, said.id, ["👍", "👎"])
    with refuses("message to react not found"):
        await desk.bot.set_message_reaction(desk.lea.id, 999_999, "👍")
    await desk.bot.set_message_reaction(desk.lea.id, said.id, [])
    assert said.reactions[desk.bot.id] == []


async def test_commands_are_kept_by_scope_and_language(desk: Desk) -> None:
    await desk.bot.set_my_commands([("liste", "ce qui est demandé")], language_code="fr")
    assert [c.command for c in await desk.bot.get_my_commands(language_code="fr")] == ["liste"]
    assert await desk.bot.get_my_commands() == ()
    with refuses("Bot_command_invalid"):
        await desk.bot.set_my_commands([("Liste", "x")])
    with refuses("Bot_command_description_invalid"):
        await desk.bot.set_my_commands([("liste", "x" * 257)])
    with refuses("invalid language code specified"):
        await desk.bot.set_my_commands([("liste", "x")], language_code="french")


async def test_a_method_that_does_not_exist_is_not_found(desk: Desk) -> None:
    with pytest.raises(EndPointNotFound):
        await desk.bot.do_api_request("sendTelepathy")
