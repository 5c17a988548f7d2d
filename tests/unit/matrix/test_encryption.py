"""Encrypted rooms between real cryptographic machines, with a post office that loses things."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.matrix.account import MatrixAccount
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.key_store import BACKUP, FILE, open_client
from bot.errors import ConfigError, Refused, Retryable
from tests.unit.matrix.matrix_world import HALL, LEA, ME, ROSA, member
from tests.unit.matrix.post_office import Party, PostOffice, down


async def gathered(folder: Path, *, share: bool = True) -> tuple[PostOffice, Party, Party]:
    office = PostOffice()
    bot, lea = Party(office, ME, folder, share=share), Party(office, LEA, folder)
    for party in (bot, lea):
        await party.enters([ME, LEA])
    return office, bot, lea


async def test_what_is_encrypted_can_be_read_by_those_in_the_room(tmp_path: Path) -> None:
    _, bot, lea = await gathered(tmp_path)
    assert lea.reads(await bot.writes("bonjour", "$1")) == ["bonjour"]
    assert bot.reads(await lea.writes("bonsoir", "$2")) == ["bonsoir"]


async def test_the_key_is_shared_once_and_not_with_every_message(tmp_path: Path) -> None:
    _, bot, lea = await gathered(tmp_path)
    first, second = await bot.writes("un", "$1"), await bot.writes("deux", "$2")
    assert lea.reads(first, second) == ["un", "deux"]
    assert len(bot.server.paths("sendToDevice")) == 1


@pytest.mark.parametrize("part", ["keys/query", "keys/claim", "sendToDevice"])
async def test_where_keys_do_not_arrive_nothing_is_said_until_they_do(tmp_path: Path, part: str) -> None:
    office, bot, lea = await gathered(tmp_path)
    office.faults.append((part, down()))
    with pytest.raises(Retryable):
        await bot.writes("bonjour", "$1")
    assert lea.reads(await bot.writes("bonjour", "$1")) == ["bonjour"]


async def test_who_comes_in_later_reads_what_is_said_from_then_on(tmp_path: Path) -> None:
    office, bot, lea = await gathered(tmp_path)
    before = await bot.writes("avant", "$1")
    rosa = Party(office, ROSA, tmp_path)
    await rosa.enters([ME, LEA, ROSA])
    for party in (bot, lea):
        party.syncs(member(ROSA))
    after = await bot.writes("après", "$2")
    assert rosa.reads(before, after) == ["après"]
    assert lea.reads(before, after) == ["avant", "après"]


async def test_who_leaves_cannot_read_what_is_said_afterwards(tmp_path: Path) -> None:
    _, bot, lea = await gathered(tmp_path)
    lea.reads(await bot.writes("avant", "$1"))
    bot.syncs(member(LEA, "leave"))
    assert lea.reads(await bot.writes("après", "$2")) == []


async def test_unverified_devices_are_kept_out_only_where_that_is_chosen(tmp_path: Path) -> None:
    _, bot, _ = await gathered(tmp_path, share=False)
    with pytest.raises(Refused, match="not verified"):
        await bot.writes("bonjour", "$1")


async def test_somebody_without_devices_does_not_silence_the_room(tmp_path: Path) -> None:
    _, bot, lea = await gathered(tmp_path)
    bot.syncs(member("@ghost:elsewhere.test"))
    assert lea.reads(await bot.writes("bonjour", "$1")) == ["bonjour"]
    asked = len(bot.server.paths("keys/query"))
    await bot.keys.keep_up()
    assert len(bot.server.paths("keys/query")) == asked, "an idle bot does not ask for ever"


@pytest.mark.parametrize(
    "devices", [{"X": {"user_id": 7}}, {"X": []}, ["X"], {"X": {"user_id": "@odd:x", "device_id": "X"}}]
)
async def test_keys_that_are_none_keep_only_their_owner_from_reading(tmp_path: Path, devices: object) -> None:
    office, bot, lea = await gathered(tmp_path)
    office.devices["@odd:x"] = devices  # type: ignore[assignment]  # as anybody's homeserver may write
    bot.syncs(member("@odd:x"))
    assert lea.reads(await bot.writes("bonjour", "$1")) == ["bonjour"]


async def test_a_key_that_comes_late_opens_what_waited_for_it(tmp_path: Path) -> None:
    office, bot, lea = await gathered(tmp_path)
    message = await lea.writes("besoin d'une scie", "$1")
    late, office.waiting[ME] = office.waiting[ME], []
    assert bot.reads(message) == []
    office.waiting[ME] = late
    assert bot.reads(message) == ["besoin d'une scie"]


async def test_a_key_that_is_missing_is_asked_for_once(tmp_path: Path) -> None:
    office, bot, lea = await gathered(tmp_path)
    messages = [await lea.writes("un", "$1"), await lea.writes("deux", "$2")]
    office.waiting[ME] = []
    for event in bot.syncs(*messages).rooms.join[HALL].timeline.events:
        bot.keys.ask_for(event)
    await bot.keys.keep_up()
    (request,) = office.waiting[LEA]
    assert request["type"] == "m.room_key_request"


async def test_a_restart_loses_no_keys(tmp_path: Path) -> None:
    office, bot, lea = await gathered(tmp_path)
    bot.reads(await lea.writes("un", "$1"))
    again = Party(office, ME, tmp_path)
    await again.enters([ME, LEA])
    assert again.reads(await lea.writes("deux", "$2")) == ["deux"]
    assert lea.reads(await again.writes("trois", "$3")) == ["trois"]


async def test_one_time_keys_are_uploaded_again_once_half_are_used(tmp_path: Path) -> None:
    _, bot, _ = await gathered(tmp_path)
    most = bot.keys.olm.account.max_one_time_keys
    for left, uploads in ((most - 1, 1), (most // 2, 2), (0, 3)):
        bot.keys.olm.uploaded_key_count = left
        await bot.keys.keep_up()
        assert len(bot.server.paths("keys/upload")) == uploads


async def test_a_device_whose_keys_are_refused_does_not_upload_them_for_ever(tmp_path: Path) -> None:
    office = PostOffice()
    bot = Party(office, ME, tmp_path)
    office.faults = [("keys/upload", HomeserverRefused(400, "M_UNKNOWN"))] * 2
    await bot.keys.keep_up()
    await bot.keys.keep_up()
    assert len(bot.server.paths("keys/upload")) == 1


def test_a_key_store_of_another_account_is_told_from_its_own(tmp_path: Path) -> None:
    account = MatrixAccount(homeserver="x", user=ME, device="DEVICE", token=SecretStr("t"))
    open_client(account, tmp_path)
    with pytest.raises(ConfigError, match="damaged or belongs"):
        open_client(account.model_copy(update={"store_key": SecretStr("other")}), tmp_path)


def test_a_damaged_key_store_is_named_with_the_way_back(tmp_path: Path) -> None:
    account = MatrixAccount(homeserver="x", user=ME, device="DEVICE", token=SecretStr("t"))
    open_client(account, tmp_path)
    open_client(account, tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    good = (tmp_path / BACKUP).read_bytes()
    (tmp_path / FILE).write_bytes(b"SQLite format 3\0" + b"damage" * 1000)
    with pytest.raises(ConfigError, match=BACKUP):
        open_client(account, tmp_path)
    assert (tmp_path / BACKUP).read_bytes() == good, "damage never takes the place of the backup"
    (tmp_path / BACKUP).replace(tmp_path / FILE)
    open_client(account, tmp_path)


async def test_one_odd_thing_in_a_sync_does_not_hide_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bot, lea = await gathered(tmp_path)
    message = await lea.writes("besoin d'une scie", "$1")
    olm = bot.keys.olm
    handle, seen = olm.handle_to_device_event, 0

    def stumble(event: object) -> object:
        nonlocal seen
        seen += 1
        if getattr(event, "source", {}).get("type") == "m.odd":
            raise KeyError("odd")
        return handle(event)

    monkeypatch.setattr(olm, "handle_to_device_event", stumble)
    bot.office.waiting[ME].insert(0, {"type": "m.odd", "sender": LEA, "content": {}})
    assert bot.reads(message) == ["besoin d'une scie"]
    assert seen > 1
