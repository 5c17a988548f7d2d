"""From nothing to a bot at work, by the commands that whoever runs it types."""

from __future__ import annotations

import itertools
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from tests.end_to_end.matrix.command import Done, at_terminal, ends, palier, running
from tests.synapse.neighbour import Neighbour
from tests.synapse.server import Access, Synapse

pytestmark = pytest.mark.slow
_numbers = itertools.count(1)


@pytest.fixture
def access(synapse: Synapse) -> Access:
    """Give a fresh account for the bot; its own device is never used."""
    return synapse.registers(f"concierge-{next(_numbers)}", shown_as="Palier")


@pytest.fixture
async def lea(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Neighbour]:
    async with Neighbour.at_home(synapse, f"lea-of-{next(_numbers)}", tmp_path, shown_as="Léa") as lea:
        yield lea


@pytest.fixture
async def rosa(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Neighbour]:
    async with Neighbour.at_home(synapse, f"rosa-of-{next(_numbers)}", tmp_path, shown_as="Rosa") as rosa:
        yield rosa


async def logs_in(access: Access, synapse: Synapse, folder: Path, *options: str) -> Done:
    typed = f"{access.user_id}\n{synapse.address}\n{access.password}\n"
    return await palier("matrix", "login", *options, typed=typed, folder=folder)


def bytes_in(folder: Path) -> bytes:
    """Give every byte of every file."""
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def account(folder: Path) -> dict[str, str]:
    kept: dict[str, str] = json.loads((folder / "data" / "matrix" / "account.json").read_text("utf-8"))
    return kept


def set_up(folder: Path, access: Access, room: str, **options: object) -> None:
    """Write settings that are never quiet: tests run at night, too."""
    group = {
        "id": "lilas",
        "name": "12 rue des Lilas",
        "quiet_hours": {"start": "08:00", "end": "08:00"},
        "rooms": [{"network": "matrix", "chat": room}],
    }
    matrix = {"user": access.user_id, "pace": {"burst": 1000, "every": 0}, **options}
    text = yaml.safe_dump({"networks": {"matrix": matrix}, "groups": [group]})
    (folder / "config.yaml").write_text(text, "utf-8")


async def test_from_nothing_to_two_neighbours_introduced_through_two_kills(
    synapse: Synapse, access: Access, lea: Neighbour, rosa: Neighbour, tmp_path: Path
) -> None:
    bot = access.user_id
    room = await lea.opens("Le palier", invites=[rosa.id, bot], encrypted=True)
    typed = ["12 rue des Lilas", "", "", "matrix", bot, synapse.address, room, lea.id]
    written = await palier("init", typed="\n".join([*typed, ""]), folder=tmp_path)
    assert written.status == 0, written.output
    settings = tmp_path / "config.yaml"
    changed = yaml.safe_load(settings.read_text("utf-8"))
    changed["groups"][0]["quiet_hours"] = {"start": "08:00", "end": "08:00"}
    settings.write_text(yaml.safe_dump(changed), "utf-8")

    logged_in = await palier("matrix", "login", typed=f"{access.password}\n", folder=tmp_path)
    assert (logged_in.status, access.password in logged_in.output) == (0, False), logged_in.output

    async with running(tmp_path) as first:
        await lea.meets(room, bot)
        await rosa.meets(room, bot)
        await rosa.says(room, "bonjour, je peux prêter ma perceuse si quelqu'un en a besoin")
        await lea.sees(room, "perceuse", by=bot)
        first.kill()
    await lea.says(room, "besoin d'une perceuse")
    async with running(tmp_path) as second:
        question = await rosa.sees_privately("Je vous mets en relation ?", by=bot)
        second.kill()
    await rosa.reacts(rosa.private_rooms(bot)[0], question.id, "1️⃣")
    async with running(tmp_path) as third:
        told = await lea.sees_privately("Rosa peut vous aider", by=bot)
        await rosa.sees_privately("Léa sait que vous pouvez l'aider", by=bot)
        await lea.sees(room, "s'en occupe", by=bot)
        doctor = await palier("doctor", folder=tmp_path)
        assert (doctor.status, "✗" in doctor.output) == (0, False), doctor.output
        ended = await ends(third, by=signal.SIGTERM)
    assert ended.status == 0, ended.output
    assert told.content["m.mentions"] == {"user_ids": [rosa.id]}
    assert len(lea.texts(room, by=bot)) == 2


async def test_the_token_is_for_its_owner_only_and_a_second_login_changes_nothing(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    done = await logs_in(access, synapse, tmp_path)
    assert (done.status, "is signed" in done.output) == (0, True), done.output
    file = tmp_path / "data" / "matrix" / "account.json"
    assert file.stat().st_mode & 0o777 == 0o600
    before = account(tmp_path)
    again = await palier("matrix", "login", folder=tmp_path)
    assert (again.status, "already" in again.output) == (0, True)
    assert account(tmp_path) == before
    assert access.password.encode() not in bytes_in(tmp_path)


async def test_at_a_terminal_the_password_is_not_shown(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    asked_for_it = f"Password of {access.user_id}: "
    answers = {"User": access.user_id, "Homeserver [": synapse.address, asked_for_it: access.password}
    done = await at_terminal("matrix", "login", folder=tmp_path, answers=answers)
    assert (done.status, "is signed" in done.output) == (0, True), done.output
    assert access.user_id in done.output
    assert access.password not in done.output


async def test_a_dead_login_is_replaced_and_the_identity_stays(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    await logs_in(access, synapse, tmp_path)
    before = account(tmp_path)
    synapse.call("POST", "/_matrix/client/v3/logout", {}, before["token"])
    done = await logs_in(access, synapse, tmp_path)
    assert (done.status, "is signed" in done.output) == (0, True), done.output
    assert account(tmp_path)["device"] != before["device"]


async def test_a_wrong_password_keeps_what_was_there(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    await logs_in(access, synapse, tmp_path)
    before = account(tmp_path)
    typed = f"{access.user_id}\n{synapse.address}\nwrong\n"
    done = await palier("matrix", "login", "--anew", typed=typed, folder=tmp_path)
    assert (done.status, "does not know this user with this password" in done.output) == (1, True)
    assert account(tmp_path) == before


async def test_the_bots_identity_takes_the_place_of_another_apps_when_told_to(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    await logs_in(access, synapse, tmp_path / "other")
    done = await logs_in(access, synapse, tmp_path)
    assert (done.status, "--replace" in done.output) == (0, True), done.output
    refused = await palier("matrix", "verify", "--replace", typed="wrong\n", folder=tmp_path)
    assert (refused.status, "does not take this password" in refused.output) == (1, True), refused.output
    signed = await palier("matrix", "verify", "--replace", typed=f"{access.password}\n", folder=tmp_path)
    assert (signed.status, "is signed: apps trust it" in signed.output) == (0, True), signed.output
    again = await palier("matrix", "verify", folder=tmp_path)
    assert (again.status, "signed already" in again.output) == (0, True), again.output


async def test_the_doctor_says_what_is_wrong_and_what_to_do(
    synapse: Synapse, access: Access, lea: Neighbour, tmp_path: Path
) -> None:
    room = await lea.opens("Le palier")
    set_up(tmp_path, access, room)

    async def hears(*said: str) -> None:
        doctor = await palier("doctor", folder=tmp_path)
        assert doctor.status == 1
        for part in said:
            assert part in doctor.output

    await hears("palier matrix login")
    await logs_in(access, synapse, tmp_path)
    await hears(f"room {room}: the bot is not in it", f"invite {access.user_id}")
    await lea.invites(room, access.user_id)
    synapse.call("POST", f"/_matrix/client/v3/join/{room}", {}, account(tmp_path)["token"])
    doctor = await palier("doctor", folder=tmp_path)
    assert (doctor.status, "not encrypted" in doctor.output) == (0, True), doctor.output
    await lea.sets(room, "m.room.power_levels", {"events_default": 30})
    await hears("power level is 0; it cannot send m.room.message", f"give {access.user_id} the level 30")
    keys = tmp_path / "data" / "matrix" / "keys.db"
    keys.rename(tmp_path / "keys.db")
    await hears("its key store was lost", "palier matrix login --anew")
    keys.write_bytes(b"not a database")
    await hears("keys.db is damaged", "put keys.backup.db in its place")
    (tmp_path / "keys.db").rename(keys)
    await lea.upgrades(room, "10")
    await hears("it was closed for another room")
    synapse.call("POST", "/_matrix/client/v3/logout", {}, account(tmp_path)["token"])
    await hears("is not logged in any more", "palier matrix login")
    set_up(tmp_path, access, room, user="@other:lilas.test")
    await hears("holds the login of", "move the folder away")


async def test_the_doctor_sees_a_device_that_nobody_signed(
    synapse: Synapse, access: Access, lea: Neighbour, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    await logs_in(access, synapse, tmp_path / "other")
    room = await lea.opens("Le palier", invites=[access.user_id])
    set_up(tmp_path, access, room)
    await logs_in(access, synapse, tmp_path)
    doctor = await palier("doctor", folder=tmp_path)
    assert (doctor.status, "it is not signed" in doctor.output) == (1, True), doctor.output


async def test_a_bot_whose_login_is_dead_stops_with_a_sentence(
    synapse: Synapse, access: Access, lea: Neighbour, tmp_path: Path
) -> None:
    room = await lea.opens("Le palier", invites=[access.user_id])
    set_up(tmp_path, access, room)
    await logs_in(access, synapse, tmp_path)
    async with running(tmp_path) as bot:
        await lea.meets(room, access.user_id)
        synapse.call("POST", "/_matrix/client/v3/logout", {}, account(tmp_path)["token"])
        ended = await ends(bot)
    assert ended.status == 1
    assert "does not know this login any more" in ended.output
    assert "Traceback" not in ended.output


async def test_while_the_bot_is_at_work_nobody_else_uses_its_keys(
    synapse: Synapse, access: Access, lea: Neighbour, tmp_path: Path
) -> None:
    room = await lea.opens("Le palier", invites=[access.user_id])
    set_up(tmp_path, access, room)
    await logs_in(access, synapse, tmp_path)
    async with running(tmp_path):
        await lea.meets(room, access.user_id)
        for command in (["run"], ["matrix", "verify"], ["matrix", "login"]):
            done = await palier(*command, folder=tmp_path)
            assert (done.status, "stop it first" in done.output) == (1, True), done.output


async def test_the_console_and_matrix_are_one_group_in_one_bot(
    synapse: Synapse, access: Access, lea: Neighbour, tmp_path: Path
) -> None:
    room = await lea.opens("Le palier", invites=[access.user_id], encrypted=True)
    set_up(tmp_path, access, room)
    await logs_in(access, synapse, tmp_path)
    settings = yaml.safe_load((tmp_path / "config.yaml").read_text("utf-8"))
    settings["networks"]["console"] = {}
    settings["groups"][0]["rooms"].append({"network": "console", "chat": "landing"})
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    async with running(tmp_path) as bot:
        assert bot.stdin is not None
        await lea.meets(room, access.user_id)
        bot.stdin.write("Rosa: je prête ma perceuse si besoin\n+3d\n".encode())
        await lea.sees(room, "perceuse", by=access.user_id)
        await lea.says(room, "besoin d'une perceuse")
        await lea.sees(room, "1 voisin prévenu en privé", by=access.user_id)
        bot.stdin.write(b"Rosa> oui\n")
        await lea.sees_privately("Rosa peut vous aider", by=access.user_id)
        bot.stdin.write(b"/quitter\n")
        ended = await ends(bot)
    assert ended.status == 0, ended.output
    assert "le temps passe tout seul" in ended.output
    assert "Traceback" not in ended.output
