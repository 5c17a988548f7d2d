"""Which of a message's times is the act's, and what the others add to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.intent.text import Token
from bot.intent.when.clock import in_part
from bot.intent.when.mention import Clock, Days, Mention, Role
from bot.intent.when.pack import Pack

_ENDS = frozenset(".!?…\n")
_PAUSES = frozenset(",;:()")
_NEAR = 5
"""So many words before a time say whether it is the act's own."""
_SHORTLY = 3
"""So many words before a time say that it is a correction."""
_DAY, _SPAN, _BARE_DATE, _HOUR, _WEAK = 40, 36, 30, 28, 16
"""How likely a kind of expression is the act's time."""


def choose(mentions: Sequence[Mention], tokens: Sequence[Token], pack: Pack) -> Mention | None:
    """Return the mention that an act in this text means, completed by the others, or None."""
    scene = _Scene(tokens, pack)
    candidates = [mention for mention in mentions if mention.dated and not scene.drops(mention)]
    best = max(
        (one for one in candidates if scene.suits(one)),
        key=lambda mention: (scene.rank(mention), -mention.start),
        default=None,
    )
    if best is None or (best.weak and best.days is None):
        return None
    return _completed(best, candidates, scene)


class _Scene:
    """The words around the times of a message."""

    def __init__(self, tokens: Sequence[Token], pack: Pack) -> None:
        self._words = [token.folded for token in tokens]
        self._pack = pack
        self.sentence: list[int] = []
        """For each token, the number of its sentence."""
        self._pulls: Counter[int] = Counter()
        self._going: set[int] = set()
        number = 0
        for token in tokens:
            self.sentence.append(number)
            self._pulls[number] += token.folded in pack.pull
            if token.folded in pack.going:
                self._going.add(number)
            number += token.text in _ENDS

    def drops(self, mention: Mention) -> bool:
        """Tell whether the words around say that this is no time of an act's own."""
        if mention.days is not None and mention.days.shape == "season":
            return True
        if mention.moment is not None or (mention.days is not None and mention.days.shape == "ahead"):
            return mention.role is Role.AT and not self._counts_down(mention)
        before = self._before(mention)
        if not self._pack.drop.isdisjoint(before) or (before and before[0] in self._pack.negation):
            return True
        bounds = mention.days is None or mention.role is Role.UNTIL or mention.days.from_now
        return bounds and not mention.recurring and not self._pack.shut.isdisjoint(before)

    def _counts_down(self, mention: Mention) -> bool:
        """Tell whether "dans une heure", "in 2 days" is when somebody goes, asks or offers something."""
        going = self.sentence[mention.start] in self._going
        asked = mention.moment is None and self.pulls(mention) > 0
        return going or asked or "target" in self._pack.phrases.get((self._words[mention.start],), ())

    def suits(self, mention: Mention) -> bool:
        """Tell whether this may be the act's time by itself: not somebody else's hour, nor any Sunday's."""
        if mention.days is None:
            own = mention.recurring or mention.moment is not None
            return own or self._pack.aside.isdisjoint(self._before(mention))
        if mention.days.shape == "daily":
            return mention.clock is not None
        return not (mention.weak and mention.days.shape == "weekday")

    def rank(self, mention: Mention) -> int:
        """Return how likely this is the act's time; more is likelier."""
        if mention.weak:
            rank = _BARE_DATE if mention.days is not None and mention.days.shape == "date" else _WEAK
        elif mention.days is None:
            rank = _HOUR
        else:
            rank = _SPAN if mention.days.from_now else _DAY
        if mention.role is not Role.AT:
            rank -= 1
        if not self._pack.aside.isdisjoint(self._before(mention)) or self._denied(mention):
            rank -= 3
        if self._corrects(mention):
            rank += 4
        return rank + min(self.pulls(mention), 2)

    def pulls(self, mention: Mention) -> int:
        """Return how many words of its sentence ask or offer something."""
        return self._pulls[self.sentence[mention.start]]

    def _corrects(self, mention: Mention) -> bool:
        """Tell whether this is said instead of what stands before: "samedi, non pardon, dimanche"."""
        before = self._words[max(mention.start - _SHORTLY, 0) : mention.start]
        return not self._pack.correction.isdisjoint(before)

    def _denied(self, mention: Mention) -> bool:
        """Tell whether the clause goes on to say no: "mercredi je ne peux pas", "demain tout est fermé"."""
        for word in self._words[mention.end : mention.end + _NEAR]:
            if word in _PAUSES or word in _ENDS:
                return False
            if word in self._pack.negation or word in self._pack.shut:
                return True
        return False

    def _before(self, mention: Mention) -> list[str]:
        """Return the words shortly before, back to the beginning of the clause."""
        words: list[str] = []
        for index in range(mention.start - 1, max(mention.start - _NEAR, 0) - 1, -1):
            if self._words[index] in _PAUSES or self._words[index] in _ENDS:
                break
            words.append(self._words[index])
        return words


def _completed(best: Mention, candidates: Sequence[Mention], scene: _Scene) -> Mention:
    """Add to a day what the rest of the message says of it."""
    if best.days is None or best.closing is not None or best.role not in {Role.AT, Role.FROM}:
        return best
    others = [other for other in candidates if other is not best and other.moment is None]
    for other in others:
        if _widens(best.days, other) or _narrows(best.days, other):
            return other
    if not best.days.single or _exact(best):
        return best
    own = scene.sentence[best.start]
    others.sort(key=lambda other: (scene.sentence[other.start] != own, not _exact(other)))
    for other in others:
        clock = _hour_for(best, other, scene)
        if clock is not None:
            role = other.role if best.role is Role.AT else Role.AT
            return replace(best, clock=clock, role=Role.AT, clock_role=role)
    return best


def _hour_for(best: Mention, other: Mention, scene: _Scene) -> Clock | None:
    """Return the hour that another expression says for the best one's day, if it does."""
    clock = other.clock
    if clock is None or not _same_day(best, other):
        return None
    if scene.sentence[other.start] != scene.sentence[best.start]:
        if best.clock is not None and other.days is None and not scene.pulls(other):
            return None  # "mercredi soir ?… Ils dorment à 20h"
        clock = replace(clock, halves=False)
    if best.clock is None:
        return clock
    return in_part(clock, best.clock) if clock.exact else None


def _exact(mention: Mention) -> bool:
    return mention.clock is not None and mention.clock.exact


def _same_day(best: Mention, other: Mention) -> bool:
    """Tell whether the other's hour can be one of the best one's day."""
    if best.days is None or other.days is None or (best.role is Role.FROM and other.recurring):
        return True
    listed = best.recurring and other.recurring and 0 <= other.start - best.end <= 1
    return listed or (other.days.single and other.days.first == best.days.first)


def _narrows(days: Days, other: Mention) -> bool:
    """Tell whether the other says when in this span: "ce week-end… samedi 20h"."""
    if days.single or other.days is None or not other.days.single or other.clock is None:
        return False
    return other.role is Role.AT and days.first <= other.days.first <= days.last


def _widens(days: Days, other: Mention) -> bool:
    """Tell whether the other says how long what begins on this day, or in this span, lasts."""
    if other.days is None or other.days.shape != "range" or other.days.single:
        return False
    return days.first <= other.days.first <= days.last
