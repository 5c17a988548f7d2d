"""What the bot says of itself: to the group, in its menu, to whoever runs it, in its log."""

from __future__ import annotations

import logging

import pytest
import structlog

from tests.end_to_end.telegram.conftest import Landing
from tests.telegram.faults import Fault

pytestmark = pytest.mark.slow

MENUS = {"": [("help", "what can be written")], "fr": [("aide", "ce qu'on peut écrire"), ("Pas bon", "x")]}
SCOPES = ("all_private_chats", "all_group_chats", "all_chat_administrators")


# --- to the group ---


async def test_where_it_is_new_it_says_so_once(landing: Landing) -> None:
    fresh = landing.town.supergroup("Neuf", landing.lea, with_bot=False)
    rooms = {"neuf": [str(fresh.id)]}
    async with landing.served(rooms=rooms) as bot:
        fresh.adds_bot()
        await landing.lea.sees(fresh, "Palier")
        await bot.palier.settle()
        fresh.promotes_bot()
        await landing.has_read()
        await bot.palier.settle()
    async with landing.served(rooms=rooms) as bot:
        fresh.demotes_bot()
        fresh.promotes_bot()
        await landing.has_read()
        await bot.palier.settle()
    assert 1 <= len(fresh.texts()) <= 2
    assert len(set(fresh.texts())) == len(fresh.texts())


async def test_the_notice_says_how_to_address_it_and_how_to_change_that(private_landing: Landing) -> None:
    async with private_landing.served():
        notice = await private_landing.lea.sees(private_landing.room, "@palier_bot")
    assert "administrateur" in notice.text


# --- in its menu ---


async def test_each_scope_and_language_has_its_menu(landing: Landing) -> None:
    async with landing.served(menus=MENUS):
        pass
    commands = landing.network.bot.commands
    assert set(commands) == {(scope, language) for scope in SCOPES for language in MENUS}
    for scope in SCOPES:
        assert [command["command"] for command in commands[scope, "fr"]] == ["aide"]


async def test_the_menu_is_set_once(landing: Landing) -> None:
    for _ in range(2):
        async with landing.served(menus=MENUS):
            pass
    sets = [call for call in landing.network.calls if call.method == "setMyCommands"]
    assert len(sets) == len(SCOPES) * len(MENUS)


async def test_a_menu_that_cannot_be_set_keeps_nobody_waiting(landing: Landing) -> None:
    landing.network.faults.plan("setMyCommands", Fault.INTERNAL)
    async with landing.served(menus=MENUS):
        landing.lea.says(landing.room, "besoin d'une perceuse")
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")


# --- to whoever runs it ---


async def findings(landing: Landing) -> tuple[str, list[str]]:
    """Ask the bot how it is: all that it says, and what of it is not well."""
    adapter = landing.home.adapter()
    found = await adapter.diagnose()
    await adapter.close()
    said = [(f"{f.about} {f.state} {f.remedy}", f.is_well) for f in found]
    return "\n".join(words for words, _ in said), [words for words, is_well in said if not is_well]


async def test_a_bot_that_is_well_says_so(landing: Landing) -> None:
    said, amiss = await findings(landing)
    assert "@palier_bot" in said
    assert not amiss


async def test_it_says_why_it_may_be_silent(private_landing: Landing) -> None:
    landing = private_landing
    _, amiss = await findings(landing)
    assert len(amiss) == 1
    assert "administrator" in amiss[0]
    landing.room.kicks_bot()
    _, amiss = await findings(landing)
    assert str(landing.room.id) in amiss[0]


async def test_it_says_that_its_token_is_dead_without_saying_it(landing: Landing) -> None:
    landing.network.token = "7000000001:AAnotherTokenThatIsNotTheirs_00000"
    said, amiss = await findings(landing)
    assert len(amiss) == 1
    assert "token" in amiss[0]
    assert landing.home.token not in said


async def test_asking_how_it_is_changes_nothing(landing: Landing) -> None:
    landing.lea.says(landing.room, "besoin d'une perceuse")
    waiting = landing.network.updates.pending
    await findings(landing)
    assert landing.network.updates.pending == waiting
    assert {call.method for call in landing.network.calls} <= {"getMe", "getWebhookInfo", "getChatMember"}


# --- in its log ---


async def test_no_line_of_the_log_holds_a_word_a_name_or_the_token(
    landing: Landing, caplog: pytest.LogCaptureFixture
) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    caplog.set_level(logging.DEBUG)
    landing.network.faults.plan("getMe", Fault.BAD_GATEWAY)
    with structlog.testing.capture_logs() as lines:
        async with landing.served(menus=MENUS):
            for fault in Fault:
                if fault is not Fault.HANG:
                    landing.network.faults.plan("sendMessage", fault, done=True)
                    landing.network.faults.plan("getUpdates", fault, done=True)
            rosa.says(room, "je peux prêter ma perceuse si quelqu'un en a besoin")
            lea.says(room, "qui aurait une perceuse à me prêter ?")
            question = await rosa.sees_privately("Je vous mets en relation ?")
            lea.blocks()
            rosa.presses(question, "Oui")
            await rosa.sees_privately("Léa sait que vous pouvez l'aider")
            room.kicks_bot()
            await landing.has_read()
    written = "\n".join([*map(str, lines), *(record.getMessage() for record in caplog.records)])
    assert {"not delivered", "asking again later"} <= {line["event"] for line in lines}
    for private in ("perceuse", "Rosa", "Léa", "relation", landing.home.token.partition(":")[2]):
        assert private not in written
