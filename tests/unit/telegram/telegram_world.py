"""Updates as Telegram writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from telegram import Update

from adapters.telegram.scene import Scene

ME, LEA, ROSA = 7_000_000_001, 11, 12
HALL = -1_001_200_000_001
NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
SCENE = Scene(me=ME, username="palier_bot", now=NOON)
Json = dict[str, object]

_PEOPLE: Mapping[int, Json] = {
    LEA: {"id": LEA, "is_bot": False, "first_name": "Léa", "last_name": "Petit", "username": "lea"},
    ROSA: {"id": ROSA, "is_bot": False, "first_name": "Rosa"},
    ME: {"id": ME, "is_bot": True, "first_name": "Palier", "username": "palier_bot"},
}
IN_HALL: Json = {"id": HALL, "type": "supergroup", "title": "Le palier", "is_forum": True}
IN_PRIVATE: Json = {"id": LEA, "type": "private", "first_name": "Léa"}


def user(id: int) -> Json:
    return dict(_PEOPLE[id])


def message(text: str = "", *, by: int = LEA, id: int = 5, chat: Json = IN_HALL, **others: object) -> Json:
    """Give a message; `others` are what else it has."""
    said: Json = {"message_id": id, "date": seconds(NOON), "chat": chat, "from": user(by), **others}
    return said | ({"text": text} if text else {})


def replied(text: str = "la carte", *, id: int = 3, by: int = ME, actions: tuple[str, ...] = ()) -> Json:
    """Give what a message replies to, with its buttons."""
    row = [{"text": "…", "callback_data": f"v1:{action}"} for action in actions]
    markup: Json = {"reply_markup": {"inline_keyboard": [row]}} if row else {}
    return message(text, by=by, id=id) | markup


def update(kind: str, content: object, id: int = 1) -> Update:
    read = Update.de_json({"update_id": id, kind: content}, None)
    assert read is not None
    return read


def seconds(at: datetime) -> int:
    return int(at.timestamp())
