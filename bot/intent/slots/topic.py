"""What a part of a message is about, from all its words: before its items are known, and with them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from bot.acts import ActKind, Category
from bot.intent.catalogue import Concept
from bot.intent.linear import LinearModel
from bot.intent.slots.sheet import MOST_WORDS, Sheet

_PIECE = 5
_SHORTEST = 5


def topic_features(sheet: Sheet, kind: ActKind) -> set[str]:
    """Describe a part as a whole: words, pairs of words, pieces of longer words, what the catalogue knows."""
    words = [sheet.word(i) for i in range(min(len(sheet.folded), MOST_WORDS))]
    features = {f"w:{word}" for word in words if word[0].isalpha()}
    features.update(f"b:{one} {two}" for one, two in itertools.pairwise(words))
    for word in set(words):
        if len(word) >= _SHORTEST:
            marked = f"<{word[:40]}>"
            features.update(f"c:{marked[i : i + _PIECE]}" for i in range(len(marked) - _PIECE + 1))
    categories = set()
    for place, hit in enumerate(sheet.analysis.hits[:MOST_WORDS]):
        concept = hit.concept
        categories.add(concept.category)
        features |= {
            f"h:{concept.id}",
            f"k:{concept.category}",
            f"k:{concept.category}|{concept.service}|{kind}",
        }
        if place == 0:
            features.add(f"k:first {concept.category}")
        if not hit.weak:
            features.add(f"k:sure {concept.category}")
    if len(categories) == 1:
        features.add(f"k:only {min(categories)}")
    features.add(f"t:{kind}")
    return features


def topics_of(model: LinearModel, features: Iterable[str]) -> dict[str, float]:
    """Give the probability of each category; 0 for one that the model has never met."""
    found = dict.fromkeys(map(str, Category), 0.0)
    found.update(zip(model.labels, model.probabilities(features), strict=True))
    return found


def informed_features(
    topics: Mapping[str, float], concepts: Sequence[Concept | None], kind: ActKind
) -> set[str]:
    """Describe a part by what its words make likely and by the items that were found in it."""
    ranked = sorted(topics, key=lambda each: -topics[each])
    features = {
        f"t:{kind}",
        f"r:{ranked[0]}",
        f"r:{ranked[0]}|{ranked[1]}",
        f"r:{ranked[0]}|{round(topics[ranked[0]] * 4)}",
    }
    known = [concept for concept in concepts if concept is not None]
    features.add(f"n:{min(len(concepts), 4)}|{len(known) == len(concepts)}|{kind}")
    for concept in known:
        category = concept.category
        features |= {
            f"h:{concept.id}",
            f"k:{category}",
            f"k:{category}|{concept.service}|{kind}",
            f"r:{ranked[0]}|{category}",
            f"r:{category}|{round(topics[category] * 5)}",
            f"h:{concept.id}|{ranked[0]}",
            f"h:{concept.id}|{kind}",
        }
    return features
