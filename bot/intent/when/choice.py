"""Which of a message's times is the act's, and what the others add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.intent.text import Token
from bot.intent.when.clock import in_part
from bot.intent.when.mention import Days, Mention, Role
from bot.intent.when.pack import Pack

_ENDS = frozenset(".!?…\n")
_PAUSES = frozenset(",;:()")
_NEAR = 5
"""So many words before a time say whether it is the act's own."""


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
        number = 0
        for token in tokens:
            self.sentence.append(number)
            number += token.text in _ENDS

    def drops(self, mention: Mention) -> bool:
        """Tell whether the words around say that this is no time of an act's own."""
        if mention.days is not None and mention.days.shape == "season":
            return True
        if mention.moment is not None or (mention.days is not None and mention.days.shape == "ahead"):
            return mention.role is Role.AT and self._pack.going.isdisjoint(self._sentence_words(mention))
        before = self._before(mention)
        if not self._pack.drop.isdisjoint(before) or (before and before[0] in self._pack.negation):
            return True
        bounds = mention.days is None or mention.role is Role.UNTIL or mention.days.from_now
        return bounds and not mention.recurring and not self._pack.shut.isdisjoint(before)

    def suits(self, mention: Mention) -> bool:
        """Tell whether this may be the act's time by itself: not somebody else's hour."""
        if mention.days is not None or mention.recurring or mention.moment is not None:
            shape = mention.days.shape if mention.days else ""
            return not (mention.weak and shape == "weekday") and not (
                shape == "daily" and mention.clock is None
            )
        return self._pack.aside.isdisjoint(self._before(mention))

    def rank(self, mention: Mention) -> int:
        """Return how likely this is the act's time; more is likelier."""
        days = mention.days
        rank = 40
        if mention.weak:
            rank = 30 if days is not None and days.shape == "date" else 16
        elif days is None:
            rank = 28
        elif days.from_now:
            rank = 36
        if mention.role is not Role.AT:
            rank -= 1
        if not self._pack.aside.isdisjoint(self._before(mention)):
            rank -= 3
        return rank + min(self.pulls(mention), 2)

    def pulls(self, mention: Mention) -> int:
        """Return how many words of its sentence ask or offer something."""
        return sum(word in self._pack.pull for word in self._sentence_words(mention))

    def _before(self, mention: Mention) -> list[str]:
        """Return the words shortly before, back to the beginning of the clause."""
        words: list[str] = []
        for index in range(mention.start - 1, max(mention.start - _NEAR, 0) - 1, -1):
            if self._words[index] in _PAUSES or self._words[index] in _ENDS:
                break
            words.append(self._words[index])
        return words

    def _sentence_words(self, mention: Mention) -> list[str]:
        own = self.sentence[mention.start]
        return [word for word, sentence in zip(self._words, self.sentence, strict=True) if sentence == own]


def _completed(best: Mention, candidates: Sequence[Mention], scene: _Scene) -> Mention:
    """Add to a day the hour that the rest of the message says for it."""
    if best.days is None or best.moment is not None or best.closing is not None:
        return best
    if best.role not in {Role.AT, Role.FROM}:
        return best
    others = [other for other in candidates if other is not best and other.moment is None]
    for other in others:
        if _widens(best.days, other) or _narrows(best.days, other):
            return other
    if not best.days.single:
        return best
    own = scene.sentence[best.start]
    for other in sorted(others, key=lambda one: (scene.sentence[one.start] != own, not _exact(one))):
        clock = other.clock if _adds_to(best, other) else None
        if clock is None or (best.clock is not None and best.clock.exact):
            continue
        if scene.sentence[other.start] != own:
            clock = replace(clock, halves=False)
            if best.clock is not None and other.days is None and not scene.pulls(other):
                continue  # "mercredi soir ?… Ils dorment à 20h"
        if best.clock is not None:
            clock = in_part(clock, best.clock) if clock.exact else None
        if clock is not None:
            role = other.role if best.role is Role.AT else Role.AT
            return replace(best, clock=clock, role=Role.AT, clock_role=role)
    return best


def _exact(mention: Mention) -> bool:
    return mention.clock is not None and mention.clock.exact


def _adds_to(best: Mention, other: Mention) -> bool:
    """Tell whether the other's hour is one for the best one's day."""
    if best.days is None or other.days is None:
        return True
    return _same_day(best.days, other.days) or (best.role is Role.FROM and other.recurring)


def _narrows(days: Days, other: Mention) -> bool:
    """Tell whether the other says when in this span: "ce week-end… samedi 20h"."""
    if days.single or other.days is None or not other.days.single or other.clock is None:
        return False
    return other.role is Role.AT and days.first <= other.days.first <= days.last


def _same_day(days: Days, other: Days) -> bool:
    return other.single and other.first == days.first


def _widens(days: Days, other: Mention) -> bool:
    """Tell whether the other says how long what begins on this day lasts."""
    return (
        other.days is not None
        and other.days.shape == "range"
        and not other.days.single
        and (other.days.first == days.first if days.single else days.first <= other.days.first <= days.last)
    )
