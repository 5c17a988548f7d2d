"""What an act is about: items with their amounts, category, mode, urgency, on whose behalf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.acts import Act, ActKind, Category, Evidence, Item, Mode
from bot.intent.analysis import Analysis
from bot.intent.catalogue import Catalogue
from bot.intent.linear import LinearModel
from bot.intent.slots.amounts import loose_amount
from bot.intent.slots.candidates import Candidate, find_candidates
from bot.intent.slots.heads import Heads
from bot.intent.slots.items import ItemChooser
from bot.intent.slots.naming import name_of
from bot.intent.slots.pack import SlotPack, load_pack
from bot.intent.slots.sheet import Sheet
from bot.intent.slots.topic import topic_features, topics_of

WEIGHTS = Path(__file__).parent.parent / "weights"
NAMING = frozenset({ActKind.REQUEST, ActKind.OFFER, ActKind.LOST, ActKind.FOUND, ActKind.CLOSE})
"""The acts that name what they are about."""
_COUNTED = frozenset({Category.GROCERIES, Category.HEALTH})
"""On these lists "une baguette" means one; elsewhere an article counts nothing."""
_USED_UP = frozenset({Category.GROCERIES, Category.HEALTH, Category.FOOD, Category.GARDEN})
"""What is weighed and measured; elsewhere "20 litres" after a name is a size."""


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
        found = self._heads.judge(sheet, kind, topics, concepts)
        listed = found.category in _COUNTED and found.mode is Mode.SERVICE
        return Act(
            kind,
            items=tuple(
                self._item(sheet, each, found.category, listed=listed, alone=len(chosen) == 1)
                for each in chosen
            ),
            category=found.category,
            mode=found.mode,
            urgent=found.urgent,
            for_other=found.for_other,
            evidence=tuple(_evidence(sheet, each) for each in chosen),
        )

    def _choose(self, sheet: Sheet, kind: ActKind, topics: Mapping[str, float]) -> list[Candidate]:
        candidates = find_candidates(sheet)
        return [each.candidate for each in self._items.choose(sheet, candidates, kind, topics)]

    def _item(
        self, sheet: Sheet, candidate: Candidate, category: Category, *, listed: bool, alone: bool
    ) -> Item:
        used_up = category in _USED_UP
        service = candidate.hit is not None and candidate.hit.concept.service
        amount = candidate.amount
        if amount is candidate.after and amount is not None and amount.is_measure and not used_up:
            amount = candidate.before
        if amount is None and alone:
            amount = loose_amount(sheet, measured=used_up)
        name = name_of(sheet, candidate, self._catalogue)
        concept = None if candidate.hit is None else candidate.hit.concept.id
        if amount is None or (amount.article and amount.unit is None and (service or not listed)):
            return Item(name, concept=concept)
        return Item(name, amount.value, amount.unit, concept)


def _evidence(sheet: Sheet, candidate: Candidate) -> Evidence:
    rule = "item.catalogue" if candidate.hit is not None else "item.phrase"
    return Evidence(rule, sheet.tokens[candidate.start].start, sheet.tokens[candidate.end - 1].end)
