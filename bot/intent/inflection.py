"""How the words of one language bend: plurals, feminines, forms of verbs. All words are folded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.intent.text import fold


@dataclass(frozen=True, slots=True)
class Inflection:
    """The small grammar that finding names needs; `read` says where it is written down."""

    small: frozenset[str]
    """Words that may stand between the words of a name: "machine *à* coudre"."""
    invariable: frozenset[str]
    irregular: dict[str, str]
    """Plural to singular."""
    plural: tuple[tuple[str, str], ...]
    """Endings of plurals and of their singulars; the first that fits counts."""
    feminine: tuple[tuple[str, str], ...]
    verbs: tuple[tuple[str, tuple[str, ...]], ...]
    """Ending of the form in the catalogue, and the endings of the forms that people write."""
    common: frozenset[str]
    """Everyday words: never taken for the misspelt name of a thing."""
    audiences: dict[str, str] = field(default_factory=dict)
    """Words that say whom a thing is for, and for whom: baby, child, adult, cat, dog."""

    @classmethod
    def read(cls, path: Path) -> Inflection:
        """Read a language's words from its TOML file."""
        data = tomllib.loads(path.read_text("utf-8"))
        inflection = cls(
            small=frozenset(fold(data["small"]).split()),
            invariable=frozenset(fold(data["invariable"]).split()),
            irregular={fold(many): fold(one) for one, many in data["irregular"].items()},
            plural=tuple((many, one) for many, one in data["plural"]),
            feminine=tuple((his, hers) for his, hers in data["feminine"]),
            verbs=tuple((ending, tuple(forms.split(" "))) for ending, forms in data["verbs"]),
            common=frozenset(),
            audiences={fold(word): who for who, words in data["audience"].items() for word in words.split()},
        )
        common = fold(data["common"]).split()
        return replace(inflection, common=frozenset(common) | {inflection.singular(word) for word in common})

    def singular(self, word: str) -> str:
        """Give the singular of a word; what is no plural may lose an ending too, but always the same way."""
        if word in self.irregular:
            return self.irregular[word]
        if len(word) <= 3 or word in self.invariable:
            return word
        for many, one in self.plural:
            if word.endswith(many):
                return word[: len(word) - len(many)] + one
        return word

    def feminines(self, word: str) -> Iterator[str]:
        """Give what a word may be when it means a woman or a female animal."""
        for his, hers in self.feminine:
            if word.endswith(his):
                yield word[: len(word) - len(his)] + hers

    def verb_forms(self, word: str) -> Iterator[str]:
        """Give the forms in which a verb of the catalogue is met in messages, its own included."""
        yield word
        for ending, forms in self.verbs:
            if word.endswith(ending):
                stem = word[: len(word) - len(ending)]
                for form in forms:
                    yield stem + form
                return
