"""The catalogue's files: one a category, a block of lines for each concept.

    drill
      is: power tool
      near: screwdriver .7
      fr: perceuse, perceuse à percussion, ?perfo
      en: drill, hammer drill

A line that is not indented opens a concept; every other line is a key, a colon and a
value. docs/understanding-matching.md explains the keys. TOML was measured at five times the
loading time of these lines.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.acts import Category, Mode

KEYS = ("is", "near", "mode", "kind", "for", "answers")
"""What a line of a concept may be besides a language's names."""
AUDIENCES = ("baby", "child", "adult", "cat", "dog")


class CatalogueError(ValueError):
    """A catalogue file says something that cannot be: where, what, and what to write instead."""


@dataclass(slots=True)
class Entry:
    """One concept as its file gives it, not yet checked against the others."""

    id: str
    category: Category
    file: str
    line: int
    service: bool
    mode: Mode | None = None
    audience: str | None = None
    kinds_of: tuple[str, ...] = ()
    near: tuple[tuple[str, float], ...] = ()
    answers: frozenset[Category] = frozenset()
    names: dict[str, str] = field(default_factory=dict)
    """The names of each language, as written: separated by commas."""

    def fault(self, what: str) -> CatalogueError:
        """Say what is wrong with this concept."""
        return CatalogueError(f"{self.file}:{self.line}: {self.id}: {what}")


def read_file(path: Path, languages: Collection[str]) -> tuple[list[Entry], list[CatalogueError]]:
    """Give the concepts of one file with their names in `languages`, and all that is wrong in it."""
    try:
        category = Category(path.stem)
    except ValueError:
        known = ", ".join(Category)
        return [], [CatalogueError(f"{path.name}: name the file after a category: {known}")]
    defaults = Entry("", category, path.name, 0, service=False)
    entries: list[Entry] = []
    faults: list[CatalogueError] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            _read_line(line, number, defaults, entries, languages)
        except CatalogueError as error:
            faults.append(error)
    return entries, faults


def _read_line(
    line: str, number: int, defaults: Entry, entries: list[Entry], languages: Collection[str]
) -> None:
    text = line.strip()
    if not text or text[0] == "#":
        return
    key, colon, value = text.partition(":")
    if line[0] != " " and not colon:
        entries.append(replace(defaults, id=text, line=number, names={}))
    elif not colon or (line[0] == " " and not entries):
        raise CatalogueError(f"{defaults.file}:{number}: {text!r}: write 'key: value' under a concept")
    else:
        _set(entries[-1] if line[0] == " " else defaults, key, value.strip(), languages)


def _set(entry: Entry, key: str, value: str, languages: Collection[str]) -> None:
    if len(key) == 2 and key != "is":
        if key in languages:
            entry.names[key] = f"{entry.names[key]}, {value}" if key in entry.names else value
    elif key == "is":
        entry.kinds_of = _listed(value)
    elif key == "near":
        entry.near = tuple(_degree(entry, text) for text in value.split(","))
    else:
        _set_trait(entry, key, value)


def _set_trait(entry: Entry, key: str, value: str) -> None:
    if key == "mode":
        entry.mode = None if value == "open" else Mode(_one_of(entry, key, value, [*Mode, "open"]))
    elif key == "kind":
        entry.service = _one_of(entry, key, value, ["thing", "service"]) == "service"
    elif key == "for":
        entry.audience = _one_of(entry, key, value, AUDIENCES)
    elif key == "answers":
        entry.answers = frozenset(Category(_one_of(entry, key, name, [*Category])) for name in _listed(value))
    else:
        raise entry.fault(
            f"nothing is called {key!r}; write one of {', '.join(KEYS)} or a language such as fr"
        )


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(","))


def _degree(entry: Entry, text: str) -> tuple[str, float]:
    name, _, number = text.strip().rpartition(" ")
    try:
        degree = float(number)
    except ValueError:
        degree = 0.0
    if not name or not 0.4 <= degree <= 0.95:
        raise entry.fault(f"near: {text.strip()!r}: write a concept and .4 to .95, such as 'drill .7'")
    return name, degree


def _one_of(entry: Entry, key: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise entry.fault(f"{key}: {value!r} is not known; write one of {', '.join(known)}")
    return value
