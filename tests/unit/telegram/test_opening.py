"""Links that open the private chat."""

from __future__ import annotations

import re

import pytest

from adapters.telegram.opening import OpeningLinks, start_payload
from bot.domain.places import Room
from tests.unit.telegram.telegram_world import IN_PRIVATE, message, update

HALL = Room(network="telegram", chat="-1001200000001")
LINKS = OpeningLinks("7000000001:AAF")


@pytest.mark.parametrize("room", [HALL, HALL.model_copy(update={"thread": "40"})])
def test_a_link_leads_back_to_its_room(room: Room) -> None:
    link = LINKS.link(room, "palier_bot")
    found = re.fullmatch(r"https://t\.me/palier_bot\?start=([A-Za-z0-9_-]{1,64})", link)
    assert found is not None
    assert LINKS.room(found[1]) == room


def test_nobody_makes_a_link_without_the_token() -> None:
    other = OpeningLinks("7000000001:AAG")
    assert LINKS.room(other.payload(HALL)) is None


@pytest.mark.parametrize("payload", ["", "x", "é", "-1001200000001", "AAAA" * 20, "=" * 8])
def test_what_is_no_payload_leads_nowhere(payload: str) -> None:
    assert LINKS.room(payload) is None


@pytest.mark.parametrize("at", range(8))
def test_a_payload_that_was_changed_leads_nowhere(at: int) -> None:
    payload = LINKS.payload(HALL)
    other = "A" if payload[at * 2] != "A" else "B"
    assert LINKS.room(payload[: at * 2] + other + payload[at * 2 + 1 :]) is None


def test_a_payload_is_read_in_private_only() -> None:
    assert start_payload(update("message", message("/start abc", chat=IN_PRIVATE)).message) == "abc"
    assert start_payload(update("message", message("/start abc")).message) == ""
    assert start_payload(update("message", message("/start", chat=IN_PRIVATE)).message) == ""
    assert start_payload(None) == ""
