"""All open listings, found by what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from bot.acts import Act, ActKind, Item
from bot.intent.catalogue import Catalogue
from bot.intent.near_miss import SHORTEST, deletes
from bot.matching.fitting import ANSWERS, ENOUGH, Fit, fit

_NEAR_ENOUGH = 0.5
"""Concepts less near than this cannot make a match that is enough, so they are not looked up."""


class Index:
    """Listings under their concepts, the words of unknown things, and their categories.

    A look-up compares only with listings that share one of these, so its cost does not grow with
    the number of listings of other things.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._acts: dict[str, Act] = {}
        self._under: defaultdict[tuple[ActKind, str], dict[str, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._acts)

    def add(self, key: str, act: Act) -> None:
        """Take up a listing, in the place of an earlier one of this key."""
        self.discard(key)
        self._acts[key] = act
        for heading in self._headings(act):
            self._under[act.kind, heading][key] = None

    def discard(self, key: str) -> None:
        """Forget a listing, if it is there."""
        act = self._acts.pop(key, None)
        if act is None:
            return
        for heading in self._headings(act):
            place = act.kind, heading
            keys = self._under.get(place)
            if keys is None:
                continue
            keys.pop(key, None)
            if not keys:
                del self._under[place]

    def matches(
        self, act: Act, allowed: Callable[[str], bool] = lambda _: True, least: float = ENOUGH
    ) -> list[tuple[str, Fit]]:
        """Give the listings that answer an act, or that it answers, best first.

        `allowed` says of a key whether its listing may be looked at: not the author's own.
        """
        wants = act.kind in (ActKind.REQUEST, ActKind.LOST)
        fits: list[tuple[str, Fit]] = []
        for key in self.candidates(act):
            if not allowed(key):
                continue
            other = self._acts[key]
            found = fit(act, other, self._catalogue) if wants else fit(other, act, self._catalogue)
            if found.score >= least:
                fits.append((key, found))
        return sorted(fits, key=lambda match: -match[1].score)

    def candidates(self, act: Act) -> list[str]:
        """Give the listings that are compared with an act, each once."""
        kind = ANSWERS.get(act.kind)
        if kind is None:
            return []
        keys: dict[str, None] = {}
        for heading in self._wanted_headings(act):
            keys.update(self._under.get((kind, heading), {}))
        return list(keys)

    def _headings(self, act: Act) -> Iterator[str]:
        """Give what a listing stands under."""
        yield f"category {act.category}"
        if not act.items:
            yield f"anything {act.category}"
        for item in act.items:
            concept = self._catalogue.get(item.concept) if item.concept else None
            if concept is None:
                yield from _word_headings(item, self._catalogue)
                continue
            yield f"concept {concept.id}"
            yield f"category {concept.category}"
            for category in concept.answers:
                yield f"covers {category}"

    def _wanted_headings(self, act: Act) -> Iterator[str]:
        """Give what the listings that may answer an act, or that it may answer, stand under."""
        offers = act.kind is ActKind.OFFER
        yield f"anything {act.category}"
        yield f"category {act.category}" if not act.items else f"covers {act.category}"
        for item in act.items:
            concept = self._catalogue.get(item.concept) if item.concept else None
            if concept is None:
                yield from _word_headings(item, self._catalogue)
                continue
            yield f"concept {concept.id}"
            for near, degree in self._catalogue.near(concept.id).items():
                if degree >= _NEAR_ENOUGH:
                    yield f"concept {near}"
            if offers:
                yield from (f"category {category}" for category in concept.answers)
            else:
                yield f"covers {concept.category}"


def _word_headings(item: Item, catalogue: Catalogue) -> Iterator[str]:
    words = catalogue.words(item.name)
    for word in {words[0], words[-1]} if words else ():
        yield f"word {word}"
    if len(words) == 1 and len(words[0]) >= SHORTEST and words[0].isalpha():
        for less in deletes(words[0]):
            yield f"nearly {less}"
        yield f"nearly {words[0]}"
