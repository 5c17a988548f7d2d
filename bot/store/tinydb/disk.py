"""The few calls on the operating system that the store is built on: the seam where tests let a disk fail."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Disk:
    """A disk that works. Everything here blocks, and raises OSError."""

    def read(self, path: Path, length: int | None = None) -> bytes:
        """Return a file's first `length` bytes, or all of them."""
        with path.open("rb") as file:
            return file.read() if length is None else file.read(length)

    def open(self, path: Path, flags: int) -> int:
        """Open a file, private to its owner if this creates it; return its descriptor."""
        file = os.open(path, flags | os.O_CLOEXEC, PRIVATE_FILE)
        if flags & os.O_CREAT:
            os.fchmod(file, PRIVATE_FILE)  # a strange umask may have taken away more than asked
        return file

    def size(self, file: int) -> int:
        """Return an open file's length in bytes."""
        return os.fstat(file).st_size

    def write(self, file: int, data: memoryview) -> int:
        """Write some of `data`; return how many bytes."""
        return os.write(file, data)

    def sync(self, file: int) -> None:
        """Return once the file's content is on the disk."""
        os.fsync(file)

    def truncate(self, file: int, length: int) -> None:
        """Cut an open file to a length in bytes."""
        os.ftruncate(file, length)

    def close(self, file: int) -> None:
        """Let go of an open file."""
        with contextlib.suppress(OSError):  # what counts was synced before; what was not has raised before
            os.close(file)

    def replace(self, source: Path, target: Path) -> None:
        """Give a file another name, in place of whatever had it."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Delete a file; no error if it is not there."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Return once the folder's names are on the disk."""
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.sync(file)
        finally:
            self.close(file)

    def write_all(self, file: int, data: bytes) -> None:
        """Write all of `data`, however little the system takes at a time."""
        left = memoryview(data)
        while left:
            left = left[self.write(file, left) :]

    def place(self, path: Path, data: bytes) -> None:
        """Put a whole file in place of another: a crash leaves the one or the other.

        The name itself is on the disk only after `sync_folder`.
        """
        new = path.with_name(path.name + ".new")
        try:
            file = self.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            try:
                self.write_all(file, data)
                self.sync(file)
            finally:
                self.close(file)
            self.replace(new, path)
        except OSError:
            with contextlib.suppress(OSError):
                self.remove(new)
            raise
