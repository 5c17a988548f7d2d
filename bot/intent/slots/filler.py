"""What an act is about: items with their amounts, category, mode, urgency, on whose behalf."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.acts import Act, ActKind, Category, Evidence, Item, Mode
from bot.intent.analysis import Analysis
from bot.intent.catalogue import Catalogue, Concept
from bot.intent.linear import LinearModel
from bot.intent.slots.amounts import Amount, loose_amount
from bot.intent.slots.candidates import Candidate, find_candidates
from bot.intent.slots.items import ItemChooser
from bot.intent.slots.naming import name_of
from bot.intent.slots.pack import SlotPack, load_pack
from bot.intent.slots.sheet import Sheet
from bot.intent.slots.topic import implied_concepts, informed_features, topic_features, topics_of

WEIGHTS = Path(__file__).parent.parent / "weights"
NAMING = frozenset({ActKind.REQUEST, ActKind.OFFER, ActKind.LOST, ActKind.FOUND, ActKind.CLOSE})
"""The acts that name what they are about."""
OPEN = "open"
"""The label of an act that leaves its mode open."""
YES, NO = "yes", "no"
SURE = 0.6
"""The chance from which on an act is taken as urgent, or as made for somebody else."""
_COUNTED = frozenset({Category.GROCERIES, Category.HEALTH})
"""On these lists "une baguette" means one; elsewhere an article counts nothing."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The models that look at a part as a whole, once its items are known."""

    category: LinearModel
    mode: LinearModel
    urgent: LinearModel
    for_other: LinearModel

    @classmethod
    def read(cls, weights: Path) -> Heads:
        """Read the four models; raises ValueError where a file is none, OSError where one is missing."""
        return cls(*(LinearModel.read(weights / f"slots-{name}.bin") for name in cls.__slots__))


class SlotFiller:
    """Fills the slots of acts, in the languages whose packs it has."""

    def __init__(
        self,
        packs: Mapping[str, SlotPack],
        catalogue: Catalogue,
        topic: LinearModel,
        items: ItemChooser,
        heads: Heads,
    ) -> None:
        self._packs = packs
        self._catalogue = catalogue
        self._topic = topic
        self._items = items
        self._heads = heads

    @classmethod
    def load(cls, languages: Sequence[str], catalogue: Catalogue, weights: Path = WEIGHTS) -> SlotFiller:
        """Load packs and weights."""
        packs = {language: load_pack(language) for language in languages}
        topic = LinearModel.read(weights / "slots-topic.bin")
        return cls(packs, catalogue, topic, ItemChooser.read(weights), Heads.read(weights))

    def fill(self, kind: ActKind, analysis: Analysis, whole: Analysis) -> Act:
        """Fill what the part of a message that does an act says about it; its time is read elsewhere.

        Where the part is empty of names, the whole message is looked at.
        """
        sheet = Sheet(analysis, self._packs[analysis.language])
        topics = topics_of(self._topic, topic_features(sheet, kind))
        chosen = self._choose(sheet, kind, topics) if kind in NAMING else []
        if kind in NAMING and not chosen and len(whole.tokens) > len(analysis.tokens):
            return self.fill(kind, whole, whole)
        concepts = [None if each.hit is None else each.hit.concept for each in chosen]
        features = head_features(sheet, kind, topics, concepts)
        category = Category(self._heads.category.best(features)[0])
        mode = self._heads.mode.best(features)[0]
        return Act(
            kind,
            items=tuple(self._item(sheet, each, category, alone=len(chosen) == 1) for each in chosen),
            category=category,
            mode=None if mode == OPEN else Mode(mode),
            urgent=_says_yes(self._heads.urgent, features),
            for_other=_says_yes(self._heads.for_other, features),
            evidence=tuple(_evidence(sheet, each) for each in chosen),
        )

    def _choose(self, sheet: Sheet, kind: ActKind, topics: Mapping[str, float]) -> list[Candidate]:
        candidates = find_candidates(sheet, implied_concepts(sheet, topics, self._catalogue))
        return [each.candidate for each in self._items.choose(sheet, candidates, kind, topics)]

    def _item(self, sheet: Sheet, candidate: Candidate, category: Category, *, alone: bool) -> Item:
        amount = candidate.amount or (loose_amount(sheet) if alone else None)
        quantity = unit = None
        if amount is not None:
            quantity, unit = _amount(amount, category)
        concept = None if candidate.hit is None else candidate.hit.concept.id
        return Item(name_of(sheet, candidate, self._catalogue), quantity, unit, concept)


def head_features(
    sheet: Sheet, kind: ActKind, topics: Mapping[str, float], concepts: Sequence[Concept | None]
) -> set[str]:
    """Describe a part for the models that look at it as a whole."""
    features = informed_features(topics, concepts, kind, sheet)
    features.update(f"p:{phrase.name}" for phrase in sheet.phrases)
    words = [sheet.word(i) for i in range(min(len(sheet.folded), 200))]
    features.update(f"b:{one} {two}" for one, two in itertools.pairwise(words))
    features.update(f"q:{name}|{kind}" for own in sheet.classes for name in own)
    return features


def _amount(amount: Amount, category: Category) -> tuple[float | None, str | None]:
    """Give quantity and unit; an article counts only on a list or before a unit."""
    if amount.article and amount.unit is None and category not in _COUNTED:
        return None, None
    return amount.value, amount.unit


def _says_yes(model: LinearModel, features: set[str]) -> bool:
    return model.probabilities(features)[model.labels.index(YES)] >= SURE


def _evidence(sheet: Sheet, candidate: Candidate) -> Evidence:
    rule = "item.catalogue" if candidate.hit is not None else "item.phrase"
    if candidate.implied or candidate.start >= len(sheet.tokens):
        return Evidence("item.implied", 0, len(sheet.analysis.text))
    return Evidence(rule, sheet.tokens[candidate.start].start, sheet.tokens[candidate.end - 1].end)
