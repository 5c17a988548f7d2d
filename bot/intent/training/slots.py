"""Train the models of slots: items, category, mode, urgency, on whose behalf."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.acts import ActKind
from bot.intent.analysis import Analysis
from bot.intent.catalogue import Catalogue, Concept
from bot.intent.context import Context
from bot.intent.linear import LinearModel
from bot.intent.packs import Pack, choose
from bot.intent.slots.candidates import find_candidates
from bot.intent.slots.features import candidate_features, cues_of
from bot.intent.slots.filler import NAMING
from bot.intent.slots.heads import HEADS, OPEN, head_features
from bot.intent.slots.items import NO, YES, ItemChooser, chances, further_features, is_same
from bot.intent.slots.naming import name_of
from bot.intent.slots.pack import load_pack
from bot.intent.slots.sheet import Sheet
from bot.intent.slots.topic import topic_features, topics_of
from bot.intent.training.linear import fit
from bot.lang import LANGUAGES

_TAUGHT = NAMING | {ActKind.EVENT, ActKind.ALERT}
"""The acts that are about something; what an event or an alert is about has no name."""
_FOLDS = 4
_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled act in its message."""

    id: str
    analysis: Analysis
    kind: ActKind
    names: tuple[tuple[str, ...], ...]
    """The accepted names of each item."""
    category: str | None
    mode: str | None
    urgent: bool
    for_other: bool


def train(corpus: Path, weights: Path) -> None:
    """Train on the `train-*.jsonl` of a folder, and write the weights to another."""
    catalogue = Catalogue.load(LANGUAGES)
    lessons = [
        lesson for path in sorted(corpus.glob("train-*.jsonl")) for lesson in read_lessons(path, catalogue)
    ]
    models, tasks = train_items([lesson for lesson in lessons if lesson.kind in _TAUGHT], catalogue)
    written = {
        "topic": models.topic,
        "item": models.first,
        "further-item": models.further,
        **train_heads(tasks),
    }
    for name, model in written.items():
        (weights / f"slots-{name}.bin").write_bytes(model.to_bytes())


def read_lessons(path: Path, catalogue: Catalogue) -> Iterator[Lesson]:
    """Read the labelled acts of a corpus file, each with its message taken apart."""
    packs = {language: Pack.read(language) for language in LANGUAGES}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        pack = choose(packs, row["text"], row["group_lang"])
        tokens = pack.tokens(row["text"])
        context = Context(pack.language, datetime.fromisoformat(row["now"]))
        hits = catalogue.find(tokens, pack.language)
        analysis = Analysis(row["text"], pack.language, tokens, hits, context)
        for act in row["acts"]:
            yield Lesson(
                id=row["id"],
                analysis=analysis,
                kind=ActKind(act["act"]),
                names=tuple(tuple(item["name"].split("|")) for item in act["items"]),
                category=act["category"],
                mode=act["mode"],
                urgent=bool(act["urgent"]),
                for_other=bool(act["for_other"]),
            )


@dataclass(frozen=True, slots=True)
class ItemModels:
    """What the words are about, the likeliest item, the further ones."""

    topic: LinearModel
    first: LinearModel
    further: LinearModel


def train_items(lessons: Sequence[Lesson], catalogue: Catalogue) -> tuple[ItemModels, list[_Task]]:
    """Train each model on what the one before it says of messages it has not seen.

    The tasks that come back hold what these models choose in messages they have not seen.
    """
    tasks = [_Task(lesson, catalogue) for lesson in lessons]
    topical = [(topic_features(task.sheet, task.kind), task.lesson.category) for task in tasks]
    topic = fit([(f, c) for f, c in topical if c], strength=_TOPIC_STRENGTH, most=_MOST_OF_TOPIC)
    for fold in range(_FOLDS):
        others = [(f, c) for i, (f, c) in enumerate(topical) if _fold_of(i) != fold and c]
        unseen = fit(others, strength=_TOPIC_STRENGTH)
        for i, task in enumerate(tasks):
            if _fold_of(i) == fold:
                task.topics = topics_of(unseen, topical[i][0])
    rough = fit([example for task in tasks for example in task.examples()], strength=_STRENGTH)
    for task in tasks:
        task.prefer(rough)
    further: list[tuple[list[str], str]] = []
    firsts: list[LinearModel] = []
    for fold in range(_FOLDS):
        rest = [e for i, task in enumerate(tasks) if _fold_of(i) != fold for e in task.examples()]
        firsts.append(fit(rest, strength=_STRENGTH))
        for i, task in enumerate(tasks):
            if _fold_of(i) == fold:
                further += task.further_examples(firsts[fold])
    first = fit([example for task in tasks for example in task.examples()], strength=_STRENGTH)
    models = ItemModels(topic, first, fit(further, strength=_FURTHER_STRENGTH))
    for i, task in enumerate(tasks):
        task.choose(ItemChooser(firsts[_fold_of(i)], models.further))
    return models, tasks


def _fold_of(place: int) -> int:
    """Give the fold of a lesson; neighbours in a file, which may be variants of one message, share one."""
    return place // _TOGETHER % _FOLDS


def train_heads(tasks: Sequence[_Task]) -> dict[str, LinearModel]:
    """Train the models that look at a part as a whole, on the items that are found in it."""
    examples: dict[str, list[tuple[set[str], str]]] = {name: [] for name in HEADS}
    for task in tasks:
        features = head_features(task.sheet, task.kind, task.topics, task.concepts)
        lesson = task.lesson
        if lesson.category:
            examples["category"].append((features["category"], lesson.category))
        if lesson.kind is not ActKind.CLOSE:
            examples["mode"].append((features["mode"], lesson.mode or OPEN))
            examples["urgent"].append((features["urgent"], YES if lesson.urgent else NO))
            examples["for_other"].append((features["for_other"], YES if lesson.for_other else NO))
    return {name: fit(known, strength=_HEAD_STRENGTH, most=_MOST_OF_HEAD) for name, known in examples.items()}


_STRENGTH = 4
_FURTHER_STRENGTH = 1.0
_TOPIC_STRENGTH = 10
_MOST_OF_TOPIC = 20_000
_HEAD_STRENGTH = 10
_MOST_OF_HEAD = 15_000


class _Task:
    """The candidates of one act, and which gold item each is a name of."""

    def __init__(self, lesson: Lesson, catalogue: Catalogue) -> None:
        self.lesson = lesson
        self.kind = lesson.kind
        self.sheet = Sheet(lesson.analysis, load_pack(lesson.analysis.language))
        self.candidates = find_candidates(self.sheet) if self.kind in NAMING else []
        names = [name_of(self.sheet, each, catalogue) for each in self.candidates]
        self.gold = [_item_named(catalogue, name, lesson) for name in names]
        self.ignored = [False] * len(self.candidates)
        self.topics: Mapping[str, float] = {}
        """What the words make likely."""
        self.concepts: list[Concept | None] = []
        """What the items that are found are."""

    def choose(self, chooser: ItemChooser) -> None:
        """Take up the items that a chooser finds, right or wrong."""
        chosen = chooser.choose(self.sheet, self.candidates, self.kind, self.topics)
        hits = [each.candidate.hit for each in chosen]
        self.concepts = [None if hit is None else hit.concept for hit in hits]

    def examples(self) -> list[tuple[list[str], str]]:
        """Give what the first model learns from."""
        doing = cues_of(self.sheet)
        return [
            (
                candidate_features(self.sheet, self.candidates, i, self.kind, doing, self.topics),
                NO if item is None else YES,
            )
            for i, item in enumerate(self.gold)
            if not self.ignored[i]
        ]

    def prefer(self, model: LinearModel) -> None:
        """Keep one candidate for each item: a service before what it is done to, then the likeliest."""
        scores = chances(model, self.sheet, self.candidates, self.kind, self.topics)
        for item in {item for item in self.gold if item is not None}:
            named = [i for i, own in enumerate(self.gold) if own == item]
            best = max(named, key=lambda each: (not self.candidates[each].part_of, scores[each]))
            for i in named:
                self.ignored[i] = i != best

    def further_examples(self, model: LinearModel) -> list[tuple[list[str], str]]:
        """Give what the model of further items learns from, given the likeliest."""
        if not self.candidates:
            return []
        scores = chances(model, self.sheet, self.candidates, self.kind, self.topics)
        best = max(range(len(scores)), key=scores.__getitem__)
        found: list[tuple[list[str], str]] = []
        known = {self.gold[best]}
        for i in sorted(range(len(scores)), key=lambda each: -scores[each]):
            if is_same(self.candidates[i], self.candidates[best]) or scores[i] < 0.05:
                continue
            item = self.gold[i]
            right = item is not None and item not in known
            known.add(item)
            features = further_features(self.sheet, self.candidates, scores, best, i, self.kind)
            found.append((features, YES if right else NO))
        return found


def _item_named(catalogue: Catalogue, name: str, lesson: Lesson) -> int | None:
    """Give the place of the labelled item that a name stands for; the head and the words it shares decide."""
    said = catalogue.words(name)
    head = -1 if load_pack(lesson.analysis.language).head_last else 0
    for place, accepted in enumerate(lesson.names):
        for gold in map(catalogue.words, accepted):
            if not gold or not said:
                continue
            within = set(gold) <= set(said) or set(said) <= set(gold)
            if "".join(gold) == "".join(said) or (within and gold[head] == said[head]):
                return place
    return None
