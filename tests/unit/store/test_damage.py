"""What a file on the disk is when it is opened: whole, torn by a crash, or damaged."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.errors import StoreCorrupted, StoreError
from bot.store.port import Change, Tables
from bot.store.tinydb.contents import DamagedFile, parse
from bot.store.tinydb.files import GroupFiles
from bot.store.tinydb.lines import VERSION, Commit
from bot.store.tinydb.log import Log
from tests.unit.store.faulty_disk import HastyDisk


def log(folder: Path, group: str = "g") -> Log:
    (folder / "groups").mkdir(parents=True, exist_ok=True)
    return Log(GroupFiles.of(folder, group), HastyDisk(), lambda: 1_800_000_000)


def commit(*ids: str) -> Commit:
    return Commit.of([Change("t", id, {"v": f"perceuse é {id}"}) for id in ids])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = log(tmp_path)
    for ids in (["1"], ["2", "3"], ["4"], ["5"]):
        written.append([commit(*ids)])
    return tmp_path / "groups" / "g.jsonl"


def ids(tables: Tables) -> list[str]:
    return list(tables["t"])


def test_a_last_line_cut_at_any_byte_is_left_out_and_cut_away(
    path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = path.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for length in range(start + 1, len(whole)):
        caplog.clear()
        path.write_bytes(whole[:length])
        opened = log(tmp_path)
        assert ids(opened.read()) == ["1", "2", "3", "4"]
        assert path.read_bytes() == whole[:start]
        assert f"its {length - start} bytes" in caplog.text
        assert "perceuse" not in caplog.text
        opened.append([commit("6")])
        assert ids(log(tmp_path).read()) == ["1", "2", "3", "4", "6"]


def test_a_file_cut_between_two_lines_is_whole(
    path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: whole[:-1].rindex(b"\n") + 1])
    with caplog.at_level(logging.DEBUG):
        assert ids(log(tmp_path).read()) == ["1", "2", "3", "4"]
    assert not caplog.records


def test_zeros_after_the_last_line_or_in_it_are_a_crash(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(500))
    assert ids(log(tmp_path).read()) == ["1", "2", "3", "4", "5"]
    assert path.read_bytes() == whole
    start = whole[:-1].rindex(b"\n") + 1
    path.write_bytes(whole[:start] + bytes(20) + whole[start + 20 :])
    assert ids(log(tmp_path).read()) == ["1", "2", "3", "4"]


def test_a_changed_byte_anywhere_is_never_read_as_something_else(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    for position in range(len(whole) - 1):
        data = bytearray(whole)
        data[position] ^= 0x01
        with pytest.raises(DamagedFile) as damage:
            parse(bytes(data), "g")
        assert damage.value.line == whole[:position].count(b"\n") + 1


def test_a_lost_newline_at_the_end_is_a_write_cut_short(path: Path, tmp_path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    assert ids(log(tmp_path).read()) == ["1", "2", "3", "4"]


def test_damage_names_the_file_the_line_what_can_be_read_and_what_to_do(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"3"', b'"8"', 1))
    before = path.read_bytes()
    with pytest.raises(StoreCorrupted) as damaged:
        log(tmp_path).read()
    text = str(damaged.value)
    assert f"{path}, line 3 is damaged: its checksum does not fit." in text
    assert "hold 1 documents" in text
    assert "no good backup" in text
    assert "perceuse" not in text
    with pytest.raises(StoreCorrupted):
        log(tmp_path).append([commit("6")])
    assert path.read_bytes() == before


def test_damage_tells_of_a_good_backup(path: Path, tmp_path: Path) -> None:
    compacted = log(tmp_path)
    compacted.compact(purge=False)
    compacted.append([commit("6")])
    path.write_bytes(path.read_bytes().replace(b"perceuse", b"Perceuse", 1))
    with pytest.raises(StoreCorrupted, match=r"UTC is good and holds 5 documents: .*palier restore g$"):
        log(tmp_path).read()


def test_lines_that_are_missing_or_out_of_order_are_damage(path: Path, tmp_path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    for damaged in (
        [*lines[:2], *lines[3:]],
        [*lines[:2], lines[3], lines[2], lines[4]],
        [*lines[:3], lines[2], *lines[3:]],
        lines[1:],
        [*lines[:3], lines[3].replace(b"\n", b""), lines[4]],
        [*lines[:3], b"\n", *lines[3:]],
        [*lines[:3], b'{"hello":1}\n', *lines[3:]],
    ):
        path.write_bytes(b"".join(damaged))
        with pytest.raises(StoreCorrupted):
            log(tmp_path).read()


def test_what_was_on_the_disk_before_the_file_had_its_name_is_never_torn(path: Path, tmp_path: Path) -> None:
    log(tmp_path).compact(purge=True)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(StoreCorrupted):
            log(tmp_path).read()
        assert path.stat().st_size == length


def test_an_empty_file_is_damage(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(StoreCorrupted, match="the file is empty"):
        log(tmp_path).read()


def test_a_file_that_is_gone_while_its_backup_is_there_is_damage(path: Path, tmp_path: Path) -> None:
    log(tmp_path).compact(purge=False)
    path.unlink()
    with pytest.raises(StoreCorrupted, match="the file is gone"):
        log(tmp_path).read()


def test_another_groups_file_is_refused(path: Path, tmp_path: Path) -> None:
    path.rename(path.with_name("h.jsonl"))
    with pytest.raises(StoreCorrupted, match="belongs to another group"):
        log(tmp_path, "h").read()


def test_a_file_of_a_newer_version_is_refused_and_left_alone(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.tinydb.lines.VERSION", VERSION + 1)
    log(tmp_path, "newer").append([commit("1")])
    monkeypatch.undo()
    newer = path.with_name("newer.jsonl")
    before = newer.read_bytes()
    for call in (log(tmp_path, "newer").read, lambda: log(tmp_path, "newer").append([commit("2")])):
        with pytest.raises(StoreError, match="a newer Palier wrote it") as refused:
            call()
        assert not isinstance(refused.value, StoreCorrupted)
    assert newer.read_bytes() == before


def test_a_file_that_another_program_changes_meanwhile_is_not_written_to(path: Path, tmp_path: Path) -> None:
    opened = log(tmp_path)
    opened.read()
    with path.open("ab") as other:
        other.write(b"something\n")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program has changed it"):
        opened.append([commit("6")])
    assert path.read_bytes() == before
