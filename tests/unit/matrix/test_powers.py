"""Who may do what."""

from __future__ import annotations

import math

from adapters.matrix.powers import Powers
from tests.unit.matrix.matrix_world import LEA, ME, ROSA

LEVELS = {"users": {LEA: 100, ROSA: "50"}, "users_default": 0, "invite": 50, "events": {"m.room.name": 60}}
OLD = Powers(creator=ME, creation={"room_version": "11"}, levels=LEVELS)
NEW = Powers(creator=ME, creation={"room_version": "12", "additional_creators": [ROSA]}, levels=LEVELS)


def test_levels_are_as_the_room_says() -> None:
    assert (OLD.power_of(LEA), OLD.power_of(ROSA), OLD.power_of("@x:y")) == (100, 50, 0)


def test_before_version_12_the_creator_is_nobody_special() -> None:
    assert OLD.power_of(ME) == 0
    assert not OLD.may(ME, "invite")


def test_from_version_12_on_creators_may_everything() -> None:
    assert NEW.power_of(ME) == NEW.power_of(ROSA) == math.inf
    assert NEW.may(ROSA, "ban")
    assert NEW.may_send(ME, "m.room.tombstone", state=True)


def test_a_version_that_nobody_knows_yet_is_taken_for_a_new_one() -> None:
    assert Powers(ME, {"room_version": "org.example.13"}, LEVELS).power_of(ME) == math.inf


def test_a_room_that_does_not_say_its_version_is_of_the_first() -> None:
    assert Powers(ME, {}, LEVELS).power_of(ME) == 0


def test_without_levels_only_the_creator_has_power() -> None:
    bare = Powers(ME, {"room_version": "10"})
    assert (bare.power_of(ME), bare.power_of(LEA)) == (100, 0)


def test_what_is_not_said_takes_what_the_specification_says() -> None:
    silent = Powers(ME, {"room_version": "10"}, {"users": {LEA: 50}})
    assert (silent.needed("invite"), silent.needed("kick"), silent.needed("redact")) == (0, 50, 50)
    assert (silent.needed_to_send("m.room.message"), silent.needed_to_send("m.room.name", state=True)) == (
        0,
        50,
    )


def test_single_kinds_of_events_may_take_more() -> None:
    assert OLD.may_send(LEA, "m.room.name", state=True)
    assert not OLD.may_send(ROSA, "m.room.name", state=True)
    assert OLD.may_send(ROSA, "m.room.message")


def test_who_may_keep_order_moderates() -> None:
    assert [user for user in (LEA, ROSA, "@x:y") if OLD.moderates(user)] == [LEA, ROSA]
    lax = Powers(ME, {"room_version": "10"}, {"kick": 0, "users": {LEA: 50}})
    assert (lax.moderates(LEA), lax.moderates(ROSA)) == (True, False)
