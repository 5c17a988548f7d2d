"""Patterns of cue rules: what they match, and what is no pattern."""

from datetime import datetime
from functools import cache

import pytest

from bot.intent.analysis import Analysis
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context
from bot.intent.packs import Pack
from bot.intent.patterns import Pattern, PatternError, mark

CLASSES = frozenset({"anybody", "have"})


@cache
def pack() -> Pack:
    return Pack.read("fr")


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(("fr",))


def found(written: str, text: str) -> str | None:
    """The words that the first match covers."""
    tokens = pack().tokens(text)
    context = Context("fr", datetime(2026, 3, 4, 10))
    marked = mark(Analysis(text, "fr", tokens, catalogue().find(tokens, "fr"), context), pack())
    pattern = Pattern.compile(written, CLASSES)
    for place in range(len(tokens)):
        end = pattern.match(marked, place, 0, len(tokens))
        if end is not None:
            return " ".join(token.folded for token in tokens[place:end])
    return None


@pytest.mark.parametrize(
    ("written", "text", "matched"),
    [
        ("besoin d'", "J'ai Besoin d’une scie", "besoin d'"),
        ("cherch*", "nous cherchions ça", "cherchions"),
        ("<anybody> <have>", "quelqu'un aurait ça", "quelqu'un aurait"),
        ("a|as <thing>", "tu as machine à laver ?", "as machine a laver"),
        ("<thing> merci", "perceuse merci", "perceuse merci"),
        ("<service>", "babysitting", "babysitting"),
        ("qui ..2 libre", "qui est donc libre", "qui est donc libre"),
        ("qui ..2 libre", "qui est donc bien libre", None),
        ("qui tres? libre", "qui libre", "qui libre"),
        ("qui tres? libre", "qui tres libre", "qui tres libre"),
        ("^ merci", "merci", "merci"),
        ("^ merci", "oui merci", None),
        ("merci $", "merci oui", None),
        ("<number> fois", "3 fois", "3 fois"),
        ("<price>", "une scie 20 €", "20"),
        ("<price>", "une scie 20e", "20e"),
        ("<price>", "une scie 35eur", "35eur"),
        ("<price>", "Paul du 3e", None),
    ],
)
def test_a_pattern_matches(written: str, text: str, matched: str | None) -> None:
    assert found(written, text) == matched


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("<nobody> a", "'<nobody>' is no class"),
        ("a ..9 b", r"'\.\.9': a gap is written \.\.1 to \.\.6"),
        ("a ..x b", "a gap is written"),
        ("..3", "no part that must be there"),
        ("a? ..2", "no part that must be there"),
        ("", "no part that must be there"),
    ],
)
def test_what_is_no_pattern_is_refused(written: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        Pattern.compile(written, CLASSES)


def test_a_pattern_tells_what_it_may_begin_with() -> None:
    assert Pattern.compile("^ a|b c", CLASSES).openers() == frozenset({"a", "b"})
    assert Pattern.compile("cherch* c", CLASSES).openers() is None
    assert Pattern.compile("a? c", CLASSES).openers() is None
