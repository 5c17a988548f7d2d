"""`python -m bot.intent.training [CORPUS] [WEIGHTS]`: train every model from the labelled messages."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.intent.catalogue import Catalogue
from bot.intent.message import Reader
from bot.intent.training import slots
from bot.intent.training.acts import train_acts
from bot.intent.training.corpus import read_labelled
from bot.intent.training.sentences import plain_sentences
from bot.lang import LANGUAGES

TOP = Path(__file__).parents[3]


def main(corpus: Path, weights: Path) -> None:
    """Train on the `train-*.jsonl` of a folder, and write the weights to another."""
    weights.mkdir(exist_ok=True)
    messages = list(read_labelled(sorted(corpus.glob("train-*.jsonl"))))
    catalogue = Catalogue.load(LANGUAGES)
    plain = [each for language in LANGUAGES for each in plain_sentences(language, catalogue)]
    acts = train_acts(messages, plain, Reader.load(LANGUAGES, catalogue))
    (weights / "acts.weights").write_bytes(acts.to_bytes())
    slots.train(corpus, weights)


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:3]]
    main(*given, *(TOP / "tests" / "corpus", TOP / "bot" / "intent" / "weights")[len(given) :])
