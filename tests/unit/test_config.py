"""Settings: what is wrong is named, with what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.config import Settings, load
from bot.errors import ConfigError
from bot.matrix_settings import MatrixPaceSettings, MatrixSettings

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


def written(folder: Path, text: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(text, "utf-8")
    return file


def changed(folder: Path, before: str, after: str) -> Path:
    text = EXAMPLE.read_text("utf-8")
    assert before in text
    return written(folder, text.replace(before, after))


def test_the_example_is_valid_and_shows_every_option() -> None:
    settings = load(EXAMPLE)
    shown = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    for name in Settings.model_fields:
        assert name in shown
    group = settings.groups[0]
    assert set(shown["groups"][0]) == set(type(group).model_fields)
    assert set(shown["groups"][0]["rooms"][0]) == set(type(group.rooms[0]).model_fields)
    assert set(shown["log"]) == set(type(settings.log).model_fields)
    assert set(shown["groups"][0]["quiet_hours"]) == set(type(group.quiet_hours).model_fields)


def with_matrix(folder: Path, before: str = "", after: str = "") -> Path:
    """Set up Matrix as the example shows it in comments, with a change."""
    text = re.sub(r"^  # ", "  ", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    text = text.replace("network: console", "network: matrix").replace("chat: palier", 'chat: "!a:b.c"')
    assert before in text
    return written(folder, text.replace(before, after))


def test_the_example_shows_every_option_of_matrix_in_comments(tmp_path: Path) -> None:
    file = with_matrix(tmp_path)
    shown = yaml.safe_load(file.read_text("utf-8"))["networks"]["matrix"]
    assert set(shown) == set(MatrixSettings.model_fields)
    assert set(shown["pace"]) == set(MatrixPaceSettings.model_fields)
    defaults = {"homeserver", "user", "inviters", "ghosts"}
    kept = load(file).networks.matrix
    assert kept is not None
    assert kept.model_dump(exclude=defaults) == MatrixSettings().model_dump(exclude=defaults)


def test_matrix_with_nothing_behind_it_is_set_up_with_its_defaults(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "networks:\n  matrix:\n"
        "groups: [{id: a, name: A, rooms: [{network: matrix, chat: '!of-version-12'}]}]",
    )
    assert load(file).networks.matrix == MatrixSettings()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('chat: "!a:b.c"', 'chat: "#lilas:b.c"', "'#lilas:b.c' is no Matrix room; write its id, such as"),
        ("thread: null", 'thread: "$a"', "no room of its own; leave thread out"),
        ("poll_seconds: 30", "pol_seconds: 30", "did you mean poll_seconds?"),
        ("burst: 10", "bursts: 10", "did you mean burst?"),
        ("burst: 10", "burst: 0", "networks.matrix.pace.burst"),
        (
            "@lea:lilas.example",
            "lea",
            "networks.matrix.inviters.0: 'lea' is no Matrix user; write",
        ),
        ('user: "@palier:lilas.example"', "user: palier", "networks.matrix.user: 'palier' is no Matrix user"),
        ("homeserver: lilas.example", 'homeserver: "my server"', "'my server' is no homeserver"),
    ],
)
def test_a_wrong_option_of_matrix_is_named_with_what_to_write(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=r".") as caught:
        load(with_matrix(tmp_path, before, after))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("data: data", "dta: data", "no option dta; did you mean data?"),
        (
            "zone: Europe/Paris",
            "zone: Paris",
            "groups.0.zone: 'Paris' is no time zone; write one such as Europe/Paris",
        ),
        ("id: lilas", "id: Les Lilas", "groups.0.id: write lower-case letters"),
        ('start: "22:00"', 'start: "25h"', "groups.0.quiet_hours.start: '25h' is no time of day"),
        ("level: info", "level: loud", "log.level"),
        ("- network: console", "- network: signal", "add it there or write one of: console"),
        ("language: fr", "langage: fr", "did you mean language?"),
        ("networks:\n  console: {}", "networks:\n  signal: {}", "no option networks.signal"),
        ("data: data", "data: [", "this is not YAML"),
        ("data: data", "just words", "this is not YAML"),
    ],
)
def test_a_wrong_option_is_named_with_what_to_write(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=r".") as caught:
        load(changed(tmp_path, before, after))
    assert says in str(caught.value)


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"copy config.example.yaml"):
        load(tmp_path / "config.yaml")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "42\n"])
def test_a_file_that_is_no_list_of_options_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        load(written(tmp_path, text))


def test_a_room_belongs_to_one_group(tmp_path: Path) -> None:
    example = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    example["groups"].append({**example["groups"][0], "id": "roses"})
    with pytest.raises(ConfigError, match="share the room"):
        load(written(tmp_path, yaml.safe_dump(example)))


def test_the_environment_goes_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_DATA", str(tmp_path))
    monkeypatch.setenv("PALIER_LOG__LEVEL", "debug")
    settings = load(EXAMPLE)
    assert settings.data == tmp_path
    assert settings.log.level == "debug"


def test_hours_without_quotes_are_understood(tmp_path: Path) -> None:
    settings = load(changed(tmp_path, 'start: "22:00"', "start: 22:30"))
    assert settings.groups[0].quiet_hours.start == "22:30"
