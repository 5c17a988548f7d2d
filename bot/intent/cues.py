"""Cue rules: the phrases by which people ask, offer, accept…, as data with their own examples.

A rule fires where one of its patterns fits, unless one of the blockers that it names fits
in the same sentence: "j'avais besoin", "plus besoin", "ma sœur cherche". Rules decide
nothing: what fired, and what was blocked, are features that the trained part weighs.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.acts import ActKind
from bot.intent.analysis import Analysis
from bot.intent.clauses import Sentence
from bot.intent.packs import FOLDER, Pack, PackError
from bot.intent.patterns import Marked, Pattern, PatternError, mark


@dataclass(frozen=True, slots=True)
class Rule:
    """A cue, or a blocker where `act` is None."""

    id: str
    act: ActKind | None
    strong: bool
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...]
    examples: tuple[str, ...]
    """Sentences in which it fires."""
    counterexamples: tuple[str, ...]
    """Sentences in which it does not fire, or is blocked."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern that fits tokens `start` to before `end`; `blocked` names the blocker that holds it back."""

    rule: Rule
    pattern: Pattern
    start: int
    end: int
    blocked: str = ""


class CueBook:
    """All the rules of one language."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._pack = pack
        self._openers: dict[str, list[tuple[Rule, Pattern]]] = defaultdict(list)
        self._anywhere: list[tuple[Rule, Pattern]] = []
        for rule in rules:
            for pattern in rule.patterns:
                openers = pattern.openers()
                for key in openers or ():
                    self._openers[key].append((rule, pattern))
                if openers is None:
                    self._anywhere.append((rule, pattern))

    @classmethod
    def read(cls, pack: Pack, folder: Path = FOLDER) -> CueBook:
        """Read `cues.toml` of a pack's language; a language may have none.

        Raises
        ------
        PackError
            A rule is not written as docs/understanding.md explains.

        """
        path = folder / pack.language / "cues.toml"
        if not path.exists():
            return cls(pack, ())
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"{pack.language}/cues.toml: {error}") from error
        classes = frozenset(name for names in pack.classes.values() for name in names)
        blockers = [_rule(pack.language, each, classes) for each in data.get("blocker", ())]
        rules = [_rule(pack.language, each, classes) for each in data.get("rule", ())]
        known = {blocker.id for blocker in blockers}
        for rule in rules:
            if unknown := [name for name in rule.unless if name not in known]:
                raise PackError(f"{pack.language}/cues.toml: {rule.id}: no blocker is called {unknown[0]}")
        return cls(pack, [*blockers, *rules])

    def find(self, analysis: Analysis, sentences: Sequence[Sentence]) -> tuple[Cue, ...]:
        """Find the patterns of rules and blockers that fit a message, each once a sentence, in order."""
        if not self.rules:
            return ()
        marked = mark(analysis, self._pack)
        found: list[Cue] = []
        for sentence in sentences:
            here = list(self._in_sentence(marked, sentence))
            blockers = {cue.rule.id for cue in here if cue.rule.act is None}
            for cue in here:
                held = next((name for name in cue.rule.unless if name in blockers), "")
                found.append(replace(cue, blocked=held) if held else cue)
        return tuple(found)

    def _in_sentence(self, marked: Marked, sentence: Sentence) -> Iterator[Cue]:
        there = frozenset().union(*marked.marks[sentence.start : sentence.end])
        done: set[int] = set()
        """The patterns that were found, and those that cannot be."""
        for place in range(sentence.start, sentence.end):
            candidates = list(self._anywhere)
            for key in sorted(marked.marks[place] & self._openers.keys()):
                candidates.extend(self._openers[key])
            for rule, pattern in candidates:
                if id(pattern) in done:
                    continue
                if any(there.isdisjoint(keys) for keys in pattern.needs):
                    done.add(id(pattern))
                    continue
                end = pattern.match(marked, place, sentence.start, sentence.end)
                if end is not None:
                    done.add(id(pattern))
                    yield Cue(rule, pattern, place, end)


def _rule(language: str, data: Mapping[str, object], classes: frozenset[str]) -> Rule:
    name = data.get("id")
    if not isinstance(name, str):
        raise PackError(f"{language}/cues.toml: a rule has no id")
    try:
        act = data.get("act")
        return Rule(
            id=name,
            act=None if act is None else ActKind(str(act)),
            strong=data.get("strength", "strong") == "strong",
            patterns=tuple(Pattern.compile(written, classes) for written in _texts(data, "pattern")),
            unless=_texts(data, "unless"),
            examples=_texts(data, "yes"),
            counterexamples=_texts(data, "no"),
        )
    except (PatternError, ValueError) as error:
        raise PackError(f"{language}/cues.toml: {name}: {error}") from error


def _texts(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ValueError(f"{key} is a list of strings")
    return tuple(found)
