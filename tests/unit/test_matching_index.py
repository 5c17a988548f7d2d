"""The index of open listings."""

from __future__ import annotations

import pytest

from bot.acts import Act, ActKind, Category, Item, Mode
from bot.intent.catalogue import Catalogue
from bot.matching import ENOUGH, Index


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(("fr", "en"))


@pytest.fixture
def index(catalogue: Catalogue) -> Index:
    return Index(catalogue)


def act(
    kind: ActKind,
    name: str,
    concept: str | None = None,
    category: Category | None = None,
    mode: Mode | None = None,
) -> Act:
    return Act(kind, (Item(name, concept=concept),), category, mode)


WANTED = act(ActKind.REQUEST, "perceuse", "drill", Category.TOOLS)
HAD = act(ActKind.OFFER, "perceuse", "drill", Category.TOOLS)


def keys(index: Index, asked: Act, least: float = ENOUGH) -> list[str]:
    return [key for key, _ in index.matches(asked, least=least)]


def test_an_offer_is_found_by_a_request_and_a_request_by_an_offer(index: Index) -> None:
    index.add("offer", HAD)
    index.add("request", WANTED)
    assert keys(index, WANTED) == ["offer"]
    assert keys(index, HAD) == ["request"]


def test_the_best_comes_first_and_the_earlier_of_two_equals(index: Index) -> None:
    index.add("sold", act(ActKind.OFFER, "perceuse", "drill", Category.TOOLS, Mode.SELL))
    index.add("first", HAD)
    index.add("second", HAD)
    assert keys(index, WANTED) == ["first", "second", "sold"]


def test_what_is_near_is_found(index: Index) -> None:
    index.add("stepladder", act(ActKind.OFFER, "escabeau", "stepladder", Category.TOOLS))
    assert keys(index, act(ActKind.REQUEST, "échelle", "ladder", Category.TOOLS)) == ["stepladder"]


def test_a_broad_offer_is_found_by_a_request_and_finds_it(index: Index) -> None:
    errand = act(ActKind.OFFER, "marché", "market", Category.GROCERIES, Mode.SERVICE)
    list_ = Act(ActKind.REQUEST, (Item("lait", concept="milk"), Item("yuzu")), Category.GROCERIES)
    index.add("errand", errand)
    index.add("list", list_)
    assert keys(index, list_) == ["errand"]
    assert keys(index, errand) == ["list"]


def test_an_offer_that_names_nothing_is_found_by_its_category(index: Index) -> None:
    index.add("arms", Act(ActKind.OFFER, (), Category.MOVING, Mode.SERVICE))
    assert keys(index, act(ActKind.REQUEST, "portage", "carrying", Category.MOVING)) == ["arms"]


def test_unknown_things_are_found_by_their_words_and_with_a_slip(index: Index) -> None:
    index.add("theremin", act(ActKind.OFFER, "theremin"))
    for name in ("Theremins", "theremin moog", "therremin", "théremin", "thermein"):
        assert keys(index, act(ActKind.REQUEST, name)) == ["theremin"], name
    assert keys(index, act(ActKind.REQUEST, "orgue")) == []


def test_lost_and_found_find_each_other_only(index: Index) -> None:
    index.add("found", act(ActKind.FOUND, "clé", "key"))
    index.add("offered", act(ActKind.OFFER, "clé", "key"))
    assert keys(index, act(ActKind.LOST, "trousseau", "key")) == ["found"]


def test_whoever_calls_says_which_listings_may_be_looked_at(index: Index) -> None:
    index.add("mine", HAD)
    index.add("theirs", HAD)
    assert [key for key, _ in index.matches(WANTED, lambda key: key != "mine")] == ["theirs"]


def test_a_discarded_listing_is_gone_and_leaves_nothing_behind(index: Index) -> None:
    index.add("offer", HAD)
    index.add("unknown", act(ActKind.OFFER, "theremin"))
    index.discard("offer")
    index.discard("unknown")
    index.discard("never there")
    assert keys(index, WANTED) == []
    assert len(index) == 0
    assert not index._under


def test_a_listing_added_again_is_taken_in_its_new_form(index: Index) -> None:
    index.add("offer", HAD)
    index.add("offer", act(ActKind.OFFER, "échelle", "ladder", Category.TOOLS))
    assert keys(index, WANTED) == []
    assert len(index) == 1


def test_other_acts_than_listings_match_nothing(index: Index) -> None:
    index.add("offer", HAD)
    assert index.matches(act(ActKind.EVENT, "perceuse", "drill")) == []


def test_a_lower_bar_shows_what_may_be_suggested(index: Index) -> None:
    index.add("sold", act(ActKind.OFFER, "perceuse", "drill", Category.TOOLS, Mode.SELL))
    loan = act(ActKind.REQUEST, "perceuse", "drill", Category.TOOLS, Mode.LEND)
    assert keys(index, loan) == []
    assert keys(index, loan, least=0.3) == ["sold"]


def test_the_cost_does_not_grow_with_listings_of_other_things(index: Index, catalogue: Catalogue) -> None:
    index.add("drill", HAD)
    others = [concept for concept in map(catalogue.get, catalogue.ids()) if concept is not None]
    for number in range(5_000):
        concept = others[number % len(others)]
        if concept.id != "drill" and concept.id not in catalogue.near("drill"):
            index.add(f"{number}", act(ActKind.OFFER, concept.id, concept.id, concept.category))
            index.add(f"u{number}", act(ActKind.OFFER, f"bidule{number}"))
    assert len(index) > 9_000
    assert index.candidates(WANTED) == ["drill"]
