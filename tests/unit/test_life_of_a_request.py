"""What handlers do, from the first word to the end, in a building where everybody speaks plainly."""

from __future__ import annotations

import pytest

from bot.domain.listing import ListingState
from bot.errors import Unreachable
from bot.intent.catalogue import Catalogue
from tests.neighbourhood import Chat, Neighbourhood, neighbourhood


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(["fr", "en"])


@pytest.fixture
async def building(catalogue: Catalogue) -> Neighbourhood:
    return await neighbourhood(catalogue)


async def test_a_request_finds_who_offered_last_week(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.passes(days=7)
    await building.says("Léa", "cherche perceuse")
    card = "#2 · Léa cherche : perceuse\n1 voisin prévenu en privé · relance mardi à 18 h"
    assert building.room[-1] == card
    question = "Bonjour Rosa ! Léa cherche : perceuse. Vous aviez proposé : perceuse (#1)."
    assert building.private("Rosa") == [f"{question} Je vous mets en relation ?"]
    assert building.private("Léa") == []

    await building.writes("Rosa", "oui")
    assert building.private("Léa") == [
        "Bonne nouvelle, Rosa peut vous aider : perceuse (#2). Écrivez-vous pour vous arranger."
    ]
    assert building.private("Rosa")[-1].startswith("Merci ! Léa sait que vous pouvez l'aider")
    assert building.room[-1] == "#2 · Léa cherche : perceuse\nUn voisin ou une voisine s'en occupe."
    assert building.books.listings["1"].state is ListingState.PROMISED


async def test_an_answered_question_shows_the_answer_and_has_no_buttons_left(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    question = building.ref("Je vous mets en relation ?")
    labels = [button.label for button in building.chat.shown[question].buttons]
    assert labels == [
        "Oui",
        "Pas cette fois",
        "Je ne l'ai plus",
    ]
    await building.presses("Rosa", "Oui")
    assert building.chat.shown[question].text.endswith("→ Oui")
    assert building.chat.shown[question].buttons == ()


@pytest.mark.parametrize("answer", ["1", "oui"])
async def test_a_number_answers_as_words_do(building: Neighbourhood, answer: str) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.writes("Rosa", answer)
    assert building.books.listings["2"].state is ListingState.PROMISED


async def test_a_reaction_on_the_question_answers_it(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.reacts("Rosa", building.ref("Je vous mets en relation ?"), "👎")
    assert building.private("Rosa")[0].endswith("→ Pas cette fois")
    assert building.books.listings["2"].state is ListingState.OPEN


async def test_the_offer_may_come_after_the_request(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.says("Rosa", "prête perceuse")
    await building.writes("Rosa", "oui")
    assert building.books.listings["1"].state is ListingState.PROMISED
    assert building.private("Léa")


async def test_nobody_is_matched_with_themselves(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Rosa", "cherche perceuse")
    assert building.private("Rosa") == []


async def test_three_are_asked_and_the_fourth_when_one_declines(building: Neighbourhood) -> None:
    for name in ("Rosa", "Mehdi", "Nadia", "Yanis"):
        await building.says(name, "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    assert [bool(building.private(name)) for name in ("Rosa", "Mehdi", "Nadia", "Yanis")] == [
        True,
        True,
        True,
        False,
    ]
    await building.writes("Mehdi", "non")
    assert building.private("Yanis")
    await building.writes("Yanis", "oui")
    assert building.private("Rosa")[0].endswith("→ Plus besoin de répondre.")


async def test_who_no_longer_has_it_is_not_asked_again(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.writes("Rosa", "je ne l'ai plus")
    assert building.books.listings["1"].state is ListingState.WITHDRAWN
    await building.says("Mehdi", "cherche perceuse")
    assert len(building.private("Rosa")) == 1


async def test_who_does_not_answer_in_a_day_is_passed_over(building: Neighbourhood) -> None:
    for name in ("Rosa", "Mehdi", "Nadia", "Yanis"):
        await building.says(name, "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.passes(hours=25)
    assert building.private("Yanis")
    assert building.private("Rosa")[0].endswith("→ Plus besoin de répondre.")


async def test_who_cannot_be_reached_is_passed_over(catalogue: Catalogue) -> None:
    chat = Chat(unreachable={"rosa"}, unreachable_error=Unreachable("never wrote to the bot"))
    building = await neighbourhood(catalogue, chat=chat)
    for name in ("Rosa", "Mehdi", "Nadia", "Yanis"):
        await building.says(name, "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    assert building.private("Yanis")


async def test_the_card_is_edited_in_place_and_never_posted_again(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.says("Rosa", "prête perceuse")
    await building.writes("Rosa", "oui")
    await building.says("Léa", "fini perceuse")
    assert sum("Léa cherche : perceuse" in text for text in building.room) == 1
    assert building.room[0].endswith("Réglé ✓")


async def test_a_button_on_the_card_takes_it_up_in_sight_of_all(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.presses("Mehdi", "Je peux aider")
    assert building.room[0].endswith("Mehdi s'en occupe.")
    assert building.private("Léa")[0].startswith("Bonne nouvelle, Mehdi")


async def test_the_author_cannot_take_up_their_own(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.presses("Léa", "Je peux aider")
    assert building.books.listings["1"].state is ListingState.OPEN


async def test_who_comes_too_late_is_told_in_private(building: Neighbourhood) -> None:
    message = await building.says("Léa", "cherche perceuse")
    await building.presses("Mehdi", "Je peux aider")
    await building.says("Nadia", "je prends", reply_to=message)
    assert building.private("Nadia") == ["C'est déjà réglé : perceuse (#1). Merci !"]
    assert building.books.pledges["1"].by == building.books.listings["1"].author.replace("n1", "n2")


async def test_words_said_to_nobody_take_up_what_was_just_asked(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.says("Mehdi", "je prends")
    assert building.room[0].endswith("Mehdi s'en occupe.")


async def test_words_said_to_nobody_mean_nothing_an_hour_later(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.passes(hours=1)
    await building.says("Mehdi", "je prends")
    assert building.books.listings["1"].state is ListingState.OPEN


async def test_words_said_to_nobody_mean_nothing_when_two_wait(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.says("Nadia", "cherche vélo")
    await building.says("Mehdi", "je prends")
    assert len(building.books.pledges) == 0


async def test_an_offer_in_reply_to_a_request_takes_it_up(building: Neighbourhood) -> None:
    message = await building.says("Léa", "cherche perceuse")
    await building.says("Mehdi", "prête perceuse", reply_to=message)
    assert building.books.listings["1"].state is ListingState.PROMISED
    assert len(building.books.listings) == 1


async def test_a_dropped_pledge_reopens_the_listing_and_asks_the_next(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Mehdi", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.writes("Rosa", "oui")
    await building.writes("Rosa", "je peux plus")
    assert building.books.listings["3"].state is ListingState.OPEN
    assert building.books.listings["1"].state is ListingState.OPEN
    assert (
        building.private("Léa")[-1]
        == "Rosa ne peut finalement pas : perceuse (#3). Je cherche quelqu'un d'autre."
    )
    assert building.private("Mehdi")[-1].endswith("Je vous mets en relation ?")


async def test_a_loan_is_handed_over_reminded_and_back_on_the_shelf(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "emprunte perceuse")
    await building.writes("Rosa", "oui")
    await building.passes(days=1, hours=12)
    assert building.private("Léa")[-1] == "Rosa devait vous aider : perceuse (#2). Est-ce fait ?"
    await building.writes("Léa", "oui")
    assert building.room[-1].endswith("Prêté.")
    await building.passes(days=8)
    assert building.private("Léa")[-1].endswith("L'avez-vous rendu ?")
    assert building.private("Rosa")[-1].endswith("L'avez-vous récupéré ?")
    await building.writes("Rosa", "pas encore")
    await building.passes(days=3)
    await building.writes("Rosa", "oui")
    assert building.books.listings["2"].state is ListingState.DONE
    assert building.books.listings["1"].state is ListingState.OPEN
    assert building.private("Léa")[-1].endswith("→ Plus besoin de répondre.")


async def test_what_was_given_is_gone(building: Neighbourhood) -> None:
    await building.says("Rosa", "donne table")
    await building.says("Léa", "cherche table")
    await building.writes("Rosa", "oui")
    await building.passes(days=1, hours=12)
    await building.writes("Léa", "oui")
    assert {building.books.listings[id].state for id in ("1", "2")} == {ListingState.DONE}


async def test_a_no_after_all_reopens_it(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.presses("Mehdi", "Je peux aider")
    await building.passes(days=1, hours=12)
    await building.writes("Léa", "non")
    assert building.books.listings["1"].state is ListingState.OPEN


async def test_closing_tells_who_had_promised(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.presses("Mehdi", "Je peux aider")
    done = await building.says("Léa", "fini perceuse")
    assert building.private("Mehdi")[-1] == "Léa signale que c'est réglé : perceuse (#1). Merci !"
    assert (done, "👍") in building.chat.reactions


async def test_nobody_closes_what_is_not_theirs(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.says("Mehdi", "fini perceuse")
    assert building.books.listings["1"].state is ListingState.OPEN


async def test_thanks_are_remembered_for_the_helper(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.presses("Mehdi", "Je peux aider")
    thanks = await building.says("Léa", "merci beaucoup")
    helper = building.books.neighbours[building.books.pledges["1"].by]
    assert (helper.name, helper.thanked) == ("Mehdi", 1)
    assert (thanks, "❤️") in building.chat.reactions
    await building.writes("Léa", "merci beaucoup")
    assert building.private("Mehdi")[-1] == "Léa vous remercie : perceuse (#1)."


async def test_lost_and_found_meet(building: Neighbourhood) -> None:
    await building.says("Rosa", "perdu clés")
    await building.says("Martin", "trouvé clés")
    assert building.private("Martin") == [
        "Bonjour Martin ! Rosa a perdu : clés. Vous avez trouvé : clés (#2). Je vous mets en relation ?"
    ]
    await building.writes("Martin", "oui")
    assert building.private("Rosa")[-1].startswith("Bonne nouvelle, Martin")


async def test_a_request_made_in_private_names_nobody_before_they_agree(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.writes("Simone", "cherche perceuse")
    told_before = [*building.room, *building.private("Rosa")]
    await building.writes("Rosa", "oui")
    assert not any("Simone" in text for text in [*told_before, *building.room, *building.private("Rosa")])
    assert (
        building.private("Simone")[-1]
        == "Rosa peut vous aider : perceuse (#2). Puis-je lui dire qui vous êtes ?"
    )
    await building.writes("Simone", "oui")
    assert "Simone" in building.private("Rosa")[-1]


async def test_who_does_not_want_to_be_named_is_not(building: Neighbourhood) -> None:
    await building.writes("Simone", "cherche perceuse")
    await building.presses("Mehdi", "Je peux aider")
    await building.writes("Simone", "non")
    assert building.books.listings["1"].state is ListingState.OPEN
    assert not any("Simone" in text for text in [*building.room, *building.private("Mehdi")])


async def test_an_unclear_message_is_asked_about_in_private(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse peut-être")
    assert building.room == []
    assert building.private("Léa") == ["Je ne suis pas sûr d'avoir compris. Cherchez-vous ceci : perceuse ?"]
    await building.writes("Léa", "oui")
    assert building.room[0].startswith("#1 · Léa cherche : perceuse")


async def test_an_unclear_message_that_nobody_explains_is_forgotten(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse peut-être")
    await building.passes(days=1)
    assert len(building.books.questions) == 0
    assert len(building.books.listings) == 0


async def test_an_edit_by_its_author_changes_the_listing_and_its_card(building: Neighbourhood) -> None:
    message = await building.says("Léa", "cherche perceuse")
    await building.edits("Mehdi", message, "cherche vélo")
    assert "perceuse" in building.room[0]
    await building.edits("Léa", message, "cherche scie")
    assert building.room[0].startswith("#1 · Léa cherche : scie")
    await building.edits("Léa", message, "bonne journée")
    assert building.room[0].endswith("Retiré.")


async def test_a_deleted_message_withdraws_its_listing(building: Neighbourhood) -> None:
    message = await building.says("Léa", "cherche perceuse")
    await building.deletes(message)
    assert building.books.listings["1"].state is ListingState.WITHDRAWN


async def test_saying_it_twice_makes_one_listing(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.says("Léa", "cherche perceuse")
    assert len(building.books.listings) == 1


async def test_browsing_lists_what_is_open(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.writes("Simone", "cherche vélo")
    await building.says("Léa", "quoi de neuf")
    assert building.room[-1] == (
        "En ce moment :\n#1 · Rosa prête : perceuse\n#2 · Quelqu'un de l'immeuble cherche : vélo"
    )


async def test_the_last_reasons_are_told_on_request(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.writes("Rosa", "/pourquoi")
    assert building.private("Rosa")[-1].startswith(
        "J'ai écrit parce que « perceuse » et « perceuse » semblent"
    )
    await building.writes("Mehdi", "/pourquoi")
    assert building.private("Mehdi")[-1].startswith("Je ne vous ai encore rien écrit")


async def test_in_private_what_is_not_understood_gets_an_example(building: Neighbourhood) -> None:
    await building.writes("Simone", "bonjour le robot")
    assert building.private("Simone")[0].startswith("Je n'ai pas bien compris.")


async def test_old_and_forged_buttons_do_nothing(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.presses("Mehdi", "Oui")
    assert building.books.listings["2"].state is ListingState.OPEN
