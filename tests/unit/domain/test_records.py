"""Every record goes through JSON and back, and none can be changed in place."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest
from hypothesis import given
from pydantic import ValidationError

from bot.acts import Act, ActKind
from bot.domain.group import Group
from bot.domain.listing import Listing, ListingState
from bot.domain.places import MessageRef, Room
from bot.domain.record import Record
from tests.unit.domain.acts import records


@given(records)
def test_every_record_goes_through_json_and_back(record: Record) -> None:
    document = json.loads(json.dumps(record.model_dump(mode="json", exclude_none=True)))
    assert type(record).model_validate(document) == record


@given(records)
def test_no_field_of_a_record_can_be_assigned(record: Record) -> None:
    for field in type(record).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, field, getattr(record, field))


@given(records)
def test_a_record_with_a_field_that_it_has_not_is_refused(record: Record) -> None:
    with pytest.raises(ValidationError, match="not permitted"):
        type(record).model_validate({**record.model_dump(), "colour": "red"})


def test_half_an_emoji_goes_through_json_and_back() -> None:
    act = Act(ActKind.REQUEST)
    listing = Listing(id="1\ud83d", author="n\ud83d", act=act, opened_at=datetime(2026, 3, 16, tzinfo=UTC))
    document = json.loads(json.dumps(listing.model_dump(mode="json", exclude_none=True)))
    assert Listing.model_validate(document) == listing


def test_an_act_cannot_be_changed_either() -> None:
    act = Act(ActKind.REQUEST)
    with pytest.raises(FrozenInstanceError):
        act.urgent = True  # type: ignore[misc]  # the point of the test


def test_a_changed_copy_leaves_the_record_as_it_was() -> None:
    listing = Listing(
        id="1", author="n1", act=Act(ActKind.OFFER), opened_at=datetime(2026, 3, 16, tzinfo=UTC)
    )
    listing.model_copy(update={"state": ListingState.DONE})
    assert listing.is_open


@pytest.mark.parametrize("zone", ["Europe/Pariss", "", "../etc/passwd", "Europe"])
def test_a_group_in_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError, match="is no time zone"):
        Group(id="lilas", name="Lilas", zone=zone)


@pytest.mark.parametrize(
    ("room", "written"),
    [
        (Room(network="matrix", chat="!a:b"), "matrix/!a:b#9"),
        (Room(network="telegram", chat="-5", thread="7"), "telegram/-5/7#9"),
    ],
)
def test_a_message_is_named_by_its_network_room_thread_and_id(room: Room, written: str) -> None:
    assert str(MessageRef(room=room, id="9")) == written
