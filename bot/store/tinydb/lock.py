"""One process at a time works in a store's folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import StoreLocked
from bot.store.tinydb.disk import PRIVATE_FILE


class FolderLock:
    """The lock on a folder, held from its creation to `release`.

    The kernel holds it for the process (`flock`), so it goes with a process however that
    ends; the process id inside the file is there only to be told.

    Raises
    ------
    StoreLocked
        Another process, named by its id, holds it.

    """

    def __init__(self, folder: Path) -> None:
        path = folder / ".lock"
        self._file: int | None = None
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 20, 0).decode("ascii", "replace").strip()
            os.close(file)
            raise StoreLocked(
                f"{folder} is in use by process {holder or '(starting up)'}: stop it first, "
                "or give this one another data folder"
            ) from None
        except OSError:
            os.close(file)
            raise
        os.fchmod(file, PRIVATE_FILE)
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Let others in. Calling it twice is no error."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
