"""What is decided about an act as a whole, once its items are known: category, mode, urgency, for whom."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.acts import ActKind, Category, Mode
from bot.intent.catalogue import Concept
from bot.intent.linear import LinearModel
from bot.intent.slots.sheet import Sheet
from bot.intent.slots.topic import informed_features

HEADS = ("category", "mode", "urgent", "for_other")
OPEN = "open"
"""The label of an act that leaves its mode open."""
YES, NO = "yes", "no"
SURELY_OPEN = 0.6
"""The chance from which on a mode is left open; a likely one helps to match more than none."""
URGENT_FROM, FOR_OTHER_FROM = 0.35, 0.3
"""The chances from which on an act counts as urgent, as made for somebody else: most are right, then."""
_MOST_WORDS = 300
_LONGEST_RUN = 4
_FURTHEST = 6
"""So many words apart two classes are still seen together."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the heads say of an act."""

    category: Category
    mode: Mode | None
    urgent: bool
    for_other: bool


class Heads:
    """The models that look at a part as a whole."""

    def __init__(self, models: Mapping[str, LinearModel]) -> None:
        """Take a model for each of `HEADS`."""
        self._models = models

    @classmethod
    def read(cls, weights: Path) -> Heads:
        """Read the models; raises ValueError where a file is none, OSError where one is missing."""
        return cls({name: LinearModel.read(weights / f"slots-{name}.bin") for name in HEADS})

    def judge(
        self,
        sheet: Sheet,
        kind: ActKind,
        topics: Mapping[str, float],
        concepts: Sequence[Concept | None],
    ) -> Judgement:
        """Decide about a part, by its words and by the concepts of its items (None where unknown)."""
        features = head_features(sheet, kind, topics, concepts)
        return Judgement(
            Category(self._models["category"].best(features["category"])[0]),
            self._mode(features["mode"]),
            self._chance("urgent", YES, features["urgent"]) >= URGENT_FROM,
            self._chance("for_other", YES, features["for_other"]) >= FOR_OTHER_FROM,
        )

    def _mode(self, features: set[str]) -> Mode | None:
        model = self._models["mode"]
        chances = dict(zip(model.labels, model.probabilities(features), strict=True))
        if chances.pop(OPEN) >= SURELY_OPEN:
            return None
        return Mode(max(chances, key=chances.__getitem__))

    def _chance(self, name: str, label: str, features: set[str]) -> float:
        model = self._models[name]
        return model.probabilities(features)[model.labels.index(label)]


def head_features(
    sheet: Sheet, kind: ActKind, topics: Mapping[str, float], concepts: Sequence[Concept | None]
) -> dict[str, set[str]]:
    """Describe a part for each of `HEADS`: the last two look at how it is said, not at what it is about."""
    manner = _manner(sheet, kind)
    category = informed_features(topics, concepts, kind) | manner
    category.update(f"q:{name}|{kind}" for own in sheet.classes for name in own)
    shapes = _shapes(sheet)
    said = manner | shapes
    return {
        "category": category,
        "mode": category | shapes | _terms(sheet, kind, concepts),
        "urgent": said,
        "for_other": said,
    }


def _manner(sheet: Sheet, kind: ActKind) -> set[str]:
    """Name words, pairs of words, their classes and phrases."""
    words = [sheet.word(i) for i in range(min(len(sheet.folded), _MOST_WORDS))]
    features = {f"w:{word}" for word in words if word.isalpha()}
    features.update(f"b:{one} {two}" for one, two in itertools.pairwise(words))
    features.update(f"p:{phrase.name}" for phrase in sheet.phrases)
    features.update(f"c:{name}" for own in sheet.classes for name in own)
    features.add(f"t:{kind}")
    return features


def _terms(sheet: Sheet, kind: ActKind, concepts: Sequence[Concept | None]) -> set[str]:
    """Name how the items usually change hands, beside the words that may say otherwise."""
    features: set[str] = set()
    classes = {name for own in sheet.classes for name in own}
    for concept in concepts:
        if concept is not None:
            mode = concept.mode
            features |= {f"m:{mode}", f"m:{mode}|{kind}", f"m:{concept.category}|{mode}|{kind}"}
            features.add(f"m:{mode}|{kind}|{concept.service}")
            features.update(f"m:{mode}|{name}" for name in classes)
    return features


def _shapes(sheet: Sheet) -> set[str]:
    """Name runs of words by their classes ("ME LEND THING"), and pairs of classes a few words apart."""
    row = _symbols(sheet)
    features = {
        f"s:{' '.join(row[i : i + size])}"
        for size in range(2, _LONGEST_RUN + 1)
        for i in range(len(row) - size + 1)
    }
    for i, one in enumerate(row):
        if one.isupper():
            for two in row[i + 2 : i + 1 + _FURTHEST]:
                if two.isupper() or two == "?":
                    features.add(f"d:{one}…{two}")
    return features


def _symbols(sheet: Sheet) -> list[str]:
    things = {hit.start: hit for hit in sheet.analysis.hits if not hit.weak}
    row = ["<"]
    place, size = 0, min(len(sheet.folded), _MOST_WORDS)
    while place < size:
        hit = things.get(place)
        if hit is not None and hit.end > place:
            row.append("SERVICE" if hit.concept.service else "THING")
            place = hit.end
            continue
        row.append(_symbol(sheet, place))
        place += 1
    row.append(">")
    return row


def _symbol(sheet: Sheet, index: int) -> str:
    classes, word = sheet.classes[index], sheet.word(index)
    if classes:
        return word if classes[0] == "stop" else classes[-1].upper()
    if word[0].isdigit():
        return "#"
    return "_" if word.isalpha() else word
