"""Disks that fail: on request, or by losing power."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.store.tinydb.disk import Disk


class FaultyDisk(Disk):
    """A disk on which the calls named in `failing` raise an error; what else it does is real.

    A failing write first takes `takes` bytes, as a full disk does.
    """

    def __init__(self) -> None:
        self.failing: dict[str, int] = {}
        """Name of the call → errno."""
        self.times = 10**9
        """How many more calls fail."""
        self.takes = 0
        self.calls: list[str] = []

    def _perhaps(self, call: str) -> None:
        self.calls.append(call)
        if call in self.failing and self.times > 0:
            self.times -= 1
            raise OSError(self.failing[call], os.strerror(self.failing[call]))

    def open(self, path: Path, flags: int) -> int:
        self._perhaps("open")
        return super().open(path, flags)

    def write(self, file: int, data: memoryview) -> int:
        if "write" in self.failing and self.takes:
            taken, self.takes = self.takes, 0
            return super().write(file, data[:taken])
        self._perhaps("write")
        return super().write(file, data)

    def sync(self, file: int) -> None:
        self._perhaps("sync")
        super().sync(file)

    def truncate(self, file: int, length: int) -> None:
        self._perhaps("truncate")
        super().truncate(file, length)

    def replace(self, source: Path, target: Path) -> None:
        self._perhaps("replace")
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._perhaps("remove")
        super().remove(path)

    def sync_folder(self, folder: Path) -> None:
        self._perhaps("sync_folder")
        super().sync_folder(folder)


class HastyDisk(Disk):
    """A disk that does not wait for the disk: for tests that lose no power."""

    def sync(self, file: int) -> None:
        pass


class PowerCut(BaseException):
    """The lights went out: nothing that follows is done, no cleaning up either."""


@dataclass(eq=False)
class Node:
    """What a file's name points to."""

    on_disk: bytes = b""
    lost_pages: bool = False
    """A sync has failed: the system has forgotten which pages it never wrote, and syncs nothing any more."""


@dataclass
class PowerCutDisk(Disk):
    """A disk in one folder, that loses power before its `cut_at`th call and then forgets what it may.

    Calls that change something count. `bad_sync` is the number of a call at which a sync fails.
    """

    folder: Path
    cut_at: int
    bad_sync: int = -1
    count: int = 0
    syncs: list[int] = field(default_factory=list)
    """Which calls were syncs."""
    names: dict[str, Node] = field(default_factory=dict)
    names_since_sync: list[dict[str, Node]] = field(default_factory=lambda: [{}])
    opened: dict[int, str] = field(default_factory=dict)

    def _tick(self) -> None:
        if self.count >= self.cut_at:
            raise PowerCut
        self.count += 1

    def _renamed(self) -> None:
        self.names_since_sync.append(dict(self.names))

    def open(self, path: Path, flags: int) -> int:
        self._tick()
        file = super().open(path, flags)
        self.opened[file] = path.name
        if path.name not in self.names:
            self.names[path.name] = Node()
            self._renamed()
        return file

    def write(self, file: int, data: memoryview) -> int:
        self._tick()
        return super().write(file, data[: max(300, len(data) // 2)])

    def truncate(self, file: int, length: int) -> None:
        self._tick()
        super().truncate(file, length)

    def sync(self, file: int) -> None:
        self._tick()
        self.syncs.append(self.count)
        if file not in self.opened:  # the folder
            if self.count == self.bad_sync:
                raise OSError(5, "Input/output error")
            self.names_since_sync = [dict(self.names)]
            return
        node = self.names[self.opened[file]]
        if self.count == self.bad_sync:
            node.lost_pages = True
            if self.bad_sync % 2:  # it was written after all, and only the answer went wrong
                node.on_disk = (self.folder / self.opened[file]).read_bytes()
            raise OSError(5, "Input/output error")
        if not node.lost_pages:
            node.on_disk = (self.folder / self.opened[file]).read_bytes()

    def close(self, file: int) -> None:
        self.opened.pop(file, None)
        super().close(file)

    def replace(self, source: Path, target: Path) -> None:
        self._tick()
        super().replace(source, target)
        self.names[target.name] = self.names.pop(source.name)
        self._renamed()

    def remove(self, path: Path) -> None:
        self._tick()
        super().remove(path)
        if self.names.pop(path.name, None):
            self._renamed()

    def come_back(self, chance: random.Random) -> None:
        """Make the folder what a disk may hold after the cut."""
        now = {node: (self.folder / name).read_bytes() for name, node in self.names.items()}
        for path in self.folder.iterdir():
            path.unlink()
        for name, node in chance.choice(self.names_since_sync).items():
            kept: Callable[[bytes, bytes], bytes] = chance.choice([_old, _new, _some_of_new, _new_with_holes])
            (self.folder / name).touch(0o600)
            (self.folder / name).write_bytes(kept(node.on_disk, now.get(node, node.on_disk)))


def _old(old: bytes, new: bytes) -> bytes:
    return old


def _new(old: bytes, new: bytes) -> bytes:
    return new


def _some_of_new(old: bytes, new: bytes) -> bytes:
    return new if len(new) <= len(old) else new[: (len(old) + len(new)) // 2]


def _new_with_holes(old: bytes, new: bytes) -> bytes:
    """The length was kept, but only the end of what was added."""
    added = len(new) - len(old)
    if added <= 0 or not new.startswith(old):
        return new
    return old + bytes(added * 2 // 3) + new[len(old) + added * 2 // 3 :]
