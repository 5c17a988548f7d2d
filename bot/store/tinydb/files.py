"""Where a group's files lie, and the folder around them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from bot.store.rules import checked_group, is_group_id
from bot.store.tinydb.disk import PRIVATE_FILE, PRIVATE_FOLDER, Disk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GroupFiles:
    """The paths of one group's files."""

    folder: Path
    """The folder of all groups' files."""
    group: str

    @classmethod
    def of(cls, data_folder: Path, group: str) -> GroupFiles:
        """Give the paths of a group in a store's folder. Raises StoreError for what is no group's id."""
        return cls(data_folder / "groups", checked_group(group))

    @property
    def main(self) -> Path:
        """The log of commits."""
        return self.folder / f"{self.group}.jsonl"

    @property
    def backup(self) -> Path:
        """The last good backup."""
        return self.folder / f"{self.group}.jsonl.bak"

    @property
    def damaged(self) -> Path:
        """What a restored backup took the place of."""
        return self.folder / f"{self.group}.jsonl.damaged"


def groups_in(data_folder: Path) -> list[str]:
    """List the groups that have a file or at least a backup, sorted."""
    names = (path.name.partition(".") for path in (data_folder / "groups").iterdir())
    return sorted({id for id, _, kind in names if kind in {"jsonl", "jsonl.bak"} and is_group_id(id)})


def prepare(data_folder: Path, disk: Disk) -> None:
    """Make a store's folders, keep them private, and clear away what a crash left half written.

    Only who holds the folder's lock may do this.
    """
    groups = data_folder / "groups"
    groups.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    groups.chmod(PRIVATE_FOLDER)
    for path in groups.iterdir():
        if path.name.endswith(".new"):
            disk.remove(path)
        elif path.is_file() and path.stat().st_mode & 0o777 != PRIVATE_FILE:
            path.chmod(PRIVATE_FILE)
            _log.warning("%s was open to others; now only its owner reads it", path)
    disk.sync_folder(groups)
    disk.sync_folder(data_folder)


def make_private(data_folder: Path, disk: Disk) -> None:
    """Make a store's own folder if need be, readable by its owner only."""
    if not data_folder.is_dir():
        data_folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        disk.sync_folder(data_folder.parent)
    data_folder.chmod(PRIVATE_FOLDER)
