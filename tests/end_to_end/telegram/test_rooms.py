"""Groups on Telegram: topics, upgrades, who is in charge, what the bot may read, and who is no neighbour."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.telegram.conftest import Landing, opened
from tests.telegram.people import Person
from tests.telegram.wire import message_json

pytestmark = pytest.mark.slow

WISH = "besoin d'une perceuse"


# --- topics ---


async def test_what_is_asked_in_a_topic_is_shown_there(landing: Landing) -> None:
    forum = landing.town.supergroup("Forum", landing.lea, landing.rosa, landing.mehdi, forum=True)
    forum.promotes_bot()
    topic, other = forum.topic("Coups de main"), forum.topic("Bavardage")
    landing.home = replace(landing.home, rooms={"lilas": [f"{forum.id}/{topic}"]})
    async with landing.served() as bot:
        landing.lea.says(forum, WISH, topic=topic)
        card = await landing.rosa.sees(forum, "Léa cherche : perceuse")
        assert (card.thread, card.in_topic) == (topic, True)
        landing.lea.says(forum, "besoin d'une échelle", topic=other)
        landing.lea.says(forum, "besoin d'une scie")
        await landing.has_read()
        await bot.palier.settle()
        assert len(forum.texts()) == 1
        landing.mehdi.presses(card, "Je peux aider")
        await landing.lea.sees(forum, "Mehdi s'en occupe.")
        landing.lea.says(forum, "c'est réglé pour la perceuse, merci", topic=topic)
        await landing.lea.sees(forum, "Réglé ✓")
    assert len(forum.texts()) == 1


async def test_a_reaction_on_a_card_in_a_topic_counts_there(landing: Landing) -> None:
    forum = landing.town.supergroup("Forum", landing.lea, landing.rosa, landing.mehdi, forum=True)
    forum.promotes_bot()
    topic = forum.topic("Coups de main")
    landing.home = replace(landing.home, rooms={"lilas": [f"{forum.id}/{topic}"]})
    async with landing.served():
        landing.lea.says(forum, WISH, topic=topic)
        card = await landing.rosa.sees(forum, "Léa cherche : perceuse")
    async with landing.served():
        landing.mehdi.reacts(card, "👍")
        await landing.lea.sees(forum, "Mehdi s'en occupe.")


async def test_a_group_that_has_a_whole_forum_answers_in_the_topic(landing: Landing) -> None:
    forum = landing.town.supergroup("Forum", landing.lea, landing.rosa, forum=True)
    forum.promotes_bot()
    topic = forum.topic("Coups de main")
    landing.home = replace(landing.home, rooms={"lilas": [str(forum.id)]})
    async with landing.served():
        landing.lea.says(forum, "/liste@palier_bot", topic=topic)
        answer = await landing.lea.sees(forum, "moment")
        assert answer.thread == topic


# --- upgrades ---


@pytest.mark.parametrize("while_away", [False, True])
async def test_an_upgraded_group_goes_on_at_its_new_address(landing: Landing, while_away: bool) -> None:
    small = landing.town.group("Petit", landing.lea, landing.rosa, landing.mehdi)
    small.promotes_bot()
    landing.home = replace(landing.home, rooms={"lilas": [str(small.id)]})
    async with landing.served():
        landing.lea.says(small, WISH)
        await landing.rosa.sees(small, "Léa cherche : perceuse")
        if not while_away:
            large = small.is_upgraded()
            await landing.has_read()
            landing.lea.says(large, "quelqu'un aurait une échelle à me prêter ?")
            await landing.rosa.sees(large, "échelle")
    if while_away:
        large = small.is_upgraded()
        landing.lea.says(large, "quelqu'un aurait une échelle à me prêter ?")
    async with landing.served():
        await landing.rosa.sees(large, "échelle")
        landing.lea.says(large, "c'est réglé pour l'échelle, merci")
        await landing.rosa.sees(large, "Réglé ✓")
        landing.mehdi.says(large, "/liste@palier_bot")
        await landing.mehdi.sees(large, "Léa cherche : perceuse")


async def test_a_move_that_is_only_heard_of_in_a_refusal_is_followed(landing: Landing) -> None:
    small = landing.town.group("Petit", landing.lea, landing.rosa)
    small.promotes_bot()
    landing.home = replace(landing.home, rooms={"lilas": [str(small.id)]})
    async with landing.served():
        landing.lea.says(small, WISH)
        await landing.rosa.sees(small, "Léa cherche : perceuse")
    large = small.is_upgraded()
    landing.network.updates.clear()
    landing.rosa.writes("je prête mon échelle si besoin")
    async with landing.served():
        await landing.lea.sees(large, "échelle")


# --- what the bot may read ---


async def test_where_it_reads_only_what_is_addressed_to_it_the_group_is_told_once(
    private_landing: Landing,
) -> None:
    landing = private_landing
    for _ in range(3):
        async with landing.served() as bot:
            await landing.network.until(lambda: landing.cards, "the group is told")
            await bot.palier.settle()
    (notice,) = landing.cards
    assert "@palier_bot" in notice


async def test_what_is_addressed_to_it_is_understood_all_the_same(private_landing: Landing) -> None:
    landing = private_landing
    async with landing.served() as bot:
        landing.lea.says(landing.room, WISH)
        landing.lea.says(landing.room, "@palier_bot besoin d'une échelle")
        card = await landing.rosa.sees(landing.room, "Léa cherche : échelle")
        await bot.palier.settle()
        assert not any("perceuse" in text for text in landing.cards)
        landing.mehdi.says(landing.room, "je peux la prêter", reply_to=card)
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")


async def test_once_it_is_put_in_charge_it_reads_everything(private_landing: Landing) -> None:
    landing = private_landing
    async with landing.served():
        await landing.network.until(lambda: landing.cards, "the group is told")
        landing.room.promotes_bot()
        await landing.has_read()
        landing.lea.says(landing.room, WISH)
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")


async def test_where_it_reads_everything_nothing_is_said(landing: Landing) -> None:
    async with landing.served() as bot:
        await bot.palier.settle()
    assert not landing.cards


async def test_thrown_out_and_taken_back_in_it_goes_on(landing: Landing) -> None:
    async with landing.served() as bot:
        landing.lea.says(landing.room, WISH)
        card = await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        landing.room.kicks_bot()
        landing.lea.writes("c'est réglé pour la perceuse, merci")
        await landing.has_read()
        await bot.palier.settle()
        landing.room.adds_bot(rights={"can_delete_messages"})
        await landing.has_read()
        landing.lea.says(landing.room, "besoin d'une échelle")
        await landing.rosa.sees(landing.room, "Léa cherche : échelle")
    assert card in landing.room.messages


async def test_a_group_that_is_nobodys_is_left_alone(landing: Landing) -> None:
    other = landing.town.supergroup("Ailleurs", landing.lea)
    other.promotes_bot()
    async with landing.served() as bot:
        landing.lea.says(other, WISH)
        await landing.has_read()
        await bot.palier.settle()
    assert not other.texts()
    assert not landing.cards


# --- who is no neighbour ---


async def test_what_nobody_in_particular_says_is_nobodys(landing: Landing) -> None:
    room = landing.room
    channel = landing.town.channel("La gazette", landing.lea)
    room.promotes(landing.rosa, anonymous=True)
    weather = Person(landing.network, landing.town.bot("weather"))
    room.welcomes(weather)
    async with landing.served() as bot:
        landing.rosa.says_anonymously(room, WISH)
        landing.lea.says_as(room, channel, WISH)
        landing.town.forwards(channel, room, WISH)
        landing.lea.says(room, WISH, via=weather.user)
        weather.says(room, WISH)
        await landing.has_read()
        await bot.palier.settle()
        assert not landing.cards
        landing.mehdi.says(room, WISH)
        card = await landing.mehdi.sees(room, "Mehdi cherche : perceuse")
        landing.rosa.says_anonymously(room, "je la prête", reply_to=card)
        await landing.has_read()
        await bot.palier.settle()
        assert card.buttons, "a promise needs somebody who made it"


async def test_other_bots_are_not_read_even_if_telegram_shows_them(landing: Landing) -> None:
    weather = Person(landing.network, landing.town.bot("weather"))
    landing.room.welcomes(weather)
    async with landing.served() as bot:
        said = weather.says(landing.room, WISH)
        landing.network.updates.push("message", message_json(said), "chat")
        await landing.has_read()
        await bot.palier.settle()
        assert not landing.cards


async def test_a_bridges_puppets_are_not_read(landing: Landing) -> None:
    puppet = landing.town.person("Léa (Matrix)", username="lea_bridged")
    landing.room.welcomes(puppet)
    async with landing.served(ghosts=("*_bridged",)) as bot:
        puppet.says(landing.room, WISH)
        await landing.has_read()
        await bot.palier.settle()
        assert not landing.cards


async def test_names_cannot_dress_up_as_markup(tmp_path: Path) -> None:
    async with opened(tmp_path) as landing:
        jo = landing.town.person("<b>Jo</b> &amp; @rosa")
        landing.room.welcomes(jo)
        async with landing.served():
            jo.says(landing.room, WISH)
            card = await landing.lea.sees(landing.room, "perceuse")
            assert "<b>Jo</b> &amp; @rosa" in card.text
            assert not [e for e in card.entities if e["type"] == "bold"]
