"""The words of slots, language by language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.intent.slots.naming import singular
from bot.intent.slots.pack import FOLDER, SlotPack, SlotPackError


@pytest.mark.parametrize(
    ("language", "many", "one"),
    [
        ("fr", "chaises", "chaise"),
        ("fr", "bocaux", "bocal"),
        ("fr", "gâteaux", "gâteau"),
        ("fr", "ciseaux", "ciseaux"),
        ("fr", "étagères", "étagère"),
        ("en", "chairs", "chair"),
        ("en", "shelves", "shelf"),
        ("en", "batteries", "battery"),
    ],
)
def test_names_lose_their_plural_and_keep_their_accents(language: str, many: str, one: str) -> None:
    assert singular(many, SlotPack.read(language)) == one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("fr/slots.toml", "fr/inflection.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("said", "instead"),
    [("head_last = false", ""), ("[units]", "[unites]"), ("deux = 2", 'deux = "two"'), ("[words]", "[words")],
)
def test_a_wrong_pack_is_refused_by_name(folder: Path, said: str, instead: str) -> None:
    path = folder / "fr" / "slots.toml"
    text = path.read_text("utf-8")
    assert said in text
    path.write_text(text.replace(said, instead, 1), "utf-8")
    with pytest.raises(SlotPackError, match=r"fr/slots\.toml"):
        SlotPack.read("fr", folder)


def test_a_language_without_words_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SlotPackError, match=r"xx/slots\.toml"):
        SlotPack.read("xx", tmp_path)
