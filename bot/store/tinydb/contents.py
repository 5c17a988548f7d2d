"""A group's file as a whole: from bytes to tables, and from tables to the shortest bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.store.port import Change, Tables
from bot.store.rules import apply
from bot.store.tinydb.lines import (
    Commit,
    Header,
    LineError,
    commits_line,
    header_line,
    read_commits,
    read_header,
)

DOCUMENTS_PER_LINE = 100
"""How many documents a rewritten file has on a line: few enough to read one in about a millisecond."""


class DamagedFile(Exception):  # noqa: N818 - states, as the errors it becomes do
    """A file is damaged beyond what a crash explains. Lines count from 1, as in an editor."""

    def __init__(self, line: int, reason: str, documents: int) -> None:
        super().__init__(f"line {line} is damaged: {reason}")
        self.line = line
        self.documents = documents
        """How many documents the lines before it hold."""


@dataclass(slots=True)
class Weights:
    """How many bytes of a file hold documents that still count, and how many do not.

    A line's bytes are shared evenly among its changes: near enough to know when to
    rewrite the file, and exact about whether anything erased is in it.
    """

    live: int = 0
    erased: int = 0
    _each: dict[str, dict[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the documents."""
        return sum(map(len, self._each.values()))

    def weigh(self, changes: Sequence[Change], line_bytes: int) -> None:
        """Count a line's changes."""
        share = -(-line_bytes // max(1, len(changes)))
        for change in changes:
            table = self._each.setdefault(change.table, {})
            before = table.pop(change.id, 0)
            self.live -= before
            self.erased += before
            if change.document is None:
                self.erased += share
            else:
                table[change.id] = share
                self.live += share


@dataclass(slots=True)
class Extent:
    """What must be known of a file to add to it: all but the documents."""

    header: Header
    seq: int
    """The last line's sequence number."""
    length: int
    """Bytes up to the end of the last good line."""
    weights: Weights

    @property
    def unclean(self) -> bool:
        """Tell whether the file or its backup may hold something erased."""
        return self.weights.erased > 0 or not self.header.purged


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is in a file."""

    tables: Tables
    extent: Extent
    torn: int
    """Bytes after the last good line, left by a write that a crash cut short."""


def parse(data: bytes, group: str) -> Contents:
    """Read a group's file.

    What a crash explains is left out: a last line that was being added, and is incomplete
    or has holes (NUL bytes, where a power cut kept the length but not the content).

    Raises
    ------
    DamagedFile
        Anything else is wrong.
    StoreError
        A newer version of the program wrote the file.

    """
    start = data.find(b"\n") + 1
    try:
        header = read_header(data[: start - 1] if start else data, group)
    except LineError as error:
        raise DamagedFile(1, str(error) if data else "the file is empty", 0) from None
    tables: Tables = {}
    weights = Weights()
    seq = header.seq
    while start < len(data):
        newline = data.find(b"\n", start)
        end = newline + 1 or len(data)
        try:
            changes = read_commits(data[start : end - 1], seq + 1) if newline >= 0 else _nothing_whole()
        except LineError as error:
            if end == len(data) and (newline < 0 or b"\0" in data[start:]):
                break  # torn by a crash, unless the file ends too early for that: see below
            raise DamagedFile(2 + seq - header.seq, str(error), len(weights)) from None
        apply(tables, changes)
        weights.weigh(changes, end - start)
        seq += 1
        start = end
    if seq - header.seq < header.solid:
        raise DamagedFile(2 + seq - header.seq, "the file ends before it", len(weights))
    return Contents(tables, Extent(header, seq, start, weights), len(data) - start)


def fresh(group: str, commits: Sequence[Commit], *, now: int) -> tuple[bytes, Extent]:
    """Write the first file of a group."""
    line = commits_line(1, [commit.text for commit in commits])
    weights = Weights()
    weights.weigh([change for commit in commits for change in commit.changes], len(line))
    header = Header(group, seq=0, solid=1, clean_at=now, purged=True)
    data = header_line(header) + line
    return data, Extent(header, 1, len(data), weights)


def rewritten(contents: Contents, *, clean_at: int, purged: bool) -> tuple[bytes, Extent]:
    """Write the same tables as a file without anything erased."""
    seq = contents.extent.seq
    weights = Weights()
    lines: list[bytes] = []
    for changes in _portions(contents.tables):
        lines.append(commits_line(seq + len(lines) + 1, [Commit.of(changes).text]))
        weights.weigh(changes, len(lines[-1]))
    header = Header(contents.extent.header.group, seq, len(lines), clean_at, purged)
    data = header_line(header) + b"".join(lines)
    return data, Extent(header, seq + len(lines), len(data), weights)


def _nothing_whole() -> list[Change]:
    raise LineError("it is cut short")


def _portions(tables: Tables) -> Iterable[list[Change]]:
    changes = [Change(name, id, document) for name, table in tables.items() for id, document in table.items()]
    for start in range(0, len(changes), DOCUMENTS_PER_LINE):
        yield changes[start : start + DOCUMENTS_PER_LINE]
