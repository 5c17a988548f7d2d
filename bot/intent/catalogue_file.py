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

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
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


def read_file(path: Path, languages: Collection[str]) -> Iterator[Entry]:
    """Give the concepts of one file, with the names in `languages` only.

    Raises
    ------
    CatalogueError
        A line is not a concept, or its value is not one of those that are known.

    """
    try:
        category = Category(path.stem)
    except ValueError:
        known = ", ".join(Category)
        raise CatalogueError(
            f"{path.name}: the file is named after no category; name it one of {known}"
        ) from None
    defaults = Entry("", category, path.name, 0, service=False)
    entry: Entry | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text[0] == "#":
            continue
        key, colon, value = text.partition(":")
        if line[0] == " ":
            if entry is None or not colon:
                raise CatalogueError(
                    f"{path.name}:{number}: {text!r}: write a key and a colon, under a concept"
                )
            _set(entry, key, value.strip(), languages)
        elif colon:
            _set(defaults, key, value.strip(), ())
        else:
            if entry is not None:
                yield entry
            entry = Entry(
                text, category, path.name, number, defaults.service, defaults.mode, defaults.audience
            )
    if entry is not None:
        yield entry


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
        raise entry.fault(
            f"near: {text.strip()!r}: write a concept and a degree from .4 to .95, such as 'drill .7'"
        )
    return name, degree


def _one_of(entry: Entry, key: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise entry.fault(f"{key}: {value!r} is not known; write one of {', '.join(known)}")
    return value
