"""A group's last good backup: what it is, and how to go back to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StoreError
from bot.store.tinydb.contents import DamagedFile, parse
from bot.store.tinydb.disk import Disk
from bot.store.tinydb.files import GroupFiles
from bot.store.tinydb.lock import FolderLock


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that can be read from end to end."""

    path: Path
    made_at: datetime
    """An instant, in UTC."""
    documents: int


def backup_of(folder: Path, group: str) -> BackupInfo | None:
    """Look at a group's backup in a store's folder; None if there is none that is good."""
    return look_at_backup(GroupFiles.of(folder, group), Disk())


def restore_backup(folder: Path, group: str) -> BackupInfo:
    """Put a group's backup in place of its file, which is kept beside it as `<group>.jsonl.damaged`.

    Raises
    ------
    StoreLocked
        The bot is running.
    StoreError
        There is no good backup, or the disk fails; nothing was changed.

    """
    disk = Disk()
    files = GroupFiles.of(folder, group)
    try:
        with FolderLock(folder):
            info = look_at_backup(files, disk)
            if info is None:
                raise StoreError(f"there is no good backup of {group} in {files.folder}")
            good = disk.read(info.path)
            if files.main.exists():
                disk.place(files.damaged, disk.read(files.main))
                disk.sync_folder(files.folder)
            disk.place(files.main, good)
            disk.sync_folder(files.folder)
    except OSError as error:
        raise StoreError(f"cannot restore {files.main}: {error.strerror}") from error
    return info


def look_at_backup(files: GroupFiles, disk: Disk) -> BackupInfo | None:
    """Read a group's backup through; None if there is none that is good."""
    try:
        made_at = datetime.fromtimestamp(files.backup.stat().st_mtime, UTC)
        contents = parse(disk.read(files.backup), files.group)
    except (OSError, DamagedFile, StoreError):
        return None
    return BackupInfo(files.backup, made_at, len(contents.extent.weights))


def way_back(files: GroupFiles, disk: Disk) -> str:
    """Say to whoever runs the bot what can be done about a damaged file."""
    info = look_at_backup(files, disk)
    if info is None:
        return "There is no good backup of it here; put a copy of the file from elsewhere in its place."
    return (
        f"Its backup of {info.made_at:%Y-%m-%d %H:%M} UTC is good and holds {info.documents} documents: "
        f"to go back to it, stop the bot and run: palier restore {files.group}"
    )
