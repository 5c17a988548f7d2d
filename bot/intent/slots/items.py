"""Which of the names in a message are what is asked or offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.acts import ActKind
from bot.intent.linear import LinearModel
from bot.intent.slots.candidates import Candidate
from bot.intent.slots.features import candidate_features, cues_of
from bot.intent.slots.sheet import Sheet

YES, NO = "yes", "no"
SURE = 0.5
"""From this probability on, a further name is an item beside the likeliest one."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate that is an item, and how sure that is (0 to 1)."""

    candidate: Candidate
    chance: float


class ItemChooser:
    """Chooses items in two steps: the likeliest name, then those that stand beside it as its equals."""

    def __init__(self, first: LinearModel, further: LinearModel) -> None:
        self._first = first
        self._further = further

    @classmethod
    def read(cls, weights: Path) -> ItemChooser:
        """Read the two models; raises ValueError where a file is none, OSError where one is missing."""
        return cls(
            LinearModel.read(weights / "slots-item.bin"), LinearModel.read(weights / "slots-further-item.bin")
        )

    def choose(
        self, sheet: Sheet, candidates: Sequence[Candidate], kind: ActKind, topics: Mapping[str, float]
    ) -> list[Chosen]:
        """Give the items of an act among the names of its part, in the order of the text."""
        if not candidates:
            return []
        scores = chances(self._first, sheet, candidates, kind, topics)
        best = max(range(len(candidates)), key=scores.__getitem__)
        chosen = [Chosen(candidates[best], scores[best])]
        for place in sorted(range(len(candidates)), key=lambda each: -scores[each]):
            own = candidates[place]
            if scores[place] < _HOPELESS or any(is_same(own, other.candidate) for other in chosen):
                continue
            chance = yes(self._further, further_features(sheet, candidates, scores, best, place, kind))
            if chance >= SURE:
                chosen.append(Chosen(own, chance))
        return sorted(chosen, key=lambda each: each.candidate.start)


_HOPELESS = 0.05


def yes(model: LinearModel, features: Sequence[str]) -> float:
    """Give the probability of `YES`."""
    return model.probabilities(features)[model.labels.index(YES)]


def chances(
    model: LinearModel,
    sheet: Sheet,
    candidates: Sequence[Candidate],
    kind: ActKind,
    topics: Mapping[str, float],
) -> list[float]:
    """Give the probability of each candidate to be an item, whatever the others are."""
    doing = cues_of(sheet)
    return [
        yes(model, candidate_features(sheet, candidates, i, kind, doing, topics))
        for i in range(len(candidates))
    ]


def is_same(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates are one thing: they overlap, or the catalogue knows both as the same."""
    if one.start < other.end and other.start < one.end:
        return True
    return one.hit is not None and other.hit is not None and one.hit.concept is other.hit.concept


def further_features(
    sheet: Sheet,
    candidates: Sequence[Candidate],
    scores: Sequence[float],
    best: int,
    place: int,
    kind: ActKind,
) -> list[str]:
    """Describe how a candidate stands to the likeliest one."""
    own, top = candidates[place], candidates[best]
    step = 1 if place > best else -1
    low, high = (top.end, own.opening) if step > 0 else (own.end, top.opening)
    between = range(low, high)
    source = ("open" if own.hit is None else "hit") + ("" if top.hit is not None else "/open")
    features = [
        f"score={round(scores[place] * 10)}",
        f"scores={round(scores[place] * 5)}/{round(scores[best] * 5)}",
        f"{kind}|{source}",
        f"side={step}",
        f"steps={min(abs(place - best), 4)}",
        f"gap={min(len(between), 8)}",
        f"between={' '.join(sheet.folded[i] for i in between) if 0 < len(between) < 4 else len(between) > 0}",
        f"clauses={min(abs(sheet.clauses[own.start] - sheet.clauses[top.start]), 3)}",
        f"line={sheet.opens(own.opening)}{sheet.opens(top.opening)}",
        f"amounts={_has_amount(own)}{_has_amount(top)}",
        f"amount={_has_amount(own)}",
        f"many={min(sum(score > SURE for score in scores), 6)}",
        f"after={sheet.delimits(own.end)}{sheet.delimits(top.end)}",
        f"joined={_joins(sheet, between)}",
    ]
    features += [f"score={round(scores[place] * 5)}|joined={_joins(sheet, between)}"]
    features += [f"in between={name}" for name in {n for i in between for n in sheet.classes[i]}]
    if own.hit is not None and top.hit is not None:
        mine, theirs = own.hit.concept, top.hit.concept
        features += [
            f"category={mine.category is theirs.category}",
            f"category={mine.category}/{theirs.category}",
            f"services={mine.service}{theirs.service}",
        ]
    return features


def _has_amount(candidate: Candidate) -> bool:
    return candidate.amount is not None and candidate.amount.value is not None


def _joins(sheet: Sheet, between: range) -> str:
    """Tell what links two names: nothing but commas, amounts, "et" and articles make a list."""
    joined = any(sheet.is_in(i, "join") for i in between)
    if all(_is_light(sheet, i) for i in between):
        return "list" + ("+" if joined else "")
    return "text" + ("+" if joined else "")


_LIGHT = frozenset(["indefinite", "definite", "partitive", "my", "of", "join", "adjective", "hello"])


def _is_light(sheet: Sheet, index: int) -> bool:
    if sheet.delimits(index) or sheet.number(index) is not None or sheet.unit(index) is not None:
        return True
    return sheet.content[index] or not _LIGHT.isdisjoint(sheet.classes[index])
