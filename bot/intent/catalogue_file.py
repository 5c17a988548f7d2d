"""The catalogue's files: what there is, one a category, and what people call it, one a language.

    catalogue/tools.toml        fr/names.toml

    [drill]                     [tools]
    is = "power_tool"           drill = "perceuse, perceuse à percussion, ?perfo"
    near = "screw_gun .7"

Lists are text with commas, as pleasant to write as to read. docs/understanding-matching.md explains the keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.acts import Category, Mode

KEYS = ("is", "near", "mode", "kind", "for", "answers")
"""What may be said of a concept besides its names."""
AUDIENCES = ("baby", "child", "adult", "cat", "dog")


class CatalogueError(ValueError):
    """A catalogue file says something that cannot be: where, what, and what to write instead."""


@dataclass(slots=True)
class Entry:
    """One concept as its file gives it, not yet checked against the others."""

    id: str
    category: Category
    file: str
    service: bool = False
    mode: Mode | None = None
    audience: str | None = None
    kinds_of: tuple[str, ...] = ()
    near: tuple[tuple[str, float], ...] = ()
    answers: frozenset[Category] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    """The names of each language, as written: separated by commas."""

    def fault(self, what: str) -> CatalogueError:
        """Say what is wrong with this concept."""
        return CatalogueError(f"{self.file}: {self.id}: {what}")

    def misnamed(self, language: str, what: str) -> CatalogueError:
        """Say what is wrong with its names in a language."""
        return CatalogueError(f"{language}/names.toml: {self.id}: {what}")


def read_category(path: Path) -> tuple[list[Entry], list[CatalogueError]]:
    """Give the concepts of one file, and all that is wrong in it."""
    try:
        defaults = Entry("before the first concept", Category(path.stem), path.name)
        data: dict[str, object] = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        return [], [CatalogueError(f"{path.name}: {error}")]
    except ValueError:
        return [], [CatalogueError(f"{path.name}: name the file after a category: {', '.join(Category)}")]
    entries: list[Entry] = []
    faults: list[CatalogueError] = []
    for name, value in data.items():
        entry = defaults
        if isinstance(value, dict):
            entry = replace(defaults, id=name, names={})
            entries.append(entry)
        for key, text in (value if isinstance(value, dict) else {name: value}).items():
            try:
                _set(entry, key, text)
            except CatalogueError as fault:
                faults.append(fault)
    return entries, faults


def read_names(folder: Path, language: str, entries: Mapping[str, Entry]) -> list[CatalogueError]:
    """Give the concepts their names in a language; return all that is wrong in its file."""
    file = f"{language}/names.toml"
    try:
        data: dict[str, object] = tomllib.loads((folder / file).read_text("utf-8"))
    except FileNotFoundError:
        return [CatalogueError(f"{file} is missing; write it after fr/names.toml, or leave {language} out")]
    except ValueError as error:
        return [CatalogueError(f"{file}: {error}")]
    faults: list[CatalogueError] = []
    for category, names in data.items():
        if not isinstance(names, dict):
            faults.append(CatalogueError(f"{file}: {category}: write names below a category such as [tools]"))
            continue
        for id, listed in names.items():
            entry = entries.get(id)
            if entry is None or entry.category != category:
                there = f"; it is in [{entry.category}]" if entry else ""
                faults.append(
                    CatalogueError(f"{file}: {category}.{id}: catalogue/{category}.toml has no {id}{there}")
                )
            elif not isinstance(listed, str):
                faults.append(
                    CatalogueError(f"{file}: {id}: write text in quotes, with commas between the names")
                )
            else:
                entry.names[language] = listed
    return faults


def _set(entry: Entry, key: str, text: object) -> None:
    if not isinstance(text, str):
        raise entry.fault(f"{key}: write text in quotes, with commas between the parts")
    if key == "is":
        entry.kinds_of = _listed(text)
    elif key == "near":
        entry.near = tuple(_degree(entry, part) for part in _listed(text))
    elif key == "mode":
        entry.mode = None if text == "open" else Mode(_one_of(entry, key, text, [*Mode, "open"]))
    elif key == "kind":
        entry.service = _one_of(entry, key, text, ["thing", "service"]) == "service"
    elif key == "for":
        entry.audience = _one_of(entry, key, text, AUDIENCES)
    elif key == "answers":
        entry.answers = frozenset(Category(_one_of(entry, key, name, [*Category])) for name in _listed(text))
    else:
        raise entry.fault(f"there is no key {key!r}; write one of {', '.join(KEYS)}")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _degree(entry: Entry, text: str) -> tuple[str, float]:
    name, _, number = text.rpartition(" ")
    try:
        degree = float(number)
    except ValueError:
        degree = 0.0
    if not name or not 0.4 <= degree <= 0.95:
        raise entry.fault(f"near: {text!r}: write a concept and .4 to .95, such as 'drill .7'")
    return name, degree


def _one_of(entry: Entry, key: str, text: str, known: Collection[str]) -> str:
    if text not in known:
        raise entry.fault(f"{key}: {text!r} is not known; write one of {', '.join(known)}")
    return text
