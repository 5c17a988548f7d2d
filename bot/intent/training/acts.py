"""Train the model that decides which act a message does, or none."""

from __future__ import annotations

from collections.abc import Sequence

from bot.intent.decision import SILENCE
from bot.intent.linear import LinearModel
from bot.intent.message import Reader
from bot.intent.training.corpus import Labelled
from bot.intent.training.linear import fit

Example = tuple[list[str], str]

_SCALE = {"k": 0.7, "x": 0.5, "r": 0.6}
"""How loud each group of features may speak, by cross-validation; the others 1."""
_MOST = 40_000
_PLAIN = 0.5
"""What a made sentence counts beside a written message, by cross-validation."""


def lessons(messages: Sequence[Labelled], reader: Reader) -> list[Example]:
    """Give each message's features, and its first act: the others are found in its sentences."""
    return [
        (reader.read(each.text, each.context).features(), each.acts[0] if each.acts else SILENCE)
        for each in messages
    ]


def train_acts(messages: Sequence[Labelled], plain: Sequence[Labelled], reader: Reader) -> LinearModel:
    """Fit the model on what people wrote, and on plain sentences; takes half a minute."""
    weights = [1.0] * len(messages) + [_PLAIN] * len(plain)
    return fit(lessons([*messages, *plain], reader), scale=_SCALE, most=_MOST, weights=weights)
