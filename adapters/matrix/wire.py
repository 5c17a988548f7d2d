"""Reading JSON that anybody may have written: what is not as it should be reads as absent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TypeAlias

Json: TypeAlias = Mapping[str, object]
"""An object of JSON."""
NOTHING: Json = {}


def decoded(body: bytes) -> Json:
    """Read the object in a body; an empty one where there is none."""
    try:
        return as_object(json.loads(body))
    except ValueError:
        return NOTHING


def as_object(value: object) -> Json:
    """Take a value for an object."""
    return value if isinstance(value, dict) else NOTHING


def object_in(of: Json, *keys: str) -> Json:
    """Go down into an object, key by key."""
    for key in keys:
        of = as_object(of.get(key))
    return of


def text_in(of: Json, key: str) -> str:
    """Give a text, or an empty one. Half a surrogate pair, which JSON can hold, becomes a question mark."""
    value = of.get(key)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def number_in(of: Json, key: str) -> int | None:
    """Give a whole number; rooms before version 10 also wrote them as text."""
    value = of.get(key)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return None
    return None


def objects_in(of: Json, key: str) -> Iterator[Json]:
    """Give the objects of a list."""
    value = of.get(key)
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def texts_in(of: Json, key: str) -> tuple[str, ...]:
    """Give the texts of a list."""
    value = of.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
