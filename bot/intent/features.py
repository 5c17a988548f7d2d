"""What the trained part sees of a message: names of features, in groups.

`w:` words and pairs of words; `c:` letters; `k:` words by their classes; `s:` words and
classes by the sentence they stand in; `r:` what the cue rules found; `x:` circumstances.
docs/understanding.md tells what each brings.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from bot.acts import Category
from bot.intent.analysis import Analysis
from bot.intent.clauses import Sentence
from bot.intent.cues import Cue
from bot.intent.packs import Pack
from bot.intent.text import Token

_SHORTEST, _LONGEST = 2, 5
"""Letters of a piece of a word."""
_CURRENCY = frozenset(("€", "$", "£", "euro", "euros", "eur", "balles", "quid", "pounds"))
_MARKS = frozenset(("?", "!", ".", ",", ":", "…", "(", '"', "«"))
_FURTHEST = 5
"""How many symbols apart two classes of words may stand to be seen together."""


def features(analysis: Analysis, pack: Pack, sentences: Sequence[Sentence], cues: Sequence[Cue]) -> list[str]:
    """Name everything about a message that may tell what it does."""
    words = [_word(token) for token in analysis.tokens]
    row, places = _symbols(analysis, pack)
    answered = _answered(analysis)
    found = list(_letters(words))
    found.extend(_words(words, answered))
    found.extend(_shapes(row, answered))
    found.extend(_in_sentences(words, row, places, sentences))
    found.extend(_rules(cues, answered))
    found.extend(_circumstances(analysis, words, answered))
    return found


def _symbols(analysis: Analysis, pack: Pack) -> tuple[list[str], list[int]]:
    """Give a message as classes of words (`anybody have a THING ?`), and each symbol's first token."""
    hits = {hit.start: hit for hit in analysis.hits if not hit.weak}
    row: list[str] = []
    places: list[int] = []
    place = 0
    tokens = analysis.tokens
    while place < len(tokens):
        places.append(place)
        hit = hits.get(place)
        if hit is not None:
            row.append("SERVICE" if hit.concept.service else "THING")
            place = hit.end
            continue
        row.append(_symbol(tokens[place], pack))
        place += 1
    return row, places


def _symbol(token: Token, pack: Pack) -> str:
    folded = token.folded
    if folded in pack.classes:
        return pack.classes[folded][0].upper()
    if folded[0].isdigit():
        return "#"
    if folded in pack.function_words or folded in _MARKS:
        return folded
    return "_" if folded[0].isalnum() else "*"


def _answered(analysis: Analysis) -> str:
    """Name what the message replies to: an act, `chat`, or nothing."""
    quoted = analysis.context.reply_to
    if quoted is None:
        return ""
    return quoted.kind or "chat"


def _word(token: Token) -> str:
    return "#" if token.folded[0].isdigit() else token.folded


def _letters(words: Sequence[str]) -> Iterator[str]:
    for word in set(words):
        edged = f" {word[:32]} "
        size = len(edged)
        for length in range(_SHORTEST, min(_LONGEST, size) + 1):
            for start in range(size - length + 1):
                yield "c:" + edged[start : start + length]


def _words(words: Sequence[str], answered: str) -> Iterator[str]:
    row = ["<", *words, ">"]
    for word in words:
        yield "w:" + word
    for one, two in itertools.pairwise(row):
        yield f"w:{one} {two}"
    if answered:
        for word in row:
            yield f"w:{answered}|{word}"


def _shapes(row: list[str], answered: str) -> Iterator[str]:
    edged = ["<", *row, ">"]
    size = len(edged)
    for symbol in row:
        yield "k:" + symbol
    for length in (2, 3, 4):
        for start in range(size - length + 1):
            yield "k:" + " ".join(edged[start : start + length])
    yield from _far_apart(edged)
    if answered:
        for symbol in row:
            if symbol.isupper():
                yield f"k:{answered}|{symbol}"


def _far_apart(row: list[str]) -> Iterator[str]:
    """Give the pairs of classes that have other words between them."""
    for start, one in enumerate(row):
        if one.isupper():
            for two in row[start + 2 : start + 2 + _FURTHEST]:
                if two.isupper() or two == "?":
                    yield f"k:{one}…{two}"


def _in_sentences(
    words: list[str], row: list[str], places: list[int], sentences: Sequence[Sentence]
) -> Iterator[str]:
    for sentence in sentences:
        mark = "?" if sentence.mark == "?" else "."
        here = words[sentence.start : sentence.end]
        for word in here:
            yield f"s:{mark}{word}"
        for one, two in itertools.pairwise(here):
            yield f"s:{mark}{one} {two}"
        classes = [
            symbol
            for symbol, place in zip(row, places, strict=True)
            if sentence.start <= place < sentence.end and symbol.isupper()
        ]
        for size in (1, 2, 3):
            for start in range(len(classes) - size + 1):
                yield f"s:{mark}{' '.join(classes[start : start + size])}"


def _rules(cues: Sequence[Cue], answered: str) -> Iterator[str]:
    acts: set[str] = set()
    for cue in cues:
        rule = cue.rule
        if rule.act is None:
            yield f"r:blocker {rule.id}"
            yield f"r:blocker {rule.id}: {cue.pattern.written}"
        elif cue.blocked:
            yield f"r:blocked {rule.id}"
            yield f"r:blocked {rule.act} {cue.blocked}"
        else:
            yield f"r:{rule.id}"
            yield f"r:{rule.id}: {cue.pattern.written}"
            yield f"r:{rule.act} answers {answered}"
            if rule.strong:
                acts.add(rule.act)
    yield f"r:only {' '.join(sorted(acts))}"


def _circumstances(analysis: Analysis, words: list[str], answered: str) -> Iterator[str]:
    yield "x:private" if analysis.context.private else "x:group"
    yield f"x:answers {answered}"
    asks = words.count("?")
    yield f"x:asks {min(asks, 2)} answers {answered}"
    if words and words[-1] == "?":
        yield "x:ends asking"
    categories = {hit.concept.category for hit in analysis.hits if not hit.weak}
    for category in sorted(categories):
        yield f"x:about {category}"
    yield f"x:things {min(len(analysis.hits), 3)}"
    yield f"x:things {min(len(categories), 2)} asks {min(asks, 1)} answers {answered}"
    if any(one == "#" and two in _CURRENCY for one, two in itertools.pairwise(words)):
        yield f"x:price answers {answered}"
    if Category.GROCERIES in categories or Category.FOOD in categories:
        yield f"x:food {min(len(analysis.hits), 5)}"
