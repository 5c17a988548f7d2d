"""How well offers answer requests, and found things lost ones."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.acts import Act, ActKind, Category, Interval, Item, Mode
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context, Reading
from bot.matching import ENOUGH, Fit, Reason, ReasonKind, fit, match_line


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(("fr", "en"))


def thing(name: str, concept: str | None = None, quantity: float | None = None) -> Item:
    return Item(name, quantity, concept=concept)


def request(
    *items: Item,
    category: Category | None = None,
    mode: Mode | None = None,
    when: Interval | None = None,
    kind: ActKind = ActKind.REQUEST,
) -> Act:
    return Act(kind, items, category, mode, when)


def offer(
    *items: Item,
    category: Category | None = None,
    mode: Mode | None = None,
    when: Interval | None = None,
    kind: ActKind = ActKind.OFFER,
) -> Act:
    return Act(kind, items, category, mode, when)


def hours(day: int, start: int, end: int) -> Interval:
    return Interval(datetime(2026, 3, day, start), datetime(2026, 3, day, end))


DRILL = thing("perceuse", "drill")
LADDER = thing("échelle", "ladder")
TOOLS = Category.TOOLS


def kinds(found: Fit) -> set[ReasonKind]:
    return {reason.kind for reason in found.reasons}


def test_the_same_thing_fits_in_whatever_language(catalogue: Catalogue) -> None:
    found = fit(
        request(DRILL, category=TOOLS), offer(thing("hammer drill", "drill"), category=TOOLS), catalogue
    )
    assert found == Fit(1.0, (Reason(ReasonKind.SAME, "perceuse", "hammer drill"),))
    assert found.is_enough


def test_something_near_fits_less(catalogue: Catalogue) -> None:
    found = fit(request(LADDER), offer(thing("escabeau", "stepladder")), catalogue)
    assert ENOUGH <= found.score < 1
    assert kinds(found) == {ReasonKind.NEAR}


def test_a_particular_thing_answers_a_general_request_better_than_the_reverse(catalogue: Catalogue) -> None:
    chair, folding = thing("chaise", "chair"), thing("chaise pliante", "folding_chair")
    particular = fit(request(chair), offer(folding), catalogue).score
    general = fit(request(folding), offer(chair), catalogue).score
    assert particular > general >= ENOUGH


def test_two_tools_are_no_match(catalogue: Catalogue) -> None:
    found = fit(request(DRILL, category=TOOLS), offer(LADDER, category=TOOLS), catalogue)
    assert 0 < found.score < ENOUGH
    assert fit(request(DRILL, category=TOOLS), offer(thing("chat", "cat")), catalogue).score == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ActKind.REQUEST, ActKind.REQUEST),
        (ActKind.OFFER, ActKind.REQUEST),
        (ActKind.REQUEST, ActKind.FOUND),
        (ActKind.LOST, ActKind.OFFER),
        (ActKind.EVENT, ActKind.OFFER),
    ],
)
def test_only_opposite_kinds_fit(catalogue: Catalogue, one: ActKind, other: ActKind) -> None:
    assert fit(request(DRILL, kind=one), offer(DRILL, kind=other), catalogue).score == 0


def test_a_lost_cat_fits_a_found_one_but_not_one_of_another_look(catalogue: Catalogue) -> None:
    def lost(name: str) -> Act:
        return request(thing(name, "cat"), kind=ActKind.LOST)

    def found(name: str) -> Act:
        return offer(thing(name, "cat"), kind=ActKind.FOUND)

    assert fit(lost("chat noir"), found("chat"), catalogue).is_enough
    other = fit(lost("chat noir"), found("chat roux"), catalogue)
    assert not other.is_enough
    assert ReasonKind.DETAIL_DIFFERS in kinds(other)


def test_a_sale_is_a_worse_answer_to_a_loan_than_a_loan_or_a_gift(catalogue: Catalogue) -> None:
    scores = {
        mode: fit(request(DRILL, mode=Mode.LEND), offer(DRILL, mode=mode), catalogue).score
        for mode in (Mode.LEND, Mode.GIVE, Mode.SELL)
    }
    assert scores[Mode.LEND] == 1
    assert scores[Mode.GIVE] >= ENOUGH > scores[Mode.SELL]


def test_what_is_given_answers_any_request_for_a_thing(catalogue: Catalogue) -> None:
    for mode in (None, Mode.LEND, Mode.GIVE, Mode.SELL, Mode.SWAP):
        assert fit(request(DRILL, mode=mode), offer(DRILL, mode=Mode.GIVE), catalogue).is_enough


def test_a_machine_for_sale_does_not_mend_one(catalogue: Catalogue) -> None:
    machine = thing("lave-linge", "washing_machine")
    found = fit(
        request(machine, category=Category.REPAIR, mode=Mode.SERVICE),
        offer(machine, category=Category.ELECTRONICS, mode=Mode.SELL),
        catalogue,
    )
    assert not found.is_enough
    assert ReasonKind.MODE_DIFFERS in kinds(found)


def test_times_that_do_not_meet_keep_neighbours_apart(catalogue: Catalogue) -> None:
    wanted = request(DRILL, mode=Mode.LEND, when=hours(21, 9, 12))
    assert fit(wanted, offer(DRILL, mode=Mode.LEND, when=hours(21, 11, 18)), catalogue).is_enough
    assert fit(wanted, offer(DRILL, mode=Mode.LEND), catalogue).is_enough
    other_day = fit(wanted, offer(DRILL, mode=Mode.LEND, when=hours(22, 9, 12)), catalogue)
    assert not other_day.is_enough
    assert ReasonKind.TIME_DIFFERS in kinds(other_day)


def test_an_hour_is_not_taken_to_the_minute(catalogue: Catalogue) -> None:
    at_six, half_past = (
        hours(21, 18, 18),
        Interval(datetime(2026, 3, 21, 18, 30), datetime(2026, 3, 21, 18, 30)),
    )
    ride = thing("trajet", "carpool")
    assert fit(request(ride, when=at_six), offer(ride, when=half_past), catalogue).is_enough
    assert not fit(request(ride, when=at_six), offer(ride, when=hours(21, 9, 9)), catalogue).is_enough


def test_too_few_are_a_worse_answer(catalogue: Catalogue) -> None:
    def chairs(number: float) -> Item:
        return thing("chaise", "chair", number)

    enough = fit(request(chairs(8)), offer(chairs(10)), catalogue)
    most = fit(request(chairs(8)), offer(chairs(6)), catalogue)
    few = fit(request(chairs(60)), offer(chairs(4)), catalogue)
    assert enough.score > most.score >= ENOUGH
    assert few.score < most.score
    assert Reason(ReasonKind.QUANTITY_SHORT, "60", "4", few.reasons[-1].degree) in few.reasons


def test_a_child_does_not_ride_a_grown_up_s_bike(catalogue: Catalogue) -> None:
    found = fit(request(thing("vélo enfant", "bike")), offer(thing("adult bike", "bike")), catalogue)
    assert not found.is_enough
    assert ReasonKind.AUDIENCE_DIFFERS in kinds(found)


def test_a_ride_elsewhere_does_not_help(catalogue: Catalogue) -> None:
    def ride(place: str) -> Item:
        return thing(f"covoiturage {place}", "carpool")

    there = request(ride("Lyon"), category=Category.TRANSPORT)
    assert fit(there, offer(ride("lyon"), category=Category.TRANSPORT), catalogue).is_enough
    assert not fit(there, offer(ride("Nantes"), category=Category.TRANSPORT), catalogue).is_enough


@pytest.mark.parametrize(
    ("wanted", "category", "had"),
    [
        (thing("lait", "milk"), Category.GROCERIES, thing("courses", "shopping")),
        (thing("truffe blanche"), Category.GROCERIES, thing("marché", "market")),
        (thing("robinet", "tap_repair"), Category.REPAIR, thing("bricolage", "handyman")),
        (thing("perruche", "bird"), Category.PETCARE, thing("garde d'animaux", "pet_sitting")),
        (thing("doliprane", "painkiller"), Category.HEALTH, thing("pharmacie", "pharmacy")),
        (thing("maths", "maths_tutoring"), Category.TUTORING, thing("soutien scolaire", "homework_help")),
    ],
)
def test_a_broad_offer_covers_what_is_of_its_sort(
    catalogue: Catalogue, wanted: Item, category: Category, had: Item
) -> None:
    assert fit(request(wanted, category=category), offer(had, mode=Mode.SERVICE), catalogue).is_enough


def test_a_shopping_list_fits_whoever_has_some_of_it(catalogue: Catalogue) -> None:
    shopping = request(thing("lait", "milk"), thing("pain", "bread"), category=Category.GROCERIES)
    both = fit(shopping, offer(thing("courses", "shopping")), catalogue)
    some = fit(shopping, offer(thing("pain", "bread"), mode=Mode.GIVE, category=Category.FOOD), catalogue)
    assert both.is_enough
    assert some.is_enough


def test_a_category_alone_is_enough_only_where_a_side_names_nothing(catalogue: Catalogue) -> None:
    assert fit(request(category=Category.MOVING), offer(category=Category.MOVING), catalogue).is_enough
    assert not fit(request(category=Category.MOVING), offer(category=Category.REPAIR), catalogue).is_enough
    assert not fit(request(), offer(), catalogue).is_enough


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        ("theremin", "Theremins", True),
        ("theremin moog", "theremin", True),
        ("théremin", "therremin", True),
        ("cuve inox", "cuve en inox", True),
        ("cuve inox", "vis inox", False),
        ("theremin", "orgue", False),
        ("", "", False),
        ("—", "…", False),
    ],
)
def test_unknown_things_are_compared_by_their_words(
    catalogue: Catalogue, one: str, other: str, *, enough: bool
) -> None:
    assert fit(request(thing(one)), offer(thing(other)), catalogue).is_enough is enough


def test_an_id_of_another_catalogue_is_an_unknown_thing(catalogue: Catalogue) -> None:
    gone = thing("theremin", "theremin_of_old")
    assert fit(request(gone), offer(thing("theremin")), catalogue).is_enough


def test_reasons_read_as_sentences(catalogue: Catalogue) -> None:
    found = fit(request(DRILL, mode=Mode.LEND), offer(DRILL, mode=Mode.SELL, when=hours(1, 8, 9)), catalogue)
    assert [str(reason) for reason in found.reasons] == [
        "perceuse is what is offered",
        "lend was asked, but sell is offered",
    ]
    for kind in ReasonKind:
        assert str(Reason(kind, "a", "b"))


class Saying:
    """A reader that takes the text for the thing's name, and a leading `?` for a request."""

    def parse(self, text: str, context: Context) -> Reading:
        return Reading((self.read_as(ActKind.REQUEST, text[1:], context),)) if text[:1] == "?" else Reading()

    def read_as(self, kind: ActKind, text: str, context: Context) -> Act:
        return Act(kind, (Item(text),))


def pair(wanted: str, had: str) -> dict[str, object]:
    def side(text: str) -> dict[str, str]:
        return {"text": text, "lang": "fr", "now": "2026-03-17T09:30"}

    return {"id": "p1", "request": side(wanted), "offer": side(had)}


def test_a_line_is_answered_with_a_line(catalogue: Catalogue) -> None:
    assert match_line(pair("theremin", "theremin"), Saying(), catalogue) == {
        "id": "p1",
        "match": True,
        "score": 1.0,
        "why": ["theremin and theremin are named alike"],
    }


def test_an_offer_that_turns_out_to_be_a_request_answers_nothing(catalogue: Catalogue) -> None:
    assert match_line(pair("theremin", "?theremin"), Saying(), catalogue)["match"] is False


@pytest.mark.parametrize("line", [{}, {"request": {"text": 3}}, {"request": {"text": "x"}, "offer": 1}])
def test_a_line_that_is_no_pair_is_refused(catalogue: Catalogue, line: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="pair"):
        match_line(line, Saying(), catalogue)
