"""`python -m bot.intent.training [CORPUS] [WEIGHTS]`: train every model from the labelled messages."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.intent.catalogue import Catalogue
from bot.intent.message import Reader
from bot.intent.training import slots
from bot.intent.training.acts import lessons, train_acts
from bot.intent.training.corpus import read_labelled

TOP = Path(__file__).parents[3]
LANGUAGES = ("fr", "en")


def main(corpus: Path, weights: Path) -> None:
    """Train on the `train-*.jsonl` of a folder, and write the weights to another."""
    weights.mkdir(exist_ok=True)
    messages = list(read_labelled(sorted(corpus.glob("train-*.jsonl"))))
    reader = Reader.load(LANGUAGES, Catalogue.load(LANGUAGES))
    (weights / "acts.weights").write_bytes(train_acts(lessons(messages, reader)).to_bytes())
    slots.train(corpus, weights)


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:3]]
    main(*given, *(TOP / "tests" / "corpus", TOP / "bot" / "intent" / "weights")[len(given) :])
