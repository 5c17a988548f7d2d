"""The engine as a whole: what it reads, what it tells, and that no text breaks it."""

import sys
from datetime import datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acts import Act, ActKind
from bot.intent.context import Context, Quoted, Reading
from bot.intent.message import LONGEST, MOST_TOKENS
from bot.intent.parser import Parser

NOW = datetime(2026, 3, 4, 10)
FR = Context("fr", NOW)


@cache
def parser() -> Parser:
    return Parser.load()


def read(text: str, context: Context = FR) -> Reading:
    return parser().parse(text, context)


def kinds(text: str, context: Context = FR) -> list[ActKind]:
    return [act.kind for act in read(text, context).acts]


def test_a_request_has_its_thing_its_time_and_its_reasons() -> None:
    text = "Bonjour, j'aurais besoin d'une perceuse pour samedi"
    (act,) = read(text).acts
    assert act.kind is ActKind.REQUEST
    assert [item.name for item in act.items] == ["perceuse"]
    assert act.when is not None
    assert act.when.start == datetime(2026, 3, 7)
    assert 0.8 < act.confidence <= 1
    said = {evidence.rule: text[evidence.start : evidence.end] for evidence in act.evidence}
    assert said["need"] == "aurais besoin d'"
    assert "samedi" in said[next(rule for rule in said if rule.startswith("when."))]


def test_the_trace_names_language_things_rules_chance_and_weights() -> None:
    trace = "\n".join(parser().explain("J'avais besoin d'une perceuse", FR))
    for told in (
        "language: fr",
        "catalogue: drill",
        "rule need (request)",
        "held back by past",
        "chance that",
        "for silence: ",
    ):
        assert told in trace


def test_two_acts_are_read_apart() -> None:
    text = "Je donne un canapé deux places. Et je cherche une perceuse pour demain !"
    offer, request = read(text).acts
    assert (offer.kind, [item.name for item in offer.items]) == (ActKind.OFFER, ["canapé"])
    assert (request.kind, [item.name for item in request.items]) == (ActKind.REQUEST, ["perceuse"])
    assert offer.when is None
    assert request.when is not None


def test_a_shopping_list_over_several_lines_is_one_request() -> None:
    text = (
        "Bonjour, il me faudrait pour demain :\n- 2 litres de lait\n- du pain\n- six œufs\nMerci ! Mme Weil"
    )
    (act,) = read(text).acts
    assert act.kind is ActKind.REQUEST
    assert [item.name for item in act.items] == ["lait", "pain", "œuf"]


def test_the_same_words_mean_more_in_a_reply() -> None:
    asked = Context("fr", NOW, reply_to=Quoted("Quelqu'un a une perceuse ?", ActKind.REQUEST))
    assert kinds("oui, j'en ai une, passe quand tu veux", asked) == [ActKind.ACCEPT]
    assert kinds("oui", Context("fr", NOW, reply_to=Quoted("Il a neigé ?", None))) == []


def test_a_kind_that_is_known_is_only_filled() -> None:
    act = parser().read_as(ActKind.OFFER, "perceuse, samedi", FR)
    assert (act.kind, [item.name for item in act.items], act.confidence) == (ActKind.OFFER, ["perceuse"], 1.0)
    assert act.when is not None
    assert parser().read_as(ActKind.THANKS, "", FR) == Act(ActKind.THANKS)


def test_another_language_that_is_clearly_used_is_read() -> None:
    reading = read("Hi all, does anyone have a ladder I could borrow on Saturday?")
    assert reading.language == "en"
    (act,) = reading.acts
    assert [item.name for item in act.items] == ["ladder"]
    assert read("Bonjour, quelqu'un aurait une échelle ?", Context("en", NOW)).language == "fr"
    assert read("Qui a una escalera?", Context("es", NOW)).language == "fr"


def test_one_language_is_enough() -> None:
    assert [act.kind for act in Parser.load(("en",)).parse("I need a drill", Context("en", NOW)).acts] == [
        ActKind.REQUEST
    ]


@pytest.mark.parametrize("text", ["besoin d'une perceuse", "", "Qui a un vélo ? 😂 " * 40])
def test_the_same_text_reads_the_same(text: str) -> None:
    assert read(text) == Parser.load().parse(text, FR)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=400), st.sampled_from(["fr", "en", "xx"]), st.booleans())
def test_no_text_breaks_it(text: str, language: str, private: bool) -> None:
    quoted = Quoted(text[:20], ActKind.OFFER) if private else None
    reading = read(text, Context(language, NOW, private, quoted))
    for act in reading.acts:
        assert 0 <= act.confidence <= 1
        for evidence in act.evidence:
            assert 0 <= evidence.start <= evidence.end <= len(text)
    parser().read_as(ActKind.REQUEST, text, Context(language, NOW))


LONG = 65_536
HARD = [
    "a",
    "a ",
    "à",
    "?",
    "?!\n",
    "'",
    "-",
    "j'",
    "l'a-t-il ",
    "1",
    "1/2.3,",
    "12h30 ",
    "😂",
    "👨‍👩‍👧",
    "\u0301",
    "ﷺ",
    "besoin d'une perceuse et ",
    "qui a qui a ",
    "quelqu'un aurait peut-être ",
    "lundi ou mardi ",
    "je vends un vélo. ",
    "\n- lait",
    "\x00",
    "\ud800",
]


@pytest.mark.parametrize("piece", HARD, ids=ascii)
def test_the_longest_message_costs_no_more_than_the_longest_that_is_read(piece: str) -> None:
    """Steps of the interpreter are counted, not seconds: sixteen times the text, about the same work."""
    text = piece * (LONG // len(piece))
    assert steps(text) < 1.5 * steps(text[:LONGEST]) + 20_000


def steps(text: str) -> int:
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    read(text)  # what is remembered from one message to the next is there for both
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return counted


def test_work_grows_with_the_text_and_no_faster() -> None:
    for piece in HARD:
        short, long = (steps(piece * (size // len(piece))) for size in (LONGEST // 8, LONGEST // 2))
        assert long < 8 * short + 20_000, ascii(piece)


def test_what_comes_after_the_limit_is_not_read() -> None:
    text = "bla " * MOST_TOKENS + "besoin d'une perceuse"
    assert all("perceuse" not in item.name for act in read(text).acts for item in act.items)
