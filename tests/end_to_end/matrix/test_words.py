"""What people do with messages: correct, delete, quote, react, go off into threads; what is left alone."""

from __future__ import annotations

import pytest

from tests.end_to_end.matrix.conftest import Landing

pytestmark = pytest.mark.slow


# --- corrections ---


async def test_an_edit_by_its_author_changes_the_card_in_place(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served():
        message = await lea.says(room, "cherche perceuse")
        await lea.sees(room, "Léa cherche : perceuse", by=bot)
        await lea.edits(room, message, "cherche échelle")
        await lea.sees(room, "Léa cherche : échelle", by=bot)
    assert len(landing.cards()) == 1


async def test_an_edit_by_anybody_else_changes_nothing(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        message = await lea.says(room, "cherche perceuse")
        await lea.sees(room, "Léa cherche : perceuse", by=bot)
        await rosa.edits(room, message, "cherche échelle")
        await lea.says(room, "cherche tondeuse")
        await lea.sees(room, "tondeuse", by=bot)
    assert len(landing.cards()) == 2
    assert not any("échelle" in card for card in landing.cards())


async def test_an_edit_is_no_new_request(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served():
        message = await lea.says(room, "il fait beau")
        await lea.edits(room, message, "cherche perceuse")
        await lea.says(room, "cherche tondeuse")
        await lea.sees(room, "tondeuse", by=bot)
    assert len(landing.cards()) == 1


async def test_deleting_the_message_withdraws_the_request(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served() as at_work:
        message = await lea.says(room, "cherche perceuse")
        await lea.sees(room, "Léa cherche : perceuse", by=bot)
        await lea.deletes(room, message)
        await lea.sees(room, "Retiré", by=bot)
        assert at_work.palier.engine.books("lilas").listings["1"].is_over
    assert len(landing.cards()) == 1


async def test_what_was_edited_and_deleted_while_the_bot_was_off_is_followed(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        edited = await lea.says(room, "cherche perceuse")
        deleted = await rosa.says(room, "cherche tondeuse")
        await lea.sees(room, "tondeuse", by=bot)
    await lea.edits(room, edited, "cherche échelle")
    await rosa.deletes(room, deleted)
    async with landing.served():
        await lea.sees(room, "Léa cherche : échelle", by=bot)
        await lea.sees(room, "Retiré", by=bot)
    assert len(landing.cards()) == 2


# --- quotations and threads ---


async def test_what_a_reply_quotes_is_not_read_as_what_it_says(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        message = await lea.says(room, "cherche perceuse")
        await lea.sees(room, "Léa cherche : perceuse", by=bot)
        await rosa.replies(room, message, "je prends", quoting=f"<{lea.id}> cherche perceuse")
        await lea.sees(room, "Rosa s'en occupe.", by=bot)
    assert len(landing.cards()) == 1


async def test_a_reply_is_about_what_it_replies_to(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        await lea.says(room, "cherche échelle")
        await rosa.sees(room, "échelle", by=bot)
        drill = await rosa.sees(room, "perceuse", by=bot)
        await rosa.replies(room, drill.id, "je prends")
        taken = await lea.sees(room, "Rosa s'en occupe.", by=bot)
    assert taken.id == drill.id


async def test_a_request_in_a_thread_is_answered_in_the_thread(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        root = await rosa.says(room, "bonjour à tous")
        await lea.says_in_thread(room, root, "cherche perceuse")
        card = await lea.sees(room, "Léa cherche : perceuse", by=bot)
        await rosa.reacts(room, card.id, "👍")
        await lea.sees(room, "Rosa s'en occupe.", by=bot)
    assert (card.relation.get("rel_type"), card.relation.get("event_id")) == ("m.thread", root)


# --- reactions ---


async def test_a_thumb_on_anything_but_a_card_means_nothing(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        message = await lea.says(room, "cherche perceuse")
        await lea.sees(room, "Léa cherche : perceuse", by=bot)
        await rosa.reacts(room, message, "👍")
        await lea.says(room, "cherche tondeuse")
        await lea.sees(room, "tondeuse", by=bot)
    assert "occupe" not in "".join(landing.cards())


async def test_a_card_from_before_a_restart_can_still_be_taken_up(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        card = await rosa.sees(room, "Léa cherche", by=bot)
    async with landing.served():
        await rosa.reacts(room, card.id, "1️⃣")
        await lea.sees(room, "Rosa s'en occupe.", by=bot)


async def test_the_answers_that_the_bot_offers_press_nothing(landing: Landing) -> None:
    lea, room, bot = landing.lea, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        card = await lea.sees(room, "Léa cherche", by=bot)
        await lea.until(lambda: card.emojis(bot) == ["1️⃣"], "the answer that is offered")
        await lea.says(room, "cherche tondeuse")
        await lea.sees(room, "tondeuse", by=bot)
    assert "occupe" not in "".join(landing.cards())


# --- what is said to the bot by name ---


@pytest.mark.parametrize("command", ["!aide", "/aide"])
async def test_a_command_is_answered(clear_landing: Landing, command: str) -> None:
    lea, room, bot = clear_landing.lea, clear_landing.room, clear_landing.bot
    async with clear_landing.served(in_words=True):
        await lea.says(room, command)
        await lea.until(lambda: bool(lea.private_rooms(bot)) or bool(clear_landing.cards()), "help")


# --- what is left alone ---


async def test_chit_chat_notices_and_emotes_get_no_answer(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "il fait beau ce matin")
        await rosa.sends(room, {"msgtype": "m.notice", "body": "cherche escabeau"})
        await rosa.sends(room, {"msgtype": "m.unknown.kind", "body": "cherche échelle"})
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)
    assert len(landing.cards()) == 1
    assert not lea.private_rooms(bot)
    assert not rosa.private_rooms(bot)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"body": "cherche vélo"},
        {"msgtype": "m.text"},
        {"msgtype": "m.text", "body": 7},
        {"msgtype": ["m.text"], "body": "cherche vélo"},
        {"msgtype": "m.text", "body": "cherche vélo", "m.relates_to": "m.replace"},
        {"msgtype": "m.text", "body": "x", "m.relates_to": {"rel_type": 1, "event_id": []}},
        {"msgtype": "m.text", "body": "x", "m.relates_to": {"m.in_reply_to": {"event_id": None}}},
        {"msgtype": "m.text", "body": "x", "m.relates_to": {"m.in_reply_to": {"event_id": "$none"}}},
        {"msgtype": "m.text", "body": "x", "m.new_content": 1, "m.mentions": [1]},
        {"msgtype": "m.image", "body": "vélo.jpg", "url": None, "info": []},
    ],
    ids=str,
)
async def test_a_message_that_is_not_as_it_should_be_stops_nothing(
    encrypted_landing: Landing, content: dict[str, object]
) -> None:
    landing = encrypted_landing  # in any other the homeserver would refuse most of these
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.sends(room, content)
        await rosa.sends(room, {"m.relates_to": content.get("m.relates_to", [])}, kind="m.reaction")
        await rosa.sends(room, content, kind="org.example.poll")
        await lea.says(room, "cherche perceuse")
        await lea.sees(room, "perceuse", by=bot)


async def test_how_the_bot_speaks_rings_no_phone_and_hides_no_html(clear_landing: Landing) -> None:
    lea, room, bot = clear_landing.lea, clear_landing.room, clear_landing.bot
    async with clear_landing.served():
        await lea.says(room, "cherche <b>perceuse</b>&co")
        card = await lea.sees(room, "perceuse", by=bot)
    assert card.kind in {"m.notice", "m.text"}
    assert "<b>perceuse</b>&co" in card.text
    assert "<b>perceuse" not in str(card.content.get("formatted_body", ""))
    assert card.content.get("m.mentions") == {}
