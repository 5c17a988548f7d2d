"""The things and services that neighbours share, by name and by nearness."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bot.acts import Category, Mode
from bot.intent.catalogue_file import CatalogueError, Entry, read_category, read_names
from bot.intent.catalogue_names import Found, Names, Naming, bare
from bot.intent.inflection import Inflection
from bot.intent.text import Token, fold

FOLDER = Path(__file__).parent.parent / "lang"
KIND_OF = 0.75
"""Nearness of a thing and the kind it is of: a cordless drill is a drill."""
KIND_OF_KIND = 0.6
_COMPANIONS = (
    {Category.GROCERIES, Category.FOOD, Category.KITCHEN},
    {Category.ELECTRONICS, Category.IT_HELP},
    {Category.TOOLS, Category.REPAIR, Category.GARDEN},
    {Category.KIDS, Category.CHILDCARE},
    {Category.BOOKS_GAMES, Category.TUTORING},
    {Category.VEHICLE, Category.TRANSPORT},
    {Category.FURNITURE, Category.MOVING},
)
"""Categories whose things are met in one message; a word of several senses is read by its company."""
_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 200
"""Characters of a name that are looked at."""
SAME_CATEGORY = 0.3
"""Enough to suggest, too little to put two neighbours in touch."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing or service: `drill`, in every language."""

    id: str
    category: Category
    mode: Mode | None = None
    """How it usually changes hands; None where that is open."""
    service: bool = False
    """True for what somebody does, false for a thing."""
    audience: str | None = None
    """Whom it is for, where that matters: baby, child, adult, cat, dog."""
    answers: frozenset[Category] = frozenset()
    """The categories of which one who offers this takes any request: a handyman, repairs."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept named by the tokens from `start` to before `end`; `exact` unless a typo was forgiven."""

    concept: Concept
    start: int
    end: int
    exact: bool = True
    weak: bool = False
    """The words usually mean something else: believe them only where a thing is expected."""
    described: bool = False
    """The words say it without naming it ("arroser mes plantes"): `Catalogue.name` gives the name."""

    def shifted(self, by: int) -> Hit:
        """Count the token indexes from elsewhere."""
        return Hit(self.concept, self.start + by, self.end + by, self.exact, self.weak, self.described)


class Catalogue:
    """All concepts, their names in some languages, and how near they are to each other."""

    def __init__(self, entries: Iterable[Entry], inflections: Mapping[str, Inflection]) -> None:
        self._names = {language: Names(inflection) for language, inflection in inflections.items()}
        self._small = frozenset(word for inflection in inflections.values() for word in inflection.small)
        self._audiences = {
            w: who for inflection in inflections.values() for w, who in inflection.audiences.items()
        }
        self._said: dict[tuple[str, str], str] = {}
        self._concepts: dict[str, Concept] = {}
        self._near: dict[str, dict[str, float]] = {}
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._faults: list[CatalogueError] = []
        accepted = [entry for entry in entries if self._accept(entry)]
        for entry in accepted:
            self._name(entry)
        for names in self._names.values():
            names.close()
        self._relate({entry.id: entry for entry in accepted})

    @classmethod
    def load(cls, languages: Iterable[str], folder: Path = FOLDER) -> Catalogue:
        """Read the catalogue with its names in some languages ("fr", "en").

        Raises
        ------
        CatalogueError
            Something in the files is wrong: the first of what `check` would list.

        """
        catalogue, faults = cls._read(languages, folder)
        if faults:
            raise faults[0]
        return catalogue

    @classmethod
    def check(cls, languages: Iterable[str], folder: Path = FOLDER) -> list[CatalogueError]:
        """List everything that is wrong in the files: what `load` refuses, and names that are missing."""
        languages = tuple(languages)
        catalogue, faults = cls._read(languages, folder)
        return [*faults, *catalogue.unnamed(languages)]

    @classmethod
    def _read(cls, languages: Iterable[str], folder: Path) -> tuple[Catalogue, list[CatalogueError]]:
        languages = tuple(languages)
        entries: list[Entry] = []
        faults: list[CatalogueError] = []
        for path in sorted((folder / "catalogue").glob("*.toml")):
            read, wrong = read_category(path)
            entries.extend(read)
            faults.extend(wrong)
        for language in languages:
            faults.extend(read_names(folder, language, {entry.id: entry for entry in reversed(entries)}))
        catalogue = cls(entries, {language: _inflection(folder, language) for language in languages})
        return catalogue, faults + catalogue._faults

    def find(self, tokens: Sequence[Token], language: str) -> tuple[Hit, ...]:
        """Find the concepts that tokens name, in order, without overlap; none in a language not loaded."""
        names = self._names.get(language)
        if names is None:
            return ()
        found = list(names.find(tokens))
        hits = tuple([self._hit(each, each.naming) for each in found])
        if not any(each.senses for each in found):
            return hits
        return tuple([self._in_context(each, hits) for each in found])

    def _hit(self, found: Found, naming: Naming) -> Hit:
        concept = self._concepts[naming.concept]
        return Hit(concept, found.start, found.end, found.exact, naming.weak, naming.described)

    def _in_context(self, found: Found, hits: Sequence[Hit]) -> Hit:
        """Choose the sense of a name that most of the things around it go with; the first of equals."""
        around = [hit.concept.category for hit in hits if hit.start != found.start]
        senses = [self._hit(found, naming) for naming in (found.naming, *found.senses)]
        return max(senses, key=lambda hit: sum(_company(hit.concept.category, other) for other in around))

    def get(self, concept_id: str) -> Concept | None:
        """Give the concept of an id; None where an older or newer catalogue knew it."""
        return self._concepts.get(concept_id)

    def ids(self) -> Collection[str]:
        """Give the ids of all concepts."""
        return self._concepts.keys()

    def words(self, name: str) -> tuple[str, ...]:
        """Cut a name in any language into folded words, without small ones and plural endings.

        For names that the catalogue does not know: their language is not known either.
        """
        words = (word for word in _WORD.findall(fold(name)[:_LONGEST_NAME]) if word not in self._small)
        return tuple([word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words])

    def audience(self, name: str, concept_id: str | None = None) -> str | None:
        """Tell whom a thing is for by its name ("vélo enfant"), or else by its concept; None for anybody."""
        for word in _WORD.findall(fold(name)[:_LONGEST_NAME]):
            if word in self._audiences:
                return self._audiences[word]
        concept = self._concepts.get(concept_id) if concept_id is not None else None
        return concept.audience if concept is not None else None

    def name(self, concept_id: str, language: str) -> str:
        """Give the name to say a concept by; its id in words where the language has none."""
        return self._said.get((concept_id, language)) or concept_id.replace("_", " ")

    def nearness(self, one: str, other: str) -> float:
        """Tell how well one concept does for another.

        1 is the same, .4 to .95 near or a kind of it, .3 the same category, 0 neither.
        """
        if one == other:
            return 1.0
        near = self._near.get(one, {}).get(other)
        if near is not None:
            return near
        first, second = self._concepts.get(one), self._concepts.get(other)
        same = first is not None and second is not None and first.category is second.category
        return SAME_CATEGORY if same else 0.0

    def near(self, concept_id: str) -> Mapping[str, float]:
        """Give the concepts near one, kinds it is of and kinds of it included, with their nearness."""
        return MappingProxyType(self._near.get(concept_id, {}))

    def kinds_of(self, concept_id: str) -> tuple[str, ...]:
        """Give the kinds that a concept is of: its hypernyms, the next ones only."""
        return self._kinds.get(concept_id, ())

    def unnamed(self, languages: Iterable[str]) -> Iterator[CatalogueError]:
        """Name the concepts that have no name in one of the languages."""
        for language in languages:
            for concept in self._concepts.values():
                if (concept.id, language) not in self._said:
                    yield CatalogueError(
                        f"{language}/names.toml: {concept.category}: no name for {concept.id}; add one"
                    )

    def _accept(self, entry: Entry) -> bool:
        if entry.id in self._concepts:
            place = f"{self._concepts[entry.id].category}.toml"
            self._faults.append(entry.fault(f"is in {place} already; give it another id, or join the two"))
            return False
        self._concepts[entry.id] = Concept(
            entry.id, entry.category, entry.mode, entry.service, entry.audience, entry.answers
        )
        return True

    def _name(self, entry: Entry) -> None:
        for language, listed in entry.names.items():
            names = self._names[language]
            for part in listed.split(","):
                written = part.strip()
                taken = names.add(written, entry.id)
                if taken is not None and taken.concept != entry.id:
                    what = f"{bare(written)!r} is a name of {taken.concept} already"
                    self._faults.append(
                        entry.misnamed(language, f"{what}; leave it with one of them, or make it longer here")
                    )
                elif taken is not None:
                    self._faults.append(
                        entry.misnamed(language, f"{written!r} has no word of its own; take it out")
                    )
                elif written[0] != "~":
                    self._said.setdefault((entry.id, language), bare(written))

    def _relate(self, entries: Mapping[str, Entry]) -> None:
        for entry in entries.values():
            self._kinds[entry.id] = entry.kinds_of
            for kind in entry.kinds_of:
                if self._link(entry, kind, KIND_OF):
                    for grand in entries[kind].kinds_of:
                        if grand in entries:
                            self._link(entry, grand, KIND_OF_KIND)
            for other, degree in entry.near:
                self._link(entry, other, degree)

    def _link(self, entry: Entry, other: str, degree: float) -> bool:
        if other not in self._concepts or other == entry.id:
            self._faults.append(entry.fault(f"there is no other concept {other!r}; write the id of one"))
            return False
        for one, two in ((entry.id, other), (other, entry.id)):
            near = self._near.setdefault(one, {})
            near[two] = max(degree, near.get(two, 0.0))
        return True


def _company(one: Category, other: Category) -> int:
    """Tell how much a thing nearby speaks for a category: 2 the same, 1 akin, 0 another."""
    if one is other:
        return 2
    return int(any(one in group and other in group for group in _COMPANIONS))


def _inflection(folder: Path, language: str) -> Inflection:
    file = f"{language}/inflection.toml"
    try:
        return Inflection.read(folder / file)
    except FileNotFoundError:
        raise CatalogueError(
            f"{file} is missing; write it after fr/inflection.toml, or leave {language} out"
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(f"{file}: {error}; see fr/inflection.toml for its parts") from error
