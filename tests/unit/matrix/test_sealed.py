"""Messages that wait for their keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import nio

from adapters.matrix.sealed import FILE, GRACE, SealedMessages
from tests.unit.matrix.matrix_world import HALL, LEA, NOON, source


def sealed(id: str) -> nio.MegolmEvent:
    content = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "secret",
        "sender_key": "k",
        "session_id": "s",
        "device_id": "d",
    }
    parsed = nio.Event.parse_event(source(content, kind="m.room.encrypted", sender=LEA, id=id))
    assert isinstance(parsed, nio.MegolmEvent)
    return parsed


def waiting(folder: Path, *ids: str, now: datetime = NOON, room: str = HALL) -> SealedMessages:
    messages = SealedMessages(folder, now)
    for id in ids:
        messages.add(room, sealed(id), now)
    return messages


def test_which_messages_wait_survives_a_restart_and_nothing_of_them(tmp_path: Path) -> None:
    waiting(tmp_path, "$1", "$2").save(NOON)
    assert [(one.room, one.id) for one in SealedMessages(tmp_path, NOON)] == [(HALL, "$1"), (HALL, "$2")]
    written = (tmp_path / FILE).read_text()
    assert "secret" not in written
    assert LEA not in written


def test_a_message_waits_for_a_week(tmp_path: Path) -> None:
    messages = waiting(tmp_path, "$1")
    messages.save(NOON)
    assert len(SealedMessages(tmp_path, NOON + timedelta(days=6))) == 1
    assert len(SealedMessages(tmp_path, NOON + timedelta(days=7))) == 0
    messages.save(NOON + timedelta(days=7))
    assert len(messages) == 0


def test_the_same_message_waits_once(tmp_path: Path) -> None:
    messages = waiting(tmp_path, "$1")
    assert not messages.add(HALL, sealed("$1"), NOON)
    assert len(messages) == 1


def test_a_key_may_take_a_moment_before_the_room_is_told(tmp_path: Path) -> None:
    messages = waiting(tmp_path, "$1")
    assert messages.rooms_to_tell(NOON + GRACE / 2) == []
    assert messages.rooms_to_tell(NOON + GRACE) == [HALL]


def test_what_could_be_opened_is_not_spoken_of(tmp_path: Path) -> None:
    messages = waiting(tmp_path, "$1")
    messages.remove("$1")
    assert messages.rooms_to_tell(NOON + GRACE) == []


def test_a_room_is_told_once_a_day(tmp_path: Path) -> None:
    messages = waiting(tmp_path, "$1", "$2")
    messages.add("!other:x", sealed("$3"), NOON)
    assert messages.rooms_to_tell(NOON + GRACE) == [HALL, "!other:x"]
    later = NOON + timedelta(hours=2)
    messages.add(HALL, sealed("$4"), later)
    assert messages.rooms_to_tell(later + GRACE) == []
    tomorrow = NOON + timedelta(days=1)
    messages.add(HALL, sealed("$5"), tomorrow)
    assert messages.rooms_to_tell(tomorrow + GRACE) == [HALL]
