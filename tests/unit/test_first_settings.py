"""`palier init`: what is typed becomes settings that work, whatever is mistyped on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from bot.cli.first_settings import group_id
from bot.config import load


def init(folder: Path, *typed: str, options: tuple[str, ...] = ()) -> Result:
    arguments = ["init", "--config", str(folder / "config.yaml"), *options]
    return CliRunner().invoke(app, arguments, input="".join(f"{line}\n" for line in typed))


def test_a_building_on_matrix(tmp_path: Path) -> None:
    result = init(
        tmp_path,
        "Résidence « Les Lilas »",
        "fr",
        "",
        "matrix",
        "@palier:lilas.example",
        "",
        "!AbC:lilas.example",
        "@lea:lilas.example",
    )
    assert result.exit_code == 0, result.output
    settings = load(tmp_path / "config.yaml")
    (group,) = settings.groups
    assert (group.id, group.name, group.zone) == (
        "residence-les-lilas",
        "Résidence « Les Lilas »",
        "Europe/Paris",
    )
    assert [(room.network, room.chat) for room in group.rooms] == [("matrix", "!AbC:lilas.example")]
    matrix = settings.networks.matrix
    assert matrix is not None
    assert (matrix.homeserver, matrix.user) == ("lilas.example", "@palier:lilas.example")
    assert matrix.inviters == ("@lea:lilas.example",)
    assert "palier matrix login" in result.output


def test_a_building_on_telegram(tmp_path: Path) -> None:
    result = init(tmp_path, "Lilas", "fr", "", "telegram", "lilas", "-1001234567890")
    assert result.exit_code == 0, result.output
    assert "'lilas' is no Telegram chat" in result.output
    assert "data/telegram/token" in result.output
    settings = load(tmp_path / "config.yaml")
    assert settings.networks.named == ["telegram"]
    assert settings.groups[0].rooms[0].chat == "-1001234567890"


def test_a_building_on_the_console(tmp_path: Path) -> None:
    assert init(tmp_path, "12 Lilac Street", "en", "Europe/London", "console").exit_code == 0
    settings = load(tmp_path / "config.yaml")
    assert settings.networks.named == ["console"]
    assert settings.groups[0].language == "en"


def test_what_is_mistyped_is_asked_again_with_what_to_write(tmp_path: Path) -> None:
    result = init(
        tmp_path,
        "Lilas",
        "klingon",
        "fr",
        "Paris",
        "Europe/Paris",
        "carrier pigeon",
        "matrix",
        "palier",
        "@palier:lilas.example",
        "lilas.example",
        "#lilas:lilas.example",
        "!AbC:lilas.example",
        "lea",
        "@lea:lilas.example",
    )
    assert result.exit_code == 0, result.output
    for said in (
        "write fr",
        "'Paris' is no time zone",
        "matrix or telegram",
        "'palier' is no Matrix user",
        "'#lilas:lilas.example' is no Matrix room",
        "'lea' is no Matrix user",
    ):
        assert said in result.output
    assert load(tmp_path / "config.yaml").groups[0].rooms[0].chat == "!AbC:lilas.example"


def test_settings_that_are_there_are_only_written_over_when_told_to(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("precious", "utf-8")
    refused = init(tmp_path, "Lilas", "fr", "", "console")
    assert (refused.exit_code, file.read_text("utf-8")) == (1, "precious")
    assert init(tmp_path, "Lilas", "fr", "", "console", options=("--force",)).exit_code == 0
    assert load(file).groups[0].id == "lilas"


def test_who_stops_halfway_leaves_nothing_behind(tmp_path: Path) -> None:
    assert init(tmp_path, "Lilas", "fr").exit_code != 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("12 rue des Lilas", "12-rue-des-lilas"),
        ("  Île-aux-Œufs ! ", "ile-aux-oeufs"),
        ("", "building"),
        ("小区", "building"),
        ("x" * 200, "x" * 40),
    ],
)
def test_every_name_gives_an_id_that_may_be_one(name: str, id: str) -> None:
    assert group_id(name) == id
