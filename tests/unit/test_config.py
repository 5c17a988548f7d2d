"""Settings: what is wrong is named, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.config import Settings, load
from bot.errors import ConfigError

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
        ("- network: console", "- network: matrix", "add it there or write one of: console"),
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
