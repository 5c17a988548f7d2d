"""Every example in a pack's cues.toml, and what the book makes of rules."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest

from bot.intent.catalogue import Catalogue
from bot.intent.context import Context
from bot.intent.cues import Cue, CueBook
from bot.intent.message import Reader
from bot.intent.packs import FOLDER, Pack, PackError

LANGUAGES = ("fr", "en")
NOW = datetime(2026, 3, 4, 10)


@cache
def reader() -> Reader:
    return Reader.load(LANGUAGES, Catalogue.load(LANGUAGES))


def cues(text: str, language: str) -> tuple[Cue, ...]:
    return reader().read(text, Context(language, NOW)).cues


def examples() -> Iterator[object]:
    for language in LANGUAGES:
        for rule in CueBook.read(Pack.read(language)).rules:
            yield pytest.param(
                language, rule.id, rule.examples, rule.counterexamples, id=f"{language}-{rule.id}"
            )


@pytest.mark.parametrize(("language", "rule", "fires", "rests"), list(examples()))
def test_a_rule_fires_in_its_examples_only(
    language: str, rule: str, fires: tuple[str, ...], rests: tuple[str, ...]
) -> None:
    where = f"bot/lang/{language}/cues.toml, rule {rule}"
    assert fires, f"{where} has no example in which it fires (yes = […])"
    assert rests, f"{where} has no example in which it does not (no = […])"
    for text in (*fires, *rests):
        found = [cue for cue in cues(text, language) if cue.rule.id == rule]
        told = "; ".join(
            f"{c.pattern.written}{f' held back by {c.blocked}' if c.blocked else ''}" for c in found
        )
        fired = any(not cue.blocked for cue in found)
        assert fired == (text in fires), (
            f"{where}: {'no match' if not fired else 'a match'} in “{text}” {told}"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_named_once(language: str) -> None:
    names = [rule.id for rule in CueBook.read(Pack.read(language)).rules]
    assert sorted(set(names)) == sorted(names)


def test_a_blocker_holds_back_rules_of_its_own_sentence_only() -> None:
    need = [
        cue
        for cue in cues("J'avais besoin de calme hier. J'ai besoin d'une échelle.", "fr")
        if cue.rule.id == "need"
    ]
    assert {bool(cue.blocked) for cue in need if cue.start < 7} == {True}
    assert {bool(cue.blocked) for cue in need if cue.start >= 7} == {False}


def test_a_language_without_rules_finds_none(tmp_path: Path) -> None:
    copytree(FOLDER / "en", tmp_path / "en")
    (tmp_path / "en" / "cues.toml").unlink()
    assert CueBook.read(Pack.read("en", tmp_path), tmp_path).rules == ()


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("[[rule]]\nact = 'offer'", "en/cues.toml: a rule has no id"),
        ("[[rule]]\nid = 'x'\nact = 'offre'\npattern = ['a']", "en/cues.toml: x: 'offre'"),
        (
            "[[rule]]\nid = 'x'\nact = 'offer'\npattern = ['<thingy>']",
            "en/cues.toml: x: '<thingy>' is no class",
        ),
        ("[[rule]]\nid = 'x'\nact = 'offer'\npattern = 'a'", "en/cues.toml: x: pattern is a list of strings"),
        (
            "[[rule]]\nid = 'x'\nact = 'offer'\npattern = ['a']\nunless = ['y']",
            "en/cues.toml: x: no blocker .* y",
        ),
        ("[[rule]\nid = 'x'", "en/cues.toml: "),
    ],
)
def test_a_wrong_rule_is_refused_with_its_file_and_name(tmp_path: Path, written: str, complaint: str) -> None:
    copytree(FOLDER / "en", tmp_path / "en")
    (tmp_path / "en" / "cues.toml").write_text(written)
    with pytest.raises(PackError, match=complaint):
        CueBook.read(Pack.read("en", tmp_path), tmp_path)
