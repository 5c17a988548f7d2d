"""One group's file on the disk: read, added to, rewritten, deleted. Everything here blocks."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence

from bot.errors import StoreCorrupted, StoreError
from bot.store.port import Tables
from bot.store.tinydb.backup import way_back
from bot.store.tinydb.contents import Contents, DamagedFile, Extent, fresh, parse, rewritten
from bot.store.tinydb.disk import Disk
from bot.store.tinydb.files import GroupFiles
from bot.store.tinydb.lines import Commit, commits_line

COMPACT_ABOVE = 64 * 1024
"""Bytes of erased documents below which a file is not worth rewriting for its size."""

_log = logging.getLogger(__name__)


class Log:
    """A group's file, of which only its extent is kept in memory, and no file handle.

    After a disk has failed to *sync*, asking it again proves nothing: Linux marks the pages
    it could not write as clean, drops them when it likes, and tells of the failure once. So
    the file is then *doubtful*: nothing is added to it before its good part has been written
    anew into another file and that one has taken its name. A failed *write* is milder: the
    file is cut back to its good length.
    """

    def __init__(
        self, files: GroupFiles, disk: Disk, now: Callable[[], float], *, compact_above: int = COMPACT_ABOVE
    ) -> None:
        self._files = files
        self._disk = disk
        self._now = now
        self._compact_above = compact_above
        self._worth_rewriting_above = compact_above
        self._read_before = False
        self._extent: Extent | None = None
        self._doubtful = False

    @property
    def exists(self) -> bool:
        """Tell whether the group has a file, as far as was read."""
        return self._extent is not None

    @property
    def overgrown(self) -> bool:
        """Tell whether more of the file is erased than counts."""
        if self._extent is None:
            return False
        weights = self._extent.weights
        return weights.erased > max(weights.live, self._worth_rewriting_above)

    def read(self) -> Tables:
        """Return the group's tables, none if it has no file.

        Raises
        ------
        StoreCorrupted
            The file is damaged; the text says where and what can be done.
        StoreError
            The file cannot be read, or a newer version of the program wrote it.

        """
        with self._told("read"):
            contents = self._contents()
        return contents.tables if contents else {}

    def peek(self) -> Tables:
        """Read the file as it is at this moment, for somebody who does not hold the folder's lock.

        A last line that is incomplete may be one that the bot is just writing: it is left alone.
        Raises what `read` does.
        """
        with self._told("read"):
            return parse(self._disk.read(self._files.main), self._files.group).tables

    def append(self, commits: Sequence[Commit]) -> None:
        """Add commits in one durable write.

        Raises
        ------
        StoreError
            None of them was added. The log stays usable.

        """
        with self._told("write"):
            extent = self._known_extent()
            if extent is None:
                self._create(commits)
                return
            if self._doubtful:
                self._renew(extent)
            changes = [change for commit in commits for change in commit.changes]
            if changes:
                line = commits_line(extent.seq + 1, [commit.text for commit in commits])
                self._add(extent, line)
                extent.seq += 1
                extent.length += len(line)
                extent.weights.weigh(changes, len(line))

    def compact(self, *, purge: bool) -> None:
        """Rewrite the file without what was erased.

        The file before becomes the backup; with `purge` the backup becomes a copy of the new
        file instead, so that nothing erased is left in either.

        Raises
        ------
        StoreError
            It could not be done; the file is as it was.

        """
        try:
            with self._told("rewrite"):
                self._compact(purge=purge)
        except StoreError:
            if self._extent:
                self._worth_rewriting_above = self._extent.weights.erased + self._compact_above
            raise
        self._worth_rewriting_above = self._compact_above

    def purge_if_due(self, after: float) -> None:
        """Purge what was erased, if the last purge is more than `after` seconds ago."""
        with self._told("read"):
            extent = self._known_extent()
        if extent and extent.unclean and self._now() - extent.header.clean_at >= after:
            self.compact(purge=True)

    def forget_damaged(self) -> None:
        """Delete the damaged file that a restored backup took the place of."""
        with self._told("delete"):
            self._disk.remove(self._files.damaged)

    def drop(self) -> None:
        """Delete the group's files. No error if there are none."""
        files = self._files
        with self._told("delete"):
            if not files.folder.is_dir():
                return
            for path in (files.damaged, files.backup):
                self._disk.remove(path)
            self._disk.sync_folder(files.folder)  # never a backup without its file
            self._read_before, self._extent, self._doubtful = False, None, False
            self._disk.remove(files.main)
            self._disk.sync_folder(files.folder)
            self._read_before = True

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what the system says into what the store says."""
        path = self._files.main
        try:
            yield
        except OSError as error:
            raise StoreError(f"cannot {what} {path}: {error.strerror or error}") from error
        except DamagedFile as damage:
            back = way_back(self._files, self._disk)
            before = (
                f"The lines before it can be read and hold {damage.documents} documents"
                if damage.line > 1
                else "Nothing in it can be read"
            )
            raise StoreCorrupted(f"{path}, {damage}. {before}; nothing was changed. {back}") from None
        except StoreError as error:
            raise type(error)(f"{path}: {error}") from None

    def _known_extent(self) -> Extent | None:
        if not self._read_before:
            self._contents()
        return self._extent

    def _contents(self) -> Contents | None:
        """Read the file; at the first time, cut away what a crash tore."""
        if self._read_before and self._extent is None:
            return None
        try:
            data = self._disk.read(self._files.main, self._extent.length if self._extent else None)
        except FileNotFoundError:
            if self._extent or self._files.backup.exists():
                raise DamagedFile(1, "the file is gone", 0) from None
            self._read_before = True
            return None
        if self._extent and len(data) < self._extent.length:
            raise StoreError("another program has shortened it")
        contents = parse(data, self._files.group)
        if not self._read_before:
            if contents.torn:
                self._cut_torn(contents)
            self._read_before, self._extent = True, contents.extent
        return contents

    def _cut_torn(self, contents: Contents) -> None:
        file = self._disk.open(self._files.main, os.O_WRONLY)
        try:
            self._disk.truncate(file, contents.extent.length)
            self._disk.sync(file)
        finally:
            self._disk.close(file)
        _log.warning(
            "%s: a crash cut the last write short; its %d bytes, which were never confirmed, are gone",
            self._files.main,
            contents.torn,
        )

    def _create(self, commits: Sequence[Commit]) -> None:
        data, extent = fresh(self._files.group, commits, now=int(self._now()))
        try:
            self._disk.place(self._files.main, data)
            self._disk.sync_folder(self._files.folder)
        except OSError:
            self._read_before = False
            self._disk.remove(self._files.main)
            self._disk.sync_folder(self._files.folder)
            raise
        self._read_before, self._extent = True, extent

    def _add(self, extent: Extent, line: bytes) -> None:
        file = self._disk.open(self._files.main, os.O_WRONLY | os.O_APPEND)
        try:
            size = self._disk.size(file)
            if size != extent.length:
                raise StoreError(f"another program has changed it: {size} bytes, not {extent.length}")
            try:
                self._disk.write_all(file, line)
            except OSError:
                self._take_back(file, extent)
                raise
            try:
                self._disk.sync(file)
            except OSError:
                self._doubtful = True
                self._take_back(file, extent)
                with contextlib.suppress(OSError, StoreError, DamagedFile):
                    self._renew(extent)
                raise
        finally:
            self._disk.close(file)

    def _take_back(self, file: int, extent: Extent) -> None:
        try:
            self._disk.truncate(file, extent.length)
            self._disk.sync(file)
        except OSError:
            self._doubtful = True

    def _renew(self, extent: Extent) -> None:
        """Write the good part into a new file, and trust that one."""
        data = self._disk.read(self._files.main, extent.length)
        parse(data, self._files.group)
        self._disk.place(self._files.main, data)
        self._disk.sync_folder(self._files.folder)
        self._doubtful = False

    def _compact(self, *, purge: bool) -> None:
        contents = self._contents()
        if contents is None:
            return
        extent = contents.extent
        clean_at = int(self._now()) if purge else extent.header.clean_at
        data, new_extent = rewritten(contents, clean_at=clean_at, purged=purge)
        before = data if purge else self._disk.read(self._files.main, extent.length)
        self._disk.place(self._files.backup, before)
        self._disk.place(self._files.main, data)
        self._extent = new_extent
        self._doubtful = True  # until the new name is on the disk, a power cut would bring the old file back
        self._disk.sync_folder(self._files.folder)
        self._doubtful = False
