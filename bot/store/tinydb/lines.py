"""The lines of a group's file: JSON, each with a checksum and a sequence number.

The first line is the header. Every other line holds the commits that one write carried,
so what one write tore is never more than one line. `docs/store.md` describes the format.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import StoreError
from bot.store.port import Change, Json
from bot.store.rules import json_bytes

VERSION = 1


class LineError(ValueError):
    """A line is not what was written. The text says why, without the line's words."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a group's file."""

    group: str
    seq: int
    """The sequence number before the first line's."""
    solid: int
    """How many lines after the header were on the disk before the file got its name: no crash tears them."""
    clean_at: int
    """When this file and its backup last held nothing erased: seconds since 1970, UTC."""
    purged: bool
    """Nothing erased was in the backup when this file was written."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit's changes, checked and written out."""

    changes: tuple[Change, ...]
    text: bytes

    @classmethod
    def of(cls, changes: Sequence[Change]) -> Commit:
        """Write out changes that were checked."""
        entries = (json_bytes([change.table, change.id, change.document]) for change in changes)
        return cls(tuple(changes), b"[" + b",".join(entries) + b"]")


def header_line(header: Header) -> bytes:
    """Write a header as a line."""
    fields: dict[str, Json] = {
        "palier": "group",
        "version": VERSION,
        "group": header.group,
        "seq": header.seq,
        "solid": header.solid,
        "clean_at": header.clean_at,
        "purged": header.purged,
    }
    return _seal(json_bytes(fields)[1:])


def commits_line(seq: int, texts: Iterable[bytes]) -> bytes:
    """Write commits, each already JSON, as one line."""
    return _seal(b'"seq":%d,"commits":[%b]}' % (seq, b",".join(texts)))


def read_header(line: bytes, group: str) -> Header:
    """Read the header of a group's file.

    Raises
    ------
    LineError
        It is damaged, or no header, or another group's.
    StoreError
        A newer version of the program wrote it.

    """
    match _unseal(line):
        case {"palier": "group", "version": int(version)} if version > VERSION:
            raise StoreError(
                f"a newer Palier wrote it (format {version}; this one reads {VERSION}): "
                "nothing was changed, use the newer program"
            )
        case {
            "palier": "group",
            "version": 1,
            "group": str(found),
            "seq": int(seq),
            "solid": int(solid),
            "clean_at": int(clean_at),
            "purged": bool(purged),
        }:
            if found != group:
                raise LineError("it belongs to another group")
            return Header(group, seq, solid, clean_at, purged)
        case _:
            raise LineError("it is not the header of a group's file")


def read_commits(line: bytes, seq: int) -> list[Change]:
    """Read the changes of the line that has this sequence number.

    Raises
    ------
    LineError
        It is damaged, or another line.

    """
    match _unseal(line):
        case {"seq": int(found), "commits": list()} if found != seq:
            raise LineError(f"it has number {found} where {seq} was due: lines are missing or out of order")
        case {"seq": int(), "commits": list(commits)}:
            return [_change(entry) for commit in commits for entry in _entries(commit)]
        case _:
            raise LineError("it holds no commits")


def _entries(commit: object) -> Sequence[object]:
    if isinstance(commit, list):
        return commit
    raise LineError("it holds something that is no commit")


def _change(entry: object) -> Change:
    match entry:
        case [str(table), str(id), None]:
            return Change(table, id, None)
        case [str(table), str(id), dict(document)]:
            return Change(table, id, document)
        case _:
            raise LineError("it holds something that is no change")


def _seal(body: bytes) -> bytes:
    return b'{"sum":"%08x",%b\n' % (zlib.crc32(body), body)


def _unseal(line: bytes) -> object:
    body = line[18:]
    if line[:18] != b'{"sum":"%08x",' % zlib.crc32(body):
        raise LineError("its checksum does not fit")
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError("it is not JSON") from None
    return value
