"""Which acts a message does, or silence: the trained part has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.acts import ActKind
from bot.intent.linear import LinearModel
from bot.intent.message import Message

WEIGHTS = Path(__file__).parent / "weights"
SILENCE = "none"
"""The label of a message that does nothing for the bot."""
SURE_ENOUGH = 0.85
"""The chance that a message does something from which on it is read so (cross-validated: 96 % of
misleading chatter is left alone)."""
_HINT = 0.02
"""A second act must have this chance in the whole message for its sentences to be looked at…"""
_ALONE = 0.8
"""…and this one in a sentence taken alone."""
_MOST_SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Decision:
    """An act, how sure it is (0 to 1), and the sentences from `first` to before `after` that do it."""

    kind: ActKind
    confidence: float
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The acts of a message in order, and the chance that it does anything."""

    decisions: tuple[Decision, ...]
    chance: float
    likeliest: ActKind


class ActModel:
    """Decides about messages taken apart."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model
        self._silence = model.labels.index(SILENCE)
        self._kinds = {i: ActKind(label) for i, label in enumerate(model.labels) if label != SILENCE}

    @classmethod
    def load(cls, path: Path = WEIGHTS / "acts.weights") -> ActModel:
        """Read the weights that the training wrote."""
        return cls(LinearModel.read(path))

    def decide(self, message: Message, features: list[str]) -> Verdict:
        """Decide which acts a message does. `features` are its own, given once for all."""
        chances = self._model.probabilities(features)
        likeliest = self._best(chances)
        chance = 1 - chances[self._silence]
        if chance < SURE_ENOUGH:
            return Verdict((), chance, self._kinds[likeliest])
        first = Decision(self._kinds[likeliest], chances[likeliest], 0, len(message.sentences))
        return Verdict(self._with_others(message, chances, first), chance, first.kind)

    def reasons(self, features: list[str], kind: ActKind | None) -> list[tuple[str, float]]:
        """Give the features that spoke most for an act, or for silence, heaviest first."""
        return self._model.reasons(features, SILENCE if kind is None else kind)

    def _best(self, chances: list[float]) -> int:
        return max(self._kinds, key=chances.__getitem__)

    def _with_others(self, message: Message, chances: list[float], first: Decision) -> tuple[Decision, ...]:
        """Look for a second act in the sentences, and share them out."""
        hinted = {kind for i, kind in self._kinds.items() if chances[i] >= _HINT and kind is not first.kind}
        count = len(message.sentences)
        if not hinted or not 1 < count <= _MOST_SENTENCES:
            return (first,)
        owners: list[tuple[ActKind | None, float]] = []
        for number in range(count):
            alone = self._model.probabilities(message.part(number, number + 1).features())
            best = self._best(alone)
            kind = self._kinds[best]
            wanted = kind in hinted and alone[best] >= _ALONE
            own = kind is first.kind and alone[best] >= 1 / 2
            owners.append((kind if wanted or own else None, alone[best]))
        others = {kind: chance for kind, chance in owners if kind is not None and kind is not first.kind}
        if not others or all(kind is not first.kind for kind, _ in owners):
            return (first,)
        second = max(others, key=others.__getitem__)
        return _shared_out(first, Decision(second, others[second], 0, 0), [kind for kind, _ in owners])


def _shared_out(one: Decision, two: Decision, owners: list[ActKind | None]) -> tuple[Decision, ...]:
    """Give each act its sentences: from its first one on to where the other's begin."""
    starts = sorted((owners.index(each.kind), each) for each in (one, two))
    (_, early), (cut, late) = starts
    return (
        Decision(early.kind, early.confidence, 0, cut),
        Decision(late.kind, late.confidence, cut, len(owners)),
    )
