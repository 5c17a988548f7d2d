"""Whatever is done to a group in whatever order, its file and a dict agree."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.store.port import Change, Tables
from bot.store.rules import apply, checked_changes
from bot.store.tinydb.files import GroupFiles
from bot.store.tinydb.lines import Commit
from bot.store.tinydb.log import Log
from tests.unit.store.faulty_disk import HastyDisk

documents = st.none() | st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    ),
    max_size=3,
)
changes = st.lists(
    st.builds(Change, st.sampled_from(["a", "b"]), st.sampled_from(["1", "2", "3", "é\n"]), documents),
    max_size=5,
)


def in_order(tables: Tables) -> list[tuple[str, list[tuple[str, object]]]]:
    return [(name, list(table.items())) for name, table in tables.items()]


class AGroup(RuleBasedStateMachine):
    """A group's log beside the dict that it should be."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        (folder / "groups").mkdir()
        self.files = GroupFiles.of(folder, "g")
        self.tables: Tables = {}
        self.open()

    def teardown(self) -> None:
        self._folder.cleanup()

    @rule()
    def open(self) -> None:
        """Open it again, as after a restart."""
        self.log = Log(self.files, HastyDisk(), lambda: 0)

    @rule(batch=st.lists(changes, min_size=1, max_size=4))
    def commit(self, batch: list[list[Change]]) -> None:
        checked = [checked_changes(commit) for commit in batch]
        self.log.append([Commit.of(commit) for commit in checked])
        for commit in checked:
            apply(self.tables, commit)

    @rule(purge=st.booleans())
    def compact(self, purge: bool) -> None:
        self.log.compact(purge=purge)
        if purge and self.files.main.exists():
            assert self.files.backup.read_bytes() == self.files.main.read_bytes()

    @rule()
    def drop(self) -> None:
        self.log.drop()
        self.tables = {}
        assert not list(self.files.folder.iterdir())

    @precondition(lambda self: self.files.main.exists())
    @rule(lost=changes, data=st.data())
    def crash_in_a_write(self, lost: list[Change], data: st.DataObject) -> None:
        before = self.files.main.stat().st_size
        self.log.append([Commit.of(checked_changes([*lost, Change("a", "1", {})]))])
        written = self.files.main.read_bytes()
        self.files.main.write_bytes(written[: data.draw(st.integers(before, len(written) - 1))])
        self.open()

    @invariant()
    def agree(self) -> None:
        assert in_order(self.log.read()) == in_order(self.tables)


AGroup.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestAGroup = AGroup.TestCase
