"""What is kept on the disk: the account, and how far the bot has read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.matrix import MatrixAccount, load_account, log_in, save_account
from adapters.matrix.position import Position
from adapters.matrix.private_file import write_private
from bot.errors import ConfigError
from tests.unit.matrix.matrix_world import ME

ACCOUNT = MatrixAccount(homeserver="https://lilas.test", user=ME, device="ABC", token=SecretStr("syt_secret"))


def test_an_account_is_the_same_after_a_restart(tmp_path: Path) -> None:
    save_account(ACCOUNT, tmp_path / "matrix")
    assert load_account(tmp_path / "matrix") == ACCOUNT


def test_only_its_owner_may_read_an_account(tmp_path: Path) -> None:
    save_account(ACCOUNT, tmp_path / "matrix")
    assert (tmp_path / "matrix" / "account.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "matrix").stat().st_mode & 0o777 == 0o700


def test_an_account_never_shows_its_token() -> None:
    assert "syt_secret" not in f"{ACCOUNT} {ACCOUNT!r}"


def test_without_an_account_one_is_told_to_log_in(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="palier matrix login"):
        load_account(tmp_path)


@pytest.mark.parametrize("written", ["", "{", '{"user": "x"}', '{"token": "syt_secret", "homeserver": 7}'])
def test_a_damaged_account_is_named_without_what_is_in_it(tmp_path: Path, written: str) -> None:
    (tmp_path / "account.json").write_text(written)
    with pytest.raises(ConfigError, match=r"account\.json") as raised:
        load_account(tmp_path)
    assert "syt_secret" not in f"{raised.value}{raised.value.__cause__}"


async def test_who_is_logged_in_is_not_logged_in_again(tmp_path: Path) -> None:
    save_account(ACCOUNT, tmp_path)
    for user in (ME, "palier"):
        assert await log_in("http://nobody.invalid", user, "x", tmp_path) == ACCOUNT


async def test_a_folder_holds_one_account(tmp_path: Path) -> None:
    save_account(ACCOUNT, tmp_path)
    with pytest.raises(ConfigError, match="another folder"):
        await log_in("http://nobody.invalid", "@other:lilas.test", "x", tmp_path)


def test_how_far_the_bot_has_read_survives_a_restart(tmp_path: Path) -> None:
    position = Position(tmp_path)
    assert position.token is None
    position.move_to("s1")
    position.note_followed("!old:x", "!new:x")
    again = Position(tmp_path)
    assert (again.token, again.followed) == ("s1", {"!old:x": "!new:x"})


def test_a_file_that_could_not_be_written_whole_is_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "position.json"
    write_private(path, json.dumps({"token": "s1"}))

    def fails(_: Path, __: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="no space"):
        write_private(path, json.dumps({"token": "s2"}))
    monkeypatch.undo()
    assert Position(tmp_path).token == "s1"
    write_private(path, json.dumps({"token": "s3"}))
    assert Position(tmp_path).token == "s3"
