"""A linear model over named features, scored in pure Python.

Features come in groups, named by what stands before the first colon ("w:drill", "c:dri"):
within a group they are weighed by rarity and brought to length one, so that a long message
speaks no louder than a short one, and many small features don't drown a few telling ones.

All that is known of one feature is packed into a single integer, one 32-bit lane a label
and one for its rarity: adding a feature is then one addition, however many labels there are.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"palier linear 2\n"
_LANE = 4
"""Bytes of a lane: weights of 16 bits leave room for the sum of 65,000 features."""
_LARGEST = 32_767
_RARITY_STEP = 1 / 256


@dataclass(frozen=True, slots=True)
class Weights:
    """What one feature says for each label, and how rare it is (inverse document frequency)."""

    rarity: float
    labels: Sequence[float]


class LinearModel:
    """Scores labels by the features that a message has. Features without weights count nothing."""

    def __init__(
        self, labels: Sequence[str], step: float, intercept: Sequence[int], groups: Sequence[dict[str, int]]
    ) -> None:
        """Take what `read` or `of_weights` prepared.

        `step` is what the integer weight 1 is worth; `groups` hold packed weights by feature.
        """
        self.labels = tuple(labels)
        self._step = step
        self._intercept = tuple(intercept)
        self._groups = tuple(groups)
        self._lanes = struct.Struct(f"<{len(self.labels) + 1}I")
        self._middle = _middle(len(self.labels))

    @classmethod
    def of_weights(
        cls,
        labels: Sequence[str],
        intercept: Sequence[float],
        weights: Mapping[str, Weights],
        step: float = 0.01,
    ) -> LinearModel:
        """Round weights to multiples of `step`."""
        groups: dict[str, dict[str, int]] = {}
        for feature in sorted(weights):
            found = weights[feature]
            lanes = [
                _rounded(found.rarity**2, _RARITY_STEP),
                *(_rounded(w * found.rarity, step) for w in found.labels),
            ]
            packed = sum(lane << (8 * _LANE * i) for i, lane in enumerate(lanes))
            groups.setdefault(group_of(feature), {})[feature] = packed
        return cls(labels, step, [_rounded(w, step) for w in intercept], list(groups.values()))

    @classmethod
    def read(cls, path: Path) -> LinearModel:
        """Read a file that `to_bytes` made.

        Raises
        ------
        ValueError
            The file is not of this format.

        """
        content = path.read_bytes()
        if not content.startswith(_MAGIC):
            raise ValueError(f"{path.name} is not a file of linear weights")
        head, _, packed = content[len(_MAGIC) :].partition(b"\n")
        about = json.loads(head)
        body = zlib.decompress(packed)
        width = _LANE * (len(about["labels"]) + 1)
        middle = _middle(len(about["labels"]))
        from_bytes = int.from_bytes
        groups, at = [], 0
        for size, count in about["groups"]:
            names = body[at : at + size].decode().split("\n")
            at += size
            rows = range(at, at + width * count, width)
            at += width * count
            groups.append(
                {
                    name: from_bytes(body[i : i + width], "little") - middle
                    for name, i in zip(names, rows, strict=True)
                }
            )
        return cls(about["labels"], about["step"], about["intercept"], groups)

    def to_bytes(self) -> bytes:
        """Give the model as a file's content, the same for the same weights."""
        width = self._lanes.size
        body, sizes = b"", []
        for rows in self._groups:
            names = "\n".join(rows).encode()
            sizes.append([len(names), len(rows)])
            body += names + b"".join((row + self._middle).to_bytes(width, "little") for row in rows.values())
        about = {"labels": self.labels, "step": self._step, "intercept": self._intercept, "groups": sizes}
        return _MAGIC + json.dumps(about).encode() + b"\n" + zlib.compress(body, 9)

    def scores(self, features: Iterable[str]) -> list[float]:
        """Give each label's score (log-odds, up to a constant) in the order of `labels`.

        A feature given twice counts once.
        """
        there = set(features)
        step = self._step
        scores = [step * own for own in self._intercept]
        for rows in self._groups:
            known = rows.keys() & there
            if known:
                rarity, *lanes = self._unpacked(sum([rows[feature] for feature in known]))
                scale = step / math.sqrt(rarity * _RARITY_STEP)
                scores = [score + scale * lane for score, lane in zip(scores, lanes, strict=True)]
        return scores

    def probabilities(self, features: Iterable[str]) -> list[float]:
        """Give each label's probability in the order of `labels`; they add up to 1."""
        return softmax(self.scores(features))

    def best(self, features: Iterable[str]) -> tuple[str, float]:
        """Give the likeliest label and its probability."""
        chances = self.probabilities(features)
        first = max(range(len(chances)), key=chances.__getitem__)
        return self.labels[first], chances[first]

    def reasons(self, features: Iterable[str], label: str, most: int = 5) -> list[tuple[str, float]]:
        """Give the features that speak most for `label`, against the mean of all labels, heaviest first."""
        place = self.labels.index(label)
        there = set(features)
        found = []
        for rows in self._groups:
            known = {feature: self._unpacked(rows[feature]) for feature in rows.keys() & there}
            length = math.sqrt(sum(lanes[0] for lanes in known.values()) * _RARITY_STEP)
            for feature, (_, *lanes) in known.items():
                weight = self._step * (lanes[place] - sum(lanes) / len(lanes)) / length
                if weight > 0:
                    found.append((feature, weight))
        return sorted(found, key=lambda each: (-each[1], each[0]))[:most]

    def _unpacked(self, row: int) -> list[int]:
        lifted = (row + self._middle).to_bytes(self._lanes.size, "little")
        return [lane - 0x8000_0000 for lane in self._lanes.unpack(lifted)]


def group_of(feature: str) -> str:
    """Give the group of a feature: what stands before its first colon, if it has one."""
    group, colon, _ = feature.partition(":")
    return group if colon else ""


def softmax(scores: Sequence[float]) -> list[float]:
    """Turn scores into probabilities."""
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    whole = sum(grown)
    return [each / whole for each in grown]


def _rounded(weight: float, step: float) -> int:
    return max(-_LARGEST, min(_LARGEST, round(weight / step)))


def _middle(labels: int) -> int:
    """Give what lifts every lane above zero, so that lanes don't borrow from each other in bytes."""
    return sum(0x8000_0000 << (8 * _LANE * i) for i in range(labels + 1))
