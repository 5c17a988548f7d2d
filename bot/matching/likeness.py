"""How well one item does for another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.acts import Act, Category, Item
from bot.intent.catalogue import KIND_OF, Catalogue
from bot.intent.near_miss import is_slip
from bot.matching.reasons import Reason, ReasonKind

COVERED = 0.85
"""A broad offer answers a particular request."""
SPECIFIC_FOR_GENERAL = 0.9
"""A folding chair, where any chair was asked for."""
SAME_HEAD = 0.75
_NAMED_OTHERWISE = 0.3
_ANY_OF_CATEGORY = 0.65


@dataclass(frozen=True, slots=True)
class Likeness:
    """The best pair of items of two acts, and why."""

    reason: Reason
    wanted: Item | None = None
    had: Item | None = None

    @property
    def degree(self) -> float:
        """0 to 1."""
        return self.reason.degree


def likenesses(wanted: Act, had: Act, catalogue: Catalogue) -> Iterator[Likeness]:
    """Find the best answer to every item wanted, or compare the categories where one act names nothing."""
    if not wanted.items or not had.items:
        yield _of_categories(wanted, had, catalogue)
        return
    for one in wanted.items:
        yield max(
            (Likeness(_compare(one, wanted.category, two, catalogue), one, two) for two in had.items),
            key=lambda likeness: likeness.degree,
        )


def _of_categories(wanted: Act, had: Act, catalogue: Catalogue) -> Likeness:
    category = wanted.category
    for item in had.items:
        concept = catalogue.get(item.concept) if item.concept else None
        if concept is not None and category in concept.answers:
            return Likeness(Reason(ReasonKind.COVERS, str(category), item.name, COVERED), None, item)
    same = category is not None and category is had.category
    return Likeness(
        Reason(ReasonKind.SAME_CATEGORY, str(category), str(category), _ANY_OF_CATEGORY if same else 0.0)
    )


def _compare(wanted: Item, category: Category | None, had: Item, catalogue: Catalogue) -> Reason:
    one = catalogue.get(wanted.concept) if wanted.concept else None
    two = catalogue.get(had.concept) if had.concept else None
    if one is None or two is None:
        covers = two is not None and category in two.answers
        alike = _alike(catalogue.words(wanted.name), catalogue.words(had.name))
        if covers and alike < COVERED:
            return Reason(ReasonKind.COVERS, wanted.name, had.name, COVERED)
        return Reason(ReasonKind.SAME_WORDS, wanted.name, had.name, alike)
    nearness = catalogue.nearness(one.id, two.id)
    if nearness == 1.0:
        return Reason(ReasonKind.SAME, wanted.name, had.name)
    if nearness == KIND_OF and one.id in catalogue.kinds_of(two.id):
        nearness = SPECIFIC_FOR_GENERAL
    if (one.category in two.answers or category in two.answers) and nearness < COVERED:
        return Reason(ReasonKind.COVERS, wanted.name, had.name, COVERED)
    if nearness <= _NAMED_OTHERWISE:
        return Reason(ReasonKind.SAME_CATEGORY, str(one.category), str(two.category), nearness)
    return Reason(ReasonKind.NEAR, wanted.name, had.name, nearness)


def _alike(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    """Compare two names by their words: 1 all the same, .75 the head and nothing against it, else .3 or 0."""
    if not one or not two:
        return 0.0
    if one == two or "".join(one) == "".join(two):
        return 1.0
    shared = set(one) & set(two)
    contained = shared in (set(one), set(two))
    if contained and (one[0] == two[0] or one[-1] == two[-1]):
        return SAME_HEAD
    if len(one) == len(two) == 1 and is_slip(one[0], two[0]):
        return SAME_HEAD
    return _NAMED_OTHERWISE if shared else 0.0
