"""The whole life of a request between neighbours on Telegram."""

from __future__ import annotations

import pytest

from tests.end_to_end.telegram.conftest import Landing

pytestmark = pytest.mark.slow

OFFER = "bonjour, je peux prêter ma perceuse si quelqu'un en a besoin"
WISH = "bonsoir, qui aurait une perceuse à me prêter ?"


async def test_a_request_finds_who_has_it_and_both_are_introduced(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with landing.served():
        rosa.says(room, OFFER)
        await lea.sees(room, "Rosa prête : perceuse")
        lea.says(room, WISH)
        card = await lea.sees(room, "1 voisin prévenu en privé")
        question = await rosa.sees_privately("Je vous mets en relation ?")
        assert question.buttons == ["Oui", "Pas cette fois", "Je ne l'ai plus"]

        press = rosa.presses(question, "Oui")
        await lea.sees_privately("Rosa peut vous aider : perceuse")
        await rosa.sees_privately("Léa sait que vous pouvez l'aider")
        await rosa.sees_privately("→ Oui")
        await lea.sees(room, "Un voisin ou une voisine s'en occupe.")
        await landing.network.until(lambda: press.answer is not None, "the button stops waiting")
        assert not question.buttons
        assert not card.buttons
        assert "s'en occupe" in card.text, "the card is changed in place"
    assert len(landing.cards) == 2
    assert len(rosa.texts()) == 2
    assert len(lea.texts()) == 1
    assert not landing.network.pace.refused


@pytest.mark.parametrize("answer", ["1", "oui avec plaisir"])
async def test_an_answer_may_be_a_number_or_words(landing: Landing, answer: str) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with landing.served():
        rosa.says(room, OFFER)
        lea.says(room, WISH)
        await rosa.sees_privately("Je vous mets en relation ?")
        rosa.writes(answer)
        await lea.sees_privately("Rosa peut vous aider : perceuse")


async def test_a_reaction_in_private_answers_too(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with landing.served():
        rosa.says(room, OFFER)
        lea.says(room, WISH)
        question = await rosa.sees_privately("Je vous mets en relation ?")
        rosa.reacts(question, "👍")
        await lea.sees_privately("Rosa peut vous aider : perceuse")


async def test_who_presses_the_cards_button_takes_it_up_in_sight_of_all(landing: Landing) -> None:
    lea, mehdi, room = landing.lea, landing.mehdi, landing.room
    async with landing.served():
        lea.says(room, "besoin d'une perceuse")
        card = await mehdi.sees(room, "Léa cherche : perceuse")
        press = mehdi.presses(card, "Je peux aider")
        await lea.sees(room, "Mehdi s'en occupe.")
        await lea.sees_privately("Mehdi peut vous aider")
        await landing.network.until(lambda: press.answer is not None, "the button stops waiting")
    assert len(landing.cards) == 1


async def test_who_reacts_to_the_card_takes_it_up(landing: Landing) -> None:
    lea, mehdi, room = landing.lea, landing.mehdi, landing.room
    async with landing.served():
        lea.says(room, "besoin d'une perceuse")
        card = await mehdi.sees(room, "Léa cherche : perceuse")
        mehdi.reacts(card, "👍")
        await lea.sees(room, "Mehdi s'en occupe.")


async def test_who_says_so_in_reply_takes_it_up(landing: Landing) -> None:
    lea, mehdi, room = landing.lea, landing.mehdi, landing.room
    async with landing.served():
        lea.says(room, "besoin d'une perceuse")
        card = await mehdi.sees(room, "Léa cherche : perceuse")
        mehdi.says(room, "j'en ai une, je te la prête", reply_to=card)
        await lea.sees(room, "Mehdi s'en occupe.")


async def test_closing_it_is_seen_on_the_card_and_confirmed_with_a_thumb(landing: Landing) -> None:
    lea, room = landing.lea, landing.room
    async with landing.served():
        lea.says(room, "besoin d'une perceuse")
        await lea.sees(room, "Léa cherche")
        done = lea.says(room, "c'est réglé pour la perceuse, merci")
        await lea.sees(room, "Réglé ✓")
        bot = landing.network.bot.user.id
        await landing.network.until(lambda: done.reactions.get(bot) == ["👍"], "the thumb")
    assert len(landing.cards) == 1


async def test_late_and_foreign_presses_change_nothing_and_are_answered(landing: Landing) -> None:
    lea, rosa, mehdi, room = landing.lea, landing.rosa, landing.mehdi, landing.room
    async with landing.served():
        rosa.says(room, OFFER)
        lea.says(room, WISH)
        question = await rosa.sees_privately("Je vous mets en relation ?")
        assert question.keyboard is not None
        yes, no, *_ = [str(button["callback_data"]) for row in question.keyboard for button in row]
        card = landing.room.messages[0]
        strange = ("v1:claim:999", "v1:claim:", "v2:claim:2", "nonsense", "v1:answer:q99:yes", yes)
        pressed = [landing.network.press(mehdi.user, card, data) for data in strange]
        await landing.network.until(
            lambda: all(p.answer is not None for p in pressed), "every press is answered"
        )
        await landing.has_read()
        assert question.buttons
        rosa.presses(question, "Oui")
        await rosa.sees_privately("→ Oui")
        twice = landing.network.press(rosa.user, question, no)
        await landing.network.until(lambda: twice.answer is not None, "a late press is answered")
        await lea.sees_privately("Rosa peut vous aider")
    assert next(text for text in rosa.texts() if "→" in text).endswith("→ Oui")
    assert not mehdi.texts()


async def test_chit_chat_is_read_without_a_word_and_leaves_no_trace(landing: Landing) -> None:
    room = landing.room
    said = ["il fait beau ce matin !", "oui enfin", "quelqu'un a vu le match hier soir ?", "😂😂"]
    async with landing.served() as bot:
        for text in said:
            landing.lea.says(room, text)
        landing.rosa.shares(room, contact={"phone_number": "+33612345678", "first_name": "Plombier"})
        landing.rosa.shares(room, location={"latitude": 48.8566, "longitude": 2.3522})
        await landing.has_read()
        await bot.palier.settle()
    assert not landing.cards
    kept = b"".join(p.read_bytes() for p in landing.home_folder.rglob("*") if p.is_file())
    for trace in (b"match", b"beau", b"612345678", b"48.85", b"Plombier"):
        assert trace not in kept


async def test_words_below_a_photo_count_as_a_message(landing: Landing) -> None:
    async with landing.served():
        landing.rosa.shows_photo(landing.room, "je donne un vélo d'enfant")
        await landing.lea.sees(landing.room, "Rosa donne")


async def test_the_list_is_answered_where_it_was_asked(landing: Landing) -> None:
    lea, room = landing.lea, landing.room
    async with landing.served():
        lea.says(room, "besoin d'une perceuse")
        await lea.sees(room, "Léa cherche : perceuse")
        asked = landing.rosa.says(room, "/liste@palier_bot")
        answer = await lea.sees(room, "En ce moment")
        assert answer.reply_to is asked
        landing.mehdi.writes("/liste")
        await landing.mehdi.sees_privately("Léa cherche : perceuse")


# --- changes of mind ---


async def test_an_edited_request_changes_its_card(landing: Landing) -> None:
    lea, room = landing.lea, landing.room
    async with landing.served():
        said = lea.says(room, "besoin d'une perceuse")
        await lea.sees(room, "Léa cherche : perceuse")
        lea.edits(said, "besoin d'une échelle")
        await lea.sees(room, "Léa cherche : échelle")
    assert len(landing.cards) == 1


async def test_an_edit_that_changes_nothing_a_bot_can_see_changes_nothing(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with landing.served() as bot:
        said = lea.says(room, "besoin d'une perceuse")
        await lea.sees(room, "Léa cherche : perceuse")
        lea.says(room, "c'est réglé pour la perceuse, merci")
        await lea.sees(room, "Réglé ✓")
        await bot.palier.settle()
        calls = len(landing.network.calls)
        landing.network.revise(said)
        landing.network.revise(rosa.says(room, "bonjour"))
        await landing.has_read()
        await bot.palier.settle()
        made = [call.method for call in landing.network.calls[calls:]]
    assert set(made) <= {"getUpdates"}
    assert len(landing.cards) == 1


async def test_tomorrow_does_not_move_when_somebody_reacts_the_day_after(landing: Landing) -> None:
    """Telegram announces an edit, dated then, of a message whose text nobody changed."""
    async with landing.served() as bot:
        said = landing.lea.says(landing.room, "besoin d'une perceuse demain")
        card = await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        before = card.text
        landing.network.hours.skip(3 * 86_400)
        landing.network.revise(said)
        await landing.has_read()
        await bot.palier.settle()
        assert card.text == before


async def test_a_deleted_request_stays_until_words_withdraw_it(landing: Landing) -> None:
    lea, room = landing.lea, landing.room
    async with landing.served() as bot:
        said = lea.says(room, "besoin d'une perceuse")
        card = await lea.sees(room, "Léa cherche : perceuse")
        lea.deletes(said)
        await bot.palier.settle()
        assert card.buttons, "Telegram tells nobody of deletions"
        lea.says(room, "finalement je n'en ai plus besoin", reply_to=card)
        await lea.sees(room, "Réglé ✓")


async def test_a_restart_in_the_midst_of_it_is_not_noticed(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    async with landing.served():
        rosa.says(room, OFFER)
        await lea.sees(room, "Rosa prête")
    lea.says(room, WISH)
    async with landing.served():
        question = await rosa.sees_privately("Je vous mets en relation ?")
    rosa.presses(question, "Oui")
    async with landing.served():
        await lea.sees_privately("Rosa peut vous aider")
        await rosa.sees_privately("Léa sait que vous pouvez l'aider")
        await lea.sees(room, "s'en occupe")
    assert len(landing.cards) == 2
    assert len(rosa.texts()) == 2
    assert len(lea.texts()) == 1
