"""Plain sentences, written out from the frames of a language's `sentences.toml`.

Real messages are seldom plain, so the plainest wordings are met too rarely in them to be learnt.
Choices and fillings go round in a fixed order: the same file gives the same sentences.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zlib import crc32

from bot.acts import ActKind, Category
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context, Quoted
from bot.intent.packs import FOLDER
from bot.intent.training.corpus import Labelled

VARIANTS = 10
"""So many sentences are made from a frame."""
_NOW = datetime(2026, 3, 4, 10)
_HOLE = re.compile(r"\(([^()]*)\)|\{(\w+)\}")
_EATEN = frozenset({Category.GROCERIES, Category.FOOD})
_UNNAMED = frozenset({Category.OTHER, Category.HEALTH, Category.COMPANY})


def plain_sentences(language: str, catalogue: Catalogue, folder: Path = FOLDER) -> Iterator[Labelled]:
    """Give a language's plain sentences with what they do; none where it has no such file."""
    path = folder / language / "sentences.toml"
    if not path.exists():
        return
    data = tomllib.loads(path.read_text("utf-8"))
    fill = {**_names(language, catalogue), **data["fill"]}
    answered: dict[str, Mapping[str, Sequence[str]]] = {"": data["group"], **data.get("reply", {})}
    for kind, frames in answered.items():
        quoted = _quoted(kind)
        for act, written in frames.items():
            for number, frame in enumerate(written):
                for text in dict.fromkeys(_variants(frame, fill)):
                    yield Labelled(
                        id=f"{language} {kind or 'group'} {act} {number}",
                        language=language,
                        text=text,
                        context=Context(language, _NOW, reply_to=quoted),
                        acts=() if act == "none" else (ActKind(act),),
                    )


def _quoted(kind: str) -> Quoted | None:
    if not kind:
        return None
    return Quoted("", None if kind == "chat" else ActKind(kind))


def _variants(frame: str, fill: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for number in range(VARIANTS):
        text, turn = frame, 0
        while hole := _HOLE.search(text):
            choices = hole[1].split("|") if hole[1] is not None else fill[hole[2]]
            chosen = choices[crc32(f"{frame} {number} {turn}".encode()) % len(choices)]
            text, turn = text[: hole.start()] + chosen + text[hole.end() :], turn + 1
        yield " ".join(text.split())


def _names(language: str, catalogue: Catalogue) -> dict[str, Sequence[str]]:
    """Give the names of things, of food, and of services."""
    names: dict[str, list[str]] = {"thing": [], "food": [], "service": []}
    for concept_id in sorted(catalogue.ids()):
        concept = catalogue.get(concept_id)
        if concept is None or concept.category in _UNNAMED:
            continue
        kind = "service" if concept.service else "food" if concept.category in _EATEN else "thing"
        names[kind].append(catalogue.name(concept_id, language))
    return dict(names)
