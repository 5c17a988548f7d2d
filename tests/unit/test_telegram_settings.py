"""The settings of Telegram."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli.telegram import options_of, telegram_adapter
from bot.config import load
from bot.errors import ConfigError
from bot.telegram_settings import TelegramSettings

TOKEN = "7000000001:AAFakeTokenForTests_0123456789abcdefg"
SETTINGS = """\
data: {data}
networks:
  telegram:
    ghosts: ["*_bridge"]
    webhook: {{url: "https://lilas.example/telegram", secret: sesame, port: 9000}}
groups:
  - {{id: lilas, name: Lilas, rooms: [{{network: telegram, chat: "-1001", thread: "40"}}]}}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(SETTINGS.format(data=tmp_path), encoding="utf-8")
    return file


def keep(folder: Path, token: str = TOKEN, mode: int = 0o600) -> None:
    file = folder / "telegram" / "token"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{token}\n", encoding="utf-8")
    file.chmod(mode)


def test_the_token_comes_from_its_own_file(tmp_path: Path) -> None:
    keep(tmp_path)
    assert TelegramSettings().secret_token(tmp_path) == TOKEN


def test_the_environment_comes_before_the_file(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, "1:" + "x" * 35)
    monkeypatch.setenv("PALIER_NETWORKS__TELEGRAM__TOKEN", TOKEN)
    telegram = load(config).networks.telegram
    assert telegram is not None
    assert telegram.secret_token(tmp_path) == TOKEN


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_token_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    keep(tmp_path, mode=mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        TelegramSettings().secret_token(tmp_path)


@pytest.mark.parametrize("token", ["", "palier_bot", TOKEN[:-20], f"{TOKEN} {TOKEN}", "é"])
def test_what_is_no_token_is_said_to_be_none_and_not_repeated(tmp_path: Path, token: str) -> None:
    keep(tmp_path, token)
    with pytest.raises(ConfigError) as refused:
        TelegramSettings().secret_token(tmp_path)
    assert not token or token not in str(refused.value)


def test_without_a_token_it_is_said_where_to_write_it(config: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PALIER_NETWORKS__TELEGRAM__TOKEN") as missing:
        telegram_adapter(load(config))
    assert str(tmp_path / "telegram" / "token") in str(missing.value)


def test_the_token_is_never_shown() -> None:
    assert TOKEN not in repr(TelegramSettings(token=SecretStr(TOKEN)))


def test_the_settings_become_the_adapters_options(config: Path) -> None:
    options = options_of(load(config))
    assert [str(room) for room in options.rooms] == ["telegram/-1001/40"]
    assert options.is_ghost(1, "lea_bridge")
    assert options.webhook is not None
    assert (options.webhook.url, options.webhook.port) == ("https://lilas.example/telegram", 9000)


def test_each_language_has_a_menu_and_the_groups_is_for_all_others(config: Path) -> None:
    menus = options_of(load(config)).menus
    assert menus[""] == menus["fr"]
    assert [entry.name for entry in menus["en"]][:2] == ["list", "help"]
    assert [entry.name for entry in menus["fr"] if entry.for_moderators] == ["lier", "delier"]


def test_a_chat_that_is_no_number_is_named(config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace('"-1001"', '"@lilas"'), encoding="utf-8")
    with pytest.raises(ConfigError, match="-1001234567890"):
        load(config)
