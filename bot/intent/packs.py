"""Language packs: what the engine knows of one language, read from its folder in bot/lang."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.intent.text import Token, fold, tokenise

FOLDER = Path(__file__).parent.parent / "lang"


class PackError(ValueError):
    """A file of a language pack says something that cannot be: where, and what."""


@dataclass(frozen=True, slots=True)
class Pack:
    """The words of one language. `read` says where they are written down."""

    language: str
    elisions: frozenset[str]
    enclitics: frozenset[str]
    """Pronouns that hang on a verb by a hyphen: "pourriez-vous"."""
    whole: frozenset[str]
    """Words that end like an enclitic and yet are one word: "rendez-vous"."""
    function_words: frozenset[str]
    """The words by which the language is known."""
    breaks: frozenset[str]
    """Words that open a new clause."""
    spelling: Mapping[str, tuple[str, ...]]
    """What a word of chat spelling stands for."""
    classes: Mapping[str, tuple[str, ...]]
    """The classes of a word ("quelqu'un" is `anybody`)."""

    @classmethod
    def read(cls, language: str, folder: Path = FOLDER) -> Pack:
        """Read `words.toml` of a language.

        Raises
        ------
        PackError
            A part of the file is missing or not what it should be.

        """
        name = f"{language}/words.toml"
        try:
            data = tomllib.loads((folder / language / "words.toml").read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PackError(f"{name}: {error}") from error
        classes: dict[str, list[str]] = {}
        for group, words in _texts(data, "classes", name).items():
            for word in dict.fromkeys(fold(words).split()):
                classes.setdefault(word, []).append(group)
        spelling = {short: tuple(meant.split()) for short, meant in _texts(data, "spelling", name).items()}
        if empty := [short for short, meant in spelling.items() if not meant]:
            raise PackError(f"{name}: spelling: {empty[0]} stands for nothing")
        return cls(
            language=language,
            elisions=_words(data, "elisions", name),
            enclitics=_words(data, "enclitics", name),
            whole=_words(data, "whole", name),
            function_words=_words(data, "function_words", name),
            breaks=_words(data, "breaks", name),
            spelling=MappingProxyType(spelling),
            classes=MappingProxyType({word: tuple(groups) for word, groups in classes.items()}),
        )

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Cut a text into tokens as this language's grammar does, chat spelling written out.

        Offsets are the text's own: where one written word stands for two, both have its place.
        """
        tokens: list[Token] = []
        for token in self._with_apostrophes(list(tokenise(text, self.elisions))):
            if "-" in token.folded and token.folded not in self.whole:
                tokens.extend(self._without_enclitics(token))
            elif token.folded in self.spelling:
                tokens.extend(replace(token, folded=word) for word in self.spelling[token.folded])
            else:
                tokens.append(token)
        return tuple(tokens)

    def _without_enclitics(self, token: Token) -> tuple[Token, ...]:
        """Cut "pourriez-vous" in two, and leave "porte-clés" alone."""
        head, _, tail = token.folded.partition("-")
        if tail not in self.enclitics:
            return (token,)
        cut = len(token.text) - len(tail)
        if len(token.text) != len(token.folded) or cut < 2:
            return (token,)
        return (
            Token(token.text[: cut - 1], head, token.start, token.start + cut - 1),
            Token(token.text[cut:], tail, token.start + cut, token.end),
        )

    def _with_apostrophes(self, tokens: list[Token]) -> list[Token]:
        """Read "j ai" as "j'ai": a lone letter that loses its vowel before one."""
        for i, (token, after) in enumerate(itertools.pairwise(tokens)):
            if token.folded in self.elisions and after.folded[0] in "aeiouyh":
                tokens[i] = replace(token, folded=token.folded + "'")
        return tokens


def choose(packs: Mapping[str, Pack], text: str, language: str) -> Pack:
    """Choose the pack to read a text with: the group's, unless the text clearly is in another.

    A group's language without a pack gets the first pack.
    """
    own = packs.get(language) or next(iter(packs.values()))
    if len(packs) == 1:
        return own
    words = {token.folded for token in tokenise(text[:2_000], own.elisions)}
    found = {name: len(words & pack.function_words) for name, pack in packs.items()}
    best = max(found, key=lambda name: (found[name], name == own.language))
    clearly = found[best] >= 2 and found[best] > 2 * found[own.language]
    return packs[best] if clearly else own


def _words(data: Mapping[str, object], key: str, name: str) -> frozenset[str]:
    """Give a list of words that is written as one string."""
    listed = data.get(key)
    if listed is None:
        raise PackError(f"{name}: {key} is missing")
    if not isinstance(listed, str):
        raise PackError(f"{name}: {key} is not a text")
    return frozenset(fold(listed).split())


def _texts(data: Mapping[str, object], key: str, name: str) -> dict[str, str]:
    """Give a table whose values all are texts."""
    table = data.get(key)
    if not isinstance(table, dict):
        raise PackError(f"{name}: {key} is missing")
    for entry, text in table.items():
        if not isinstance(text, str):
            raise PackError(f"{name}: {key}: {entry} is not a text")
    return table
