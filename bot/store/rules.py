"""What every store holds to: which ids and documents it takes, and what a change does."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import cast

from bot.errors import StoreError
from bot.store.port import Change, Document, Json, Tables

DEEPEST = 64
"""How far documents may nest: well below where parsers give up."""
LONGEST_INTEGER = 1024
"""In bits: Python refuses to read back integers that are much longer."""

_GROUP_ID = re.compile(r"[a-z0-9_-]{1,64}")


def is_group_id(name: str) -> bool:
    """Tell whether a name is one that a group may have."""
    return _GROUP_ID.fullmatch(name) is not None


def checked_group(group: str) -> str:
    """Return a group's id as it is.

    Raises
    ------
    StoreError
        It is not made of the characters that are safe in a file's name.

    """
    if not is_group_id(group):
        raise StoreError("a group's id is made of 1 to 64 characters out of a-z, 0-9, _ and -")
    return group


def checked_changes(changes: Sequence[Change]) -> list[Change]:
    """Copy changes into plain dicts and lists, so that nothing their caller does later reaches them.

    Raises
    ------
    StoreError
        A document is not JSON; the text says what is wrong, without the document's words.

    """
    for change in changes:
        if not all(isinstance(part, str) for part in (change.table, change.id)):
            raise StoreError("tables and ids are strings")
    return [Change(change.table, change.id, _plain_document(change.document)) for change in changes]


def json_bytes(value: Json) -> bytes:
    """Write a checked value as one line of JSON, with accents readable."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair, as a phone sometimes cuts an emoji
        return json.dumps(value, separators=(",", ":")).encode()


def apply(tables: Tables, changes: Sequence[Change]) -> None:
    """Make changes to tables; a table that becomes empty goes."""
    for change in changes:
        if change.document is not None:
            tables.setdefault(change.table, {})[change.id] = change.document
        elif change.table in tables:
            tables[change.table].pop(change.id, None)
            if not tables[change.table]:
                del tables[change.table]


def _plain_document(document: Document | None) -> Document | None:
    return None if document is None else _plain_mapping(cast("Mapping[object, object]", document), 1)


def _plain_mapping(mapping: Mapping[object, object], depth: int) -> dict[str, Json]:
    plain = {key: _plain(value, depth + 1) for key, value in mapping.items() if isinstance(key, str)}
    if len(plain) < len(mapping):
        raise StoreError("a document's keys are strings")
    return plain


def _plain(value: object, depth: int) -> Json:
    if depth > DEEPEST:
        raise StoreError(f"a document nests at most {DEEPEST} deep")
    if isinstance(value, float) and not math.isfinite(value):
        raise StoreError("a document has no infinite numbers and no NaN")
    if isinstance(value, int) and value.bit_length() > LONGEST_INTEGER:
        raise StoreError(f"a document's integers have at most {LONGEST_INTEGER} bits")
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return _plain_mapping(value, depth)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_plain(item, depth + 1) for item in value]
    raise StoreError(f"a document holds JSON only, not {type(value).__name__}")
