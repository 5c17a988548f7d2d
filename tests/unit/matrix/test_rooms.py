"""What the rooms are: private or a group's, shared; which invitations are accepted."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import nio
import pytest

from adapters.matrix.backoff import Backoff
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.invitations import Invitation, Invitations, is_welcome
from adapters.matrix.private_rooms import PrivateRooms
from adapters.matrix.rooms import PRIVATE_WITH, Rooms
from adapters.matrix.wire import Json, object_in
from bot.domain.places import Room
from bot.errors import RateLimited, Retryable, Unreachable
from tests.unit.matrix.matrix_world import (
    HALL,
    LEA,
    ME,
    NOON,
    ROSA,
    ScriptedHomeserver,
    event,
)
from tests.unit.matrix.rooms_world import CELLAR, NEW_HALL, OPTIONS, enter, rooms, state

# --- private rooms ---


def test_that_two_are_in_a_room_makes_it_no_private_one() -> None:
    assert not rooms(cellar=[LEA]).is_private(CELLAR)


def test_a_room_is_private_that_the_account_says_is() -> None:
    known = rooms(cellar=[LEA])
    known.take_direct({LEA: [CELLAR]})
    assert known.is_private(CELLAR)
    assert known.private_with(LEA) == CELLAR


def test_a_room_that_the_bot_made_for_somebody_says_so_itself() -> None:
    known = rooms(cellar=[LEA])
    state(known, CELLAR, "m.room.create", {PRIVATE_WITH: LEA}, sender=ME)
    assert known.private_with(LEA) == CELLAR


def test_nobody_else_can_say_so() -> None:
    known = rooms(cellar=[LEA])
    state(known, CELLAR, "m.room.create", {PRIVATE_WITH: LEA}, sender=LEA)
    assert not known.is_private(CELLAR)


def test_a_room_to_which_the_bot_was_invited_as_private_is_one_after_a_restart() -> None:
    known = rooms(cellar=[LEA])
    joined = event(
        {"membership": "join"},
        room=CELLAR,
        kind="m.room.member",
        sender=ME,
        state_key=ME,
        unsigned={"prev_content": {"membership": "invite", "is_direct": True}},
    )
    known.take_state(joined)
    assert known.private_with(LEA) == CELLAR


def test_once_a_third_is_in_it_it_is_private_no_more() -> None:
    known = rooms(cellar=[LEA, ROSA])
    known.take_direct({LEA: [CELLAR]})
    assert not known.is_private(CELLAR)
    assert known.private_with(LEA) is None


def test_a_groups_room_is_never_private() -> None:
    known = rooms(hall=[LEA])
    known.take_direct({LEA: [HALL]})
    assert not known.is_private(HALL)


def test_a_private_message_tells_which_groups_rooms_are_shared() -> None:
    known = rooms(hall=[LEA, ROSA], cellar=[LEA])
    known.take_direct({LEA: [CELLAR]})
    assert known.scene(event({}, room=CELLAR)).shared_rooms == (Room(network="matrix", chat=HALL),)
    assert known.scene(event({}, room=HALL)).shared_rooms == ()


def test_rooms_that_no_setting_names_are_shared_too_since_moderators_may_tie_them() -> None:
    known = rooms(hall=[ROSA], garden=[LEA, ROSA], cellar=[LEA], attic=[ROSA])
    known.take_direct({LEA: [CELLAR], ROSA: ["!attic:lilas.test"]})
    assert known.shared_with(LEA) == (Room(network="matrix", chat="!garden:lilas.test"),)


def test_who_may_keep_order_is_a_moderator_in_the_room_and_nobody_in_private() -> None:
    known = rooms(hall=[LEA, ROSA], cellar=[LEA])
    known.take_direct({LEA: [CELLAR]})
    for room in (HALL, CELLAR):
        state(known, room, "m.room.power_levels", {"users": {LEA: 50}})
    assert known.scene(event({}, sender=LEA)).moderator
    assert not known.scene(event({}, sender=ROSA)).moderator
    assert not known.scene(event({}, sender=LEA, room=CELLAR)).moderator


async def test_a_private_room_is_made_encrypted_once_and_found_again(tmp_path: Path) -> None:
    client = nio.Client(ME, config=nio.ClientConfig(encryption_enabled=False))
    known = Rooms(client, ME, OPTIONS)

    def answer(method: str, path: str, body: Json) -> Json:
        if path.endswith("/createRoom"):
            enter(known, client, CELLAR, [LEA])
            client.rooms[CELLAR].encrypted = True
        return {"room_id": CELLAR}

    server = ScriptedHomeserver(answer)
    private = PrivateRooms(server, known, tmp_path, encrypt=True)
    assert await private.room_with(LEA) == await private.room_with(LEA) == CELLAR
    (made,) = [body for _, path, body in server.asked if path.endswith("/createRoom")]
    assert (made["invite"], made["is_direct"]) == ([LEA], True)
    assert object_in(made, "creation_content") == {PRIVATE_WITH: LEA}
    assert "m.room.encryption" in str(made["initial_state"])
    (told,) = [body for _, path, body in server.asked if path.endswith("/m.direct")]
    assert told == {LEA: [CELLAR]}


async def test_a_private_room_that_was_half_made_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.matrix.private_rooms._STILL_MADE_FOR", 0.01)
    client = nio.Client(ME, config=nio.ClientConfig(encryption_enabled=False))
    known = Rooms(client, ME, OPTIONS)
    enter(known, client, CELLAR, [])
    state(known, CELLAR, "m.room.create", {PRIVATE_WITH: LEA}, sender=ME)

    def answer(method: str, path: str, body: Json) -> Json:
        if "m.room.member" in path:
            assert body == {"membership": "invite", "is_direct": True}
            enter(known, client, CELLAR, [LEA])
            client.rooms[CELLAR].encrypted = True
        return {}

    server = ScriptedHomeserver(answer)
    assert await PrivateRooms(server, known, tmp_path, encrypt=True).room_with(LEA) == CELLAR
    assert server.paths("/createRoom") == []
    assert len(server.paths("/state/m.room.encryption/")) == len(server.paths("m.room.member")) == 1


async def test_where_an_answer_got_lost_the_room_is_looked_for_before_another_is_made(tmp_path: Path) -> None:
    client = nio.Client(ME, config=nio.ClientConfig(encryption_enabled=False))
    known = Rooms(client, ME, OPTIONS)

    def lost(*_: object) -> Json:
        raise Retryable("the connection broke off")

    with pytest.raises(Retryable):
        await PrivateRooms(ScriptedHomeserver(lost), known, tmp_path, encrypt=False).room_with(LEA)
    server = ScriptedHomeserver(lambda *_: {})
    asking = asyncio.create_task(PrivateRooms(server, known, tmp_path, encrypt=False).room_with(LEA))
    await asyncio.sleep(0)
    enter(known, client, CELLAR, [LEA])
    state(known, CELLAR, "m.room.create", {PRIVATE_WITH: LEA}, sender=ME)
    await known.tell()
    assert await asking == CELLAR
    assert server.paths("/createRoom") == []


async def test_who_left_the_private_room_is_not_invited_again(tmp_path: Path) -> None:
    known = rooms(cellar=[])
    known.take_direct({LEA: [CELLAR]})
    state(known, CELLAR, "m.room.member", {"membership": "leave"}, key=LEA)
    server = ScriptedHomeserver(lambda *_: {})
    with pytest.raises(Unreachable):
        await PrivateRooms(server, known, tmp_path, encrypt=True).room_with(LEA)
    assert server.asked == []


async def test_who_cannot_be_invited_is_unreachable(tmp_path: Path) -> None:
    def refuse(*_: object) -> Json:
        raise HomeserverRefused(403, "M_FORBIDDEN")

    with pytest.raises(Unreachable):
        await PrivateRooms(ScriptedHomeserver(refuse), rooms(), tmp_path, encrypt=True).room_with(LEA)


# --- invitations ---


@pytest.mark.parametrize(
    ("invitation", "welcome"),
    [
        (Invitation(HALL, "@anybody:else.test", direct=False), True),
        (Invitation("!x:y", "@admin:lilas.test", direct=False), True),
        (Invitation("!x:y", "@somebody:trusted.test", direct=True), True),
        (Invitation("!x:y", LEA, direct=True), True),
        (Invitation("!x:y", LEA, direct=False), False),
        (Invitation("!x:y", "@stranger:lilas.test", direct=True), False),
        (Invitation("!x:y", "@admin:lilas.test.evil", direct=False), False),
    ],
)
def test_who_is_welcome(invitation: Invitation, welcome: bool) -> None:
    assert is_welcome(invitation, OPTIONS, rooms(hall=[LEA])) is welcome


def invited(room: str, by: str, *, direct: bool = False) -> nio.SyncResponse:
    invite = {"membership": "invite", **({"is_direct": True} if direct else {})}
    events = [
        {"type": "m.room.member", "sender": by, "state_key": by, "content": {"membership": "join"}},
        {"type": "m.room.member", "sender": by, "state_key": ME, "content": invite},
    ]
    answer = {"next_batch": "s1", "rooms": {"invite": {room: {"invite_state": {"events": events}}}}}
    response = nio.SyncResponse.from_dict(answer)
    assert isinstance(response, nio.SyncResponse)
    return response


async def test_a_private_invitation_by_a_neighbour_is_accepted_and_remembered_as_private(
    tmp_path: Path,
) -> None:
    known = rooms(hall=[LEA])
    server = ScriptedHomeserver(lambda *_: {})
    invitations = Invitations(server, known, OPTIONS, Backoff(random.Random(1)), tmp_path)
    invitations.take(invited(CELLAR, LEA, direct=True))
    assert await invitations.accept(NOON)
    assert len(server.paths("/join/")) == 1
    assert not await invitations.accept(NOON)
    assert len(server.paths("/join/")) == 1


async def test_an_invitation_is_accepted_later_where_the_homeserver_asks_to_wait(tmp_path: Path) -> None:
    faults = [RateLimited(9)]

    def answer(*_: object) -> Json:
        if faults:
            raise faults.pop()
        return {}

    server = ScriptedHomeserver(answer)
    invitations = Invitations(server, rooms(), OPTIONS, Backoff(random.Random(1)), tmp_path)
    invitations.take(invited(HALL, LEA))
    await invitations.accept(NOON)
    await invitations.accept(NOON)
    assert len(server.paths("/join/")) == 1, "not before the wait is over"
    await invitations.accept(NOON.replace(hour=12))
    assert len(server.paths("/join/")) == 2


async def test_an_invitation_is_not_forgotten_by_a_bot_that_falls_before_it_accepts(tmp_path: Path) -> None:
    server, known = ScriptedHomeserver(lambda *_: {}), rooms(hall=[LEA])
    for room, by in ((CELLAR, "@stranger:lilas.test"), (NEW_HALL, "@admin:lilas.test")):
        Invitations(server, known, OPTIONS, Backoff(random.Random(1)), tmp_path).take(invited(room, by))
    await Invitations(server, known, OPTIONS, Backoff(random.Random(1)), tmp_path).accept(NOON)
    assert server.paths("/join/") == ["/_matrix/client/v3/join/%21hall2%3Alilas.test"]
    let_in = replace(OPTIONS, rooms=OPTIONS.rooms | {CELLAR})
    known.groups.add(CELLAR)
    await Invitations(server, known, let_in, Backoff(random.Random(1)), tmp_path).accept(NOON)
    assert len(server.paths("/join/")) == 2, "once the settings name the room, it is entered"


async def test_however_many_strangers_invite_it_every_room_that_is_meant_is_entered(tmp_path: Path) -> None:
    server, known = ScriptedHomeserver(lambda *_: {}), rooms()
    invitations = Invitations(server, known, OPTIONS, Backoff(random.Random(1)), tmp_path)
    for number in range(300):
        invitations.take(invited(f"!garden{number}:lilas.test", "@admin:lilas.test"))
        invitations.take(invited(f"!trap{number}:lilas.test", "@stranger:lilas.test"))
    assert (tmp_path / "invitations.json").read_text("utf-8").count("!trap") == 200
    await invitations.accept(NOON)
    assert len(server.paths("garden")) == len(server.paths("/join/")) == 300
