"""Rooms come and go: invitations, kicks, upgrades, private rooms that close."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.matrix.conftest import Landing, opened
from tests.synapse.server import Synapse

pytestmark = pytest.mark.slow


# --- in and out ---


async def test_an_invitation_from_who_may_invite_is_accepted(clear_landing: Landing) -> None:
    async with clear_landing.served():
        assert clear_landing.bot in clear_landing.lea.client.rooms[clear_landing.room].users


async def test_an_invitation_to_a_room_of_strangers_is_not_accepted(clear_landing: Landing) -> None:
    landing = clear_landing
    async with landing.served(), landing.neighbour("mallory") as mallory:
        trap = await mallory.opens("Viens voir", invites=[landing.bot])
        await landing.lea.says(landing.room, "cherche perceuse")
        await landing.lea.sees(landing.room, "perceuse", by=landing.bot)
        await mallory.until(
            lambda: (
                landing.bot not in mallory.client.rooms[trap].users
                or mallory.client.rooms[trap].users[landing.bot].invited
            ),
            "the bot to stay away",
        )


async def test_kicked_and_invited_again_it_goes_on(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        card = await rosa.sees(room, "Léa cherche : perceuse", by=bot)
        await lea.kicks(room, bot)
        await lea.until(lambda: bot not in lea.client.rooms[room].users, "it to be gone")
        await rosa.says(room, "prête tondeuse")
        await lea.invites(room, bot)
        await lea.meets(room, bot)
        await lea.says(room, "cherche échelle")
        await lea.sees(room, "Léa cherche : échelle", by=bot)
        await rosa.reacts(room, card.id, "1️⃣")
        await lea.sees(room, "Rosa s'en occupe.", by=bot)


async def test_kicked_while_it_was_off_it_starts_and_serves_its_other_room(clear_landing: Landing) -> None:
    landing = clear_landing
    lea, bot = landing.lea, landing.bot
    other = await lea.opens("L'autre palier", invites=[bot])
    rooms = {"lilas": landing.room, "roses": other}
    async with landing.served(rooms=rooms):
        await lea.meets(other, bot)
    await lea.kicks(landing.room, bot)
    home = replace(landing.home, rooms=rooms)
    landing.room, landing.home = other, home
    await landing.rosa.client.join(other)
    await lea.invites(other, landing.rosa.id)
    async with landing.served():
        await lea.says(other, "cherche perceuse")
        await lea.sees(other, "perceuse", by=bot)


# --- upgrades ---


@pytest.mark.parametrize(("before", "after"), [("10", "11"), ("11", "12")])
async def test_an_upgrade_is_followed_and_what_was_said_before_still_counts(
    synapse: Synapse, tmp_path: Path, before: str, after: str
) -> None:
    async with opened(synapse, tmp_path, encrypted=False, version=before) as landing:
        lea, rosa, bot = landing.lea, landing.rosa, landing.bot
        async with landing.served() as at_work:
            await rosa.says(landing.room, "prête perceuse")
            await lea.sees(landing.room, "Rosa prête", by=bot)
            new = await lea.upgrades(landing.room, after)
            await lea.invites(new, bot)
            await lea.invites(new, rosa.id)
            await lea.meets(new, bot, rosa.id)
            await lea.says(new, "cherche perceuse")
            await lea.sees(new, "Léa cherche : perceuse", by=bot)
            await rosa.sees_privately("Je vous mets en relation ?", by=bot)
            assert [room.chat for room in at_work.palier.engine.books("lilas").group.rooms] == [new]
        landing.room = new  # the settings still name the old one
        async with landing.served():
            await lea.says(new, "cherche échelle")
            await lea.sees(new, "échelle", by=bot)


async def test_a_tombstone_by_who_may_not_speak_for_the_new_room_is_not_followed(
    synapse: Synapse, tmp_path: Path
) -> None:
    async with opened(synapse, tmp_path, encrypted=False, version="11") as landing:
        lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
        async with landing.served() as at_work, landing.neighbour("mallory") as mallory:
            powers = {"users": {lea.id: 100}, "events": {"m.room.tombstone": 0}, "state_default": 50}
            await lea.sets(room, "m.room.power_levels", powers)
            trap = await mallory.opens("Le nouveau palier", invites=[bot])
            await rosa.sets(room, "m.room.tombstone", {"body": "par ici", "replacement_room": trap})
            await lea.says(room, "cherche perceuse")
            await lea.sees(room, "perceuse", by=bot)
            assert [r.chat for r in at_work.palier.engine.books("lilas").group.rooms] == [room]
            members = mallory.client.rooms[trap].users
            await mallory.until(lambda: bot not in members or members[bot].invited, "the bot to be away")


@pytest.mark.parametrize("version", ["10", "11", "12"])
async def test_every_room_version_is_served(synapse: Synapse, tmp_path: Path, version: str) -> None:
    async with opened(synapse, tmp_path, encrypted=True, version=version) as landing, landing.served():
        message = await landing.lea.says(landing.room, "cherche perceuse")
        await landing.lea.sees(landing.room, "Léa cherche : perceuse", by=landing.bot)
        await landing.lea.deletes(landing.room, message)
        await landing.lea.sees(landing.room, "Retiré", by=landing.bot)


# --- private rooms ---


async def test_a_private_room_that_its_owner_opened_is_used(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "prête perceuse")
        await rosa.sees(room, "Rosa prête", by=bot)
        direct = await rosa.opens(invites=[bot], direct=True)
        await rosa.meets(direct, bot)
        await lea.says(room, "cherche perceuse")
        await rosa.sees(direct, "Je vous mets en relation ?", by=bot)
        await rosa.says(direct, "oui")
        await lea.sees_privately("Rosa peut vous aider", by=bot)
    assert not rosa.private_rooms(bot)


async def test_the_private_room_is_the_same_after_a_restart(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    for thing in ("perceuse", "échelle"):
        async with landing.served():
            await rosa.says(room, f"prête {thing}")
            await lea.says(room, f"cherche {thing}")
            await rosa.sees_privately(thing, by=bot)
    assert len(rosa.private_rooms(bot)) == 1


async def test_a_private_room_that_was_being_made_when_the_bot_was_killed_is_finished(
    landing: Landing,
) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "prête perceuse")
        await lea.sees(room, "Rosa prête", by=bot)
    half = {
        "preset": "private_chat",
        "is_direct": True,
        "creation_content": {"org.palier.private_with": rosa.id},
    }
    landing.synapse.call("POST", "/_matrix/client/v3/createRoom", half, landing.home.token)
    async with landing.served():
        await lea.says(room, "cherche perceuse")
        await rosa.sees_privately("Je vous mets en relation ?", by=bot)
    assert len(rosa.private_rooms(bot)) == 1


async def test_who_leaves_the_private_room_is_passed_over_for_the_next(clear_landing: Landing) -> None:
    landing = clear_landing
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await rosa.says(room, "prête perceuse")
        await lea.says(room, "cherche perceuse")
        await rosa.sees_privately("Je vous mets en relation ?", by=bot)
        direct = rosa.private_rooms(bot)[0]
        rosa.joins_when_invited = False
        await rosa.leaves(direct)
        await lea.says(room, "prête échelle")
        await rosa.says(room, "cherche échelle")
        await lea.sees_privately("Je vous mets en relation ?", by=bot)
        await lea.says(lea.private_rooms(bot)[0], "oui")
        await lea.sees_privately("Rosa", by=bot)
    assert direct in rosa.left


async def test_a_request_written_in_private_shows_no_name_in_the_room(landing: Landing) -> None:
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        await lea.says(room, "cherche tondeuse")
        await lea.sees(room, "tondeuse", by=bot)
        direct = await lea.opens(invites=[bot], direct=True)
        await lea.meets(direct, bot)
        await lea.says(direct, "cherche perceuse")
        card = await rosa.sees(room, "perceuse", by=bot)
        await lea.sees(direct, "perceuse", by=bot)
    assert "Léa" not in card.text
