"""What the engine understands of an act that it knows: items, amounts, category, terms."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from bot.acts import Act, ActKind, Category, Item, Mode
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context
from bot.intent.message import Reader
from bot.intent.slots import SlotFiller

LANGUAGES = ("fr", "en")
REQUEST, OFFER, LOST = ActKind.REQUEST, ActKind.OFFER, ActKind.LOST
CORPUS = Path(__file__).parents[2] / "corpus"


@cache
def engine() -> tuple[Reader, SlotFiller]:
    catalogue = Catalogue.load(LANGUAGES)
    return Reader.load(LANGUAGES, catalogue), SlotFiller.load(LANGUAGES, catalogue)


def fill(kind: ActKind, text: str, language: str = "fr") -> Act:
    reader, filler = engine()
    analysis = reader.read(text, Context(language, datetime(2025, 3, 12, 18, 0))).analysis
    return filler.fill(kind, analysis, analysis)


def items(kind: ActKind, text: str, language: str = "fr") -> list[tuple[str, float | None, str | None]]:
    return [(item.name, item.quantity, item.unit) for item in fill(kind, text, language).items]


@pytest.mark.parametrize(
    ("kind", "text", "name", "concept"),
    [
        (REQUEST, "Bonjour, j'aurais besoin d'une perceuse", "perceuse", "drill"),
        (REQUEST, "Quelqu'un aurait des chaises pliantes à me prêter ?", "chaise pliante", "folding_chair"),
        (OFFER, "Je donne un canapé, à venir chercher", "canapé", "sofa"),
        (LOST, "J'ai perdu mes clés dans le hall", "clé", "key"),
    ],
)
def test_an_item_is_named_bare_and_singular(kind: ActKind, text: str, name: str, concept: str) -> None:
    assert fill(kind, text).items == (Item(name, concept=concept),)


def test_a_thing_that_the_catalogue_does_not_know_keeps_its_written_name() -> None:
    assert fill(REQUEST, "Je cherche une zorglette").items == (Item("zorglette"),)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Qui pourrait arroser mes plantes en août ?", "plant_watering"),
        ("Quelqu'un pour garder mon chat ce week-end ?", "cat_sitting"),
    ],
)
def test_a_service_that_is_only_described_is_understood(text: str, concept: str) -> None:
    assert [item.concept for item in fill(REQUEST, text).items] == [concept]


def test_something_is_no_thing() -> None:
    assert "chose" not in [name for name, _, _ in items(OFFER, "Je vais au marché, qui veut quelque chose ?")]


def test_english_names_end_with_their_noun() -> None:
    assert items(REQUEST, "Could anyone lend me a garden hose?", "en") == [("garden hose", None, None)]


def test_what_a_thing_is_used_for_is_not_asked_for() -> None:
    assert items(REQUEST, "J'ai un tableau à accrocher, il me faudrait une perceuse") == [
        ("perceuse", None, None)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Pour mes courses : du lait, 6 œufs et une baguette",
        "Mes courses svp :\n- lait\n- 6 œufs\n- une baguette",
    ],
)
def test_a_shopping_list_has_an_item_for_each_thing(text: str) -> None:
    act = fill(REQUEST, text)
    assert [(item.name, item.quantity) for item in act.items] == [
        ("lait", None),
        ("œuf", 6),
        ("baguette", 1),
    ]
    assert act.category is Category.GROCERIES


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("Courses : deux litres de lait", 2, "litre"),
        ("Courses : lait 2 litres", 2, "litre"),
        ("Courses : un litre et demi de lait", 1.5, "litre"),
        ("Courses : lait x3", 3, None),
        ("Courses : 50cl de lait", 50, "cl"),
        ("Courses : trois grandes bouteilles de lait", 3, "bouteille"),
    ],
)
def test_an_amount_has_a_number_and_a_singular_unit(text: str, quantity: float, unit: str | None) -> None:
    assert items(REQUEST, text) == [("lait", quantity, unit)]


def test_a_dozen_is_twelve() -> None:
    assert items(REQUEST, "Qui aurait une douzaine de chaises à prêter ?") == [("chaise", 12, None)]


def test_an_article_counts_nothing_outside_a_list() -> None:
    assert items(REQUEST, "Qui me prête une échelle ?") == [("échelle", None, None)]


def test_a_size_is_no_amount() -> None:
    assert items(REQUEST, "Qui me prête une échelle 3 mètres ?") == [("échelle", None, None)]


@pytest.mark.parametrize(
    ("kind", "text", "mode"),
    [
        (OFFER, "Je vends un vélo, 50 €", Mode.SELL),
        (OFFER, "Je donne un vélo", Mode.GIVE),
        (OFFER, "Je prête mon vélo ce week-end", Mode.LEND),
        (REQUEST, "Quelqu'un peut me prêter un vélo ?", Mode.LEND),
        (OFFER, "J'échange un vélo contre une trottinette", Mode.SWAP),
        (REQUEST, "Vous connaissez un bon plombier ?", Mode.ADVICE),
        (REQUEST, "Qui peut garder mon chat ce week-end ?", Mode.SERVICE),
    ],
)
def test_the_mode_is_how_it_changes_hands(kind: ActKind, text: str, mode: Mode) -> None:
    assert fill(kind, text).mode is mode


def test_a_bare_need_leaves_the_mode_open() -> None:
    assert fill(REQUEST, "Besoin d'une perceuse").mode is None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Besoin d'une perceuse", Category.TOOLS),
        ("Quelqu'un pour garder mon chat ?", Category.PETCARE),
        ("Qui aurait une machine à raclette ?", Category.KITCHEN),
        ("Je cherche une nounou pour ma fille", Category.CHILDCARE),
    ],
)
def test_the_category_is_the_things_or_the_works(text: str, category: Category) -> None:
    assert fill(REQUEST, text).category is category


def test_urgent_is_only_what_says_so() -> None:
    assert fill(REQUEST, "URGENT j'ai besoin d'un plombier tout de suite").urgent
    assert not fill(REQUEST, "J'aurais besoin d'un plombier, ce n'est pas urgent").urgent
    assert not fill(REQUEST, "J'aurais besoin d'un plombier").urgent


def test_on_whose_behalf_it_is_asked() -> None:
    assert fill(REQUEST, "Ma voisine n'est pas sur le groupe, elle cherche un fauteuil roulant").for_other
    assert not fill(REQUEST, "Je cherche un fauteuil roulant").for_other


def test_a_part_without_names_takes_those_of_the_whole_message() -> None:
    reader, filler = engine()
    context = Context("fr", datetime(2025, 3, 12, 18, 0))
    whole = reader.read("Ma perceuse ? Qui la veut ?", context).analysis
    part = whole.part(3, len(whole.tokens))
    assert not part.hits
    assert [item.name for item in filler.fill(OFFER, part, whole).items] == ["perceuse"]


def test_the_evidence_is_where_the_item_stands() -> None:
    text = "Bonjour, j'aurais besoin d'une perceuse svp"
    (evidence,) = fill(REQUEST, text).evidence
    assert (evidence.rule, text[evidence.start : evidence.end]) == ("item.catalogue", "perceuse")


@pytest.mark.parametrize("kind", ActKind)
@pytest.mark.parametrize(
    "text", ["", "?", "\n\n", "🙂🙂", "1/0 kg de pain", "x" * 5_000, "2 " * 3_000, "d'" * 900, "\x00ﷺ½²"]
)
def test_no_text_is_too_odd(kind: ActKind, text: str) -> None:
    assert fill(kind, text).kind is kind


def test_most_items_of_messages_that_were_not_learnt_from_are_found() -> None:
    rows = [json.loads(line) for line in (CORPUS / "dev-fr.jsonl").read_text("utf-8").splitlines()]
    found = wanted = 0
    for row in rows:
        for act in row["acts"]:
            if act["act"] in {"request", "offer"}:
                names = {item.name for item in fill(ActKind(act["act"]), row["text"]).items}
                wanted += len(act["items"])
                found += sum(not names.isdisjoint(item["name"].split("|")) for item in act["items"])
    assert found / wanted > 0.6
