"""What finding slots needs to know of a language, read from its `slots.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.intent.inflection import Inflection
from bot.intent.text import fold

FOLDER = Path(__file__).parent.parent.parent / "lang"


class SlotPackError(ValueError):
    """A `slots.toml` says something that cannot be: where, and what."""


@dataclass(frozen=True, slots=True)
class SlotPack:
    """The words of one language by class, its numbers and units. All keys are folded."""

    language: str
    classes: Mapping[str, tuple[str, ...]]
    """The classes of a word: "grande" is an `adjective`."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    """By its first word: the rest of a phrase, and its class."""
    numbers: Mapping[str, float]
    units: Mapping[str, str]
    """A unit as written → the singular word it goes by."""
    containers: frozenset[str]
    """Units that are things, too: "une bouteille d'eau"."""
    head_last: bool
    """True where the word that counts closes a name: "garden hose"."""
    inflection: Inflection

    @classmethod
    def read(cls, language: str, folder: Path = FOLDER) -> SlotPack:
        """Read the words of a language.

        Raises
        ------
        SlotPackError
            A part of the file is missing or not what it should be.

        """
        path = folder / language / "slots.toml"
        try:
            data = tomllib.loads(path.read_text("utf-8"))
            return cls(
                language=language,
                classes=_classes(data["words"]),
                phrases=_phrases(data["phrases"]),
                numbers={fold(word): float(value) for word, value in data["numbers"].items()},
                units={
                    w: one for one, many in data["units"].items() for w in (fold(one), *fold(many).split())
                },
                containers=frozenset(fold(data["containers"]).split()),
                head_last=bool(data["head_last"]),
                inflection=_inflection(folder / language / "inflection.toml", data["invariable"]),
            )
        except (OSError, KeyError, AttributeError, TypeError, ValueError) as error:
            raise SlotPackError(f"{language}/slots.toml: {error}") from error


def _classes(listed: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    classes: dict[str, list[str]] = {}
    for name, words in listed.items():
        for word in dict.fromkeys(fold(words).split()):
            classes.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in classes.items()}


def _phrases(listed: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, texts in listed.items():
        for text in texts:
            first, *rest = fold(text).replace("'", "' ").split()
            phrases.setdefault(first, []).append((tuple(rest), name))
    return {first: tuple(sorted(found, key=lambda each: -len(each[0]))) for first, found in phrases.items()}


def _inflection(path: Path, invariable: str) -> Inflection:
    known = Inflection.read(path)
    return Inflection(
        small=known.small,
        invariable=known.invariable | set(fold(invariable).split()),
        irregular=known.irregular,
        plural=known.plural,
        feminine=known.feminine,
        verbs=known.verbs,
        common=known.common,
    )


@lru_cache(maxsize=8)
def load_pack(language: str) -> SlotPack:
    """Read a language's pack once; raises as `SlotPack.read`."""
    return SlotPack.read(language)
