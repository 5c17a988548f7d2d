"""Every text is in every catalogue, whole, with the same places to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.texts.tongue import SOURCE, languages

TOP = Path(__file__).parents[3]
FOLDERS = ("bot", "adapters", "handlers")
TRANSLATED = [language for language in languages() if language != SOURCE]


def in_the_code() -> set[str | tuple[str, ...]]:
    def found() -> Iterator[str | tuple[str, ...]]:
        for folder in FOLDERS:
            extracted = extract_from_dir(
                TOP / folder, [("**.py", "python")], keywords={"t": None, "count": (1, 2)}, comment_tags=()
            )
            for _, _, message, _, _ in extracted:
                yield tuple(message) if isinstance(message, list | tuple) else message

    return set(found())


def catalogue(language: str) -> Catalog:
    path = TOP / "bot" / "texts" / "locales" / language / "LC_MESSAGES" / "palier.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def texts(message: object) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (str(message),)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_code_is_translated_and_no_other(language: str) -> None:
    translated = {message.id for message in catalogue(language) if message.id}
    assert in_the_code() - translated == set(), "missing in the catalogue"
    assert translated - in_the_code() == set(), "no longer in the code"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_whole_and_fill_in_the_same_places(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert not message.fuzzy, message.id
            for translation in texts(message.string):
                assert translation, message.id
                assert places(translation) == places(texts(message.id)[0]), message.id
