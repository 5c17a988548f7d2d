"""Events as a homeserver writes them, and a homeserver that answers from a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from adapters.matrix.homeserver import Homeserver
from adapters.matrix.room_event import RoomEvent, read_event
from adapters.matrix.wire import Json
from bot.clock import ManualClock

ME = "@palier:lilas.test"
LEA = "@lea:lilas.test"
ROSA = "@rosa:lilas.test"
HALL = "!hall:lilas.test"
NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


def source(
    content: Mapping[str, object],
    *,
    kind: str = "m.room.message",
    sender: str = LEA,
    id: str = "$1",
    at: datetime = NOON,
    **others: object,
) -> dict[str, object]:
    """Give an event as it comes in a sync."""
    return {
        "type": kind,
        "event_id": id,
        "sender": sender,
        "origin_server_ts": int(at.timestamp() * 1000),
        "content": dict(content),
        **others,
    }


def event(content: Mapping[str, object], *, room: str = HALL, **others: object) -> RoomEvent:
    """Give an event as the adapter reads it."""
    read = read_event(room, source(content, **others))  # type: ignore[arg-type]  # passed on by name
    assert read is not None
    return read


def text(body: str, **others: object) -> dict[str, object]:
    """Give the content of a message."""
    return {"msgtype": "m.text", "body": body, **others}


def replies_to(id: str) -> dict[str, object]:
    return {"m.in_reply_to": {"event_id": id}}


def edits(id: str, body: str) -> dict[str, object]:
    relation = {"rel_type": "m.replace", "event_id": id}
    return text(f"* {body}", **{"m.new_content": text(body), "m.relates_to": relation})


def annotates(id: str, key: str) -> dict[str, object]:
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": id, "key": key}}


def in_thread(root: str, *, answers: str = "") -> dict[str, object]:
    return {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": not answers,
        "m.in_reply_to": {"event_id": answers or root},
    }


def member(
    user: str, membership: str = "join", *, before: Json | None = None, **content: object
) -> dict[str, object]:
    """Give a member event's source."""
    unsigned = {} if before is None else {"prev_content": before}
    return source(
        {"membership": membership, **content},
        kind="m.room.member",
        sender=user,
        id=f"$member-{user}-{membership}",
        state_key=user,
        unsigned=unsigned,
    )


Answers = Callable[[str, str, Json], Json]
"""Method, path and body of a request → what it is answered, or an error raised."""


class ScriptedHomeserver(Homeserver):
    """Answers from a function, and remembers what it was asked."""

    def __init__(self, answers: Answers) -> None:
        super().__init__("http://scripted.test", None, ManualClock(NOON))
        self.asked: list[tuple[str, str, Json]] = []
        self._answers = answers

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        seconds: float = 30.0,
    ) -> Json:
        self.asked.append((method, path, body if body is not None else dict(query or {})))
        return self._answers(method, path, self.asked[-1][2])

    def paths(self, part: str) -> list[str]:
        """Give the paths asked for that contain a part."""
        return [path for _, path, _ in self.asked if part in path]
