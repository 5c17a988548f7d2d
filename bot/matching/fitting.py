"""How well an offer answers a request, or a found thing a lost one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.acts import SERVICES, Act, ActKind, Category, Interval, Mode
from bot.intent.catalogue import Catalogue
from bot.matching.likeness import Likeness, likenesses
from bot.matching.reasons import Reason, ReasonKind

ENOUGH = 0.6
"""The score from which two neighbours are put in touch; below it a match is at most suggested."""
ANSWERS = {
    ActKind.REQUEST: ActKind.OFFER,
    ActKind.OFFER: ActKind.REQUEST,
    ActKind.LOST: ActKind.FOUND,
    ActKind.FOUND: ActKind.LOST,
}
"""Which kind of act may answer which."""
_FULL = 0.6
"""From this likeness an item of a list counts as answered."""
_SOON = timedelta(hours=1)
_ERRANDS = frozenset({Category.GROCERIES, Category.FOOD, Category.HEALTH})
"""What may be bought for somebody or given from the cupboard, as well one as the other."""
_OF_THINGS = frozenset({Mode.LEND, Mode.GIVE, Mode.SELL, Mode.SWAP})
_OF_SERVICES = frozenset({Mode.SERVICE, Mode.ADVICE})
_THING_FOR_SERVICE = 0.4
"""Somebody to mend a washing machine was asked for, a washing machine is for sale."""
_MODES: dict[Mode | None, dict[Mode | None, float]] = {
    None: {Mode.SELL: 0.85, Mode.SWAP: 0.85, Mode.ADVICE: 0.85},
    Mode.LEND: {
        Mode.GIVE: 0.95,
        Mode.SHARE: 0.9,
        Mode.SELL: 0.45,
        Mode.SWAP: 0.5,
        Mode.SERVICE: 0.8,
        Mode.ADVICE: 0.4,
    },
    Mode.GIVE: {
        None: 0.9,
        Mode.LEND: 0.55,
        Mode.SELL: 0.45,
        Mode.SWAP: 0.6,
        Mode.SHARE: 0.9,
        Mode.ADVICE: 0.4,
    },
    Mode.SELL: {None: 0.9, Mode.SWAP: 0.7, Mode.LEND: 0.5, Mode.SHARE: 0.7, Mode.ADVICE: 0.5},
    Mode.SWAP: {None: 0.8, Mode.GIVE: 0.9, Mode.SELL: 0.55, Mode.LEND: 0.5, Mode.ADVICE: 0.4},
    Mode.SERVICE: {
        Mode.ADVICE: 0.8,
        Mode.SHARE: 0.9,
        Mode.SELL: 0.85,
        Mode.SWAP: 0.75,
        Mode.GIVE: 0.85,
        Mode.LEND: 0.75,
    },
    Mode.ADVICE: {Mode.SHARE: 0.8, Mode.SELL: 0.7, Mode.SWAP: 0.6, Mode.GIVE: 0.6, Mode.LEND: 0.5},
    Mode.SHARE: {
        Mode.SERVICE: 0.9,
        Mode.LEND: 0.85,
        Mode.GIVE: 0.85,
        Mode.SELL: 0.6,
        Mode.ADVICE: 0.6,
        Mode.SWAP: 0.8,
    },
}
"""What was asked, what is offered, and how well the two go; 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two acts fit, 0 to 1, and what speaks for and against."""

    score: float
    reasons: tuple[Reason, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether the two neighbours are put in touch."""
        return self.score >= ENOUGH


def fit(wanted: Act, had: Act, catalogue: Catalogue) -> Fit:
    """Judge how well an offer answers a request, or a found thing a lost one; 0 for any other two acts."""
    if wanted.kind not in (ActKind.REQUEST, ActKind.LOST) or ANSWERS[wanted.kind] is not had.kind:
        return Fit(0.0)
    found = [likeness for likeness in likenesses(wanted, had, catalogue) if likeness.degree > 0]
    if not found:
        return Fit(0.0)
    best = max(found, key=lambda likeness: likeness.degree)
    answered = sum(likeness.degree >= _FULL for likeness in found)
    share = 0.85 + 0.15 * answered / max(len(wanted.items), 1) if answered else 1.0
    reasons = [best.reason, *_circumstances(wanted, had, best, catalogue)]
    score = share
    for reason in reasons:
        score *= reason.degree
    return Fit(round(score, 3), tuple(reasons))


def _circumstances(wanted: Act, had: Act, best: Likeness, catalogue: Catalogue) -> Iterator[Reason]:
    if wanted.kind is ActKind.REQUEST:
        yield from _mode(wanted, had, best, catalogue)
        yield from _time(wanted, had)
        yield from _quantity(best)
    yield from _audience(best, catalogue)
    yield from _detail(wanted, best, catalogue)


def _mode(wanted: Act, had: Act, best: Likeness, catalogue: Catalogue) -> Iterator[Reason]:
    degree = _MODES[wanted.mode].get(had.mode, 1.0)
    one, two = _is_service(wanted, best, catalogue), _is_service(had, best, catalogue)
    crossed = one is not None and two is not None and one is not two
    if crossed and best.reason.kind in (ReasonKind.SAME, ReasonKind.SAME_WORDS):
        degree = min(degree, _THING_FOR_SERVICE)
    if (wanted.mode is not None and had.mode is not None) or degree < 1:
        kind = ReasonKind.MODE_FITS if degree >= 0.8 else ReasonKind.MODE_DIFFERS
        yield Reason(kind, _said(wanted, service=one), _said(had, service=two), degree)


def _said(act: Act, *, service: bool | None) -> str:
    return str(act.mode or ("service" if service else "thing"))


def _is_service(act: Act, best: Likeness, catalogue: Catalogue) -> bool | None:
    """Tell whether an act is about doing something, or about a thing (False); None where either will do."""
    item = best.wanted if act.kind is ActKind.REQUEST else best.had
    concept = catalogue.get(item.concept) if item is not None and item.concept else None
    if act.category in _ERRANDS or act.mode is Mode.SHARE:
        return None
    if (concept is not None and concept.service) or act.mode in _OF_SERVICES:
        return True
    if act.mode in _OF_THINGS:
        return False
    if act.category in SERVICES and (concept is None or concept.category is not act.category):
        return True
    return None


def _time(wanted: Act, had: Act) -> Iterator[Reason]:
    if wanted.when is None or had.when is None:
        return
    if _meet(wanted.when, had.when):
        yield Reason(ReasonKind.TIME_FITS)
        return
    lasting = had.mode in (Mode.GIVE, Mode.SELL) or wanted.mode is Mode.ADVICE
    yield Reason(ReasonKind.TIME_DIFFERS, degree=0.8 if lasting else 0.4)


def _meet(one: Interval, two: Interval) -> bool:
    return one.start - _SOON <= two.end and two.start - _SOON <= one.end and _share_a_day(one, two)


def _share_a_day(one: Interval, two: Interval) -> bool:
    return one.start.date() <= two.end.date() and two.start.date() <= one.end.date()


def _quantity(best: Likeness) -> Iterator[Reason]:
    if best.wanted is None or best.had is None or best.wanted.unit != best.had.unit:
        return
    asked, there = best.wanted.quantity, best.had.quantity
    if asked is not None and there is not None and 0 < there < asked:
        degree = 0.9 if there * 2 >= asked else 0.65
        yield Reason(ReasonKind.QUANTITY_SHORT, f"{asked:g}", f"{there:g}", degree)


def _audience(best: Likeness, catalogue: Catalogue) -> Iterator[Reason]:
    if best.wanted is None or best.had is None:
        return
    one, two = (catalogue.audience(item.name, item.concept) for item in (best.wanted, best.had))
    if one is not None and two is not None and one != two:
        degree = 0.75 if {one, two} == {"baby", "child"} else 0.5
        yield Reason(ReasonKind.AUDIENCE_DIFFERS, one, two, degree)


def _detail(wanted: Act, best: Likeness, catalogue: Catalogue) -> Iterator[Reason]:
    """Compare what else the names say: places of a ride, sizes, the colour of a cat."""
    if best.wanted is None or best.had is None or best.reason.kind is ReasonKind.COVERS:
        return
    one, two = set(catalogue.words(best.wanted.name)), set(catalogue.words(best.had.name))
    only_one, only_two = one - two, two - one
    sizes = _numbers(only_one), _numbers(only_two)
    matters = wanted.kind is ActKind.LOST or wanted.category is Category.TRANSPORT
    if all(sizes) or (matters and only_one and only_two and one & two):
        yield Reason(ReasonKind.DETAIL_DIFFERS, best.wanted.name, best.had.name, 0.5)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(letter.isdigit() for letter in word)}
