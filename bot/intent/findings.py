"""What the cue rules found in a message, and how much of it they leave unexplained, as features.

A plain request is all explained: "bonjour, besoin d'une perceuse pour samedi" has a greeting, a
cue, a thing and a time. Chatter in which the same cue stands says something else besides. So each
finding is told together with the number of words that nothing accounts for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.intent.clauses import Sentence
from bot.intent.cues import Cue

_MOST_PAIRED = 8
"""So many rules of a message are told in pairs."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What rules fired where. `unknown` and `things` are the tokens of unknown words and of catalogue names."""

    cues: Sequence[Cue]
    sentences: Sequence[Sentence]
    unknown: frozenset[int]
    things: frozenset[int]
    answered: str

    def features(self) -> Iterator[str]:
        """Name what was found, each finding alone and with what stands around it."""
        fired = [cue for cue in self.cues if cue.rule.act is not None and not cue.blocked]
        left = self.unknown - {place for cue in fired for place in range(cue.start, cue.end)}
        yield from self._each(left)
        yield from self._together(fired, left)

    def _each(self, left: frozenset[int]) -> Iterator[str]:
        for cue in self.cues:
            rule = cue.rule
            if rule.act is None:
                yield f"r:blocker {rule.id}"
                continue
            if cue.blocked:
                yield f"r:blocked {rule.id}"
                yield f"r:blocked {rule.act} {cue.blocked}"
                continue
            here = next(each for each in self.sentences if each.start <= cue.start < each.end)
            around = range(here.start, here.end)
            mark = "?" if here.mark == "?" else "."
            thing = "thing" if not self.things.isdisjoint(around) else "nothing"
            rest = _some(sum(place in left for place in around))
            yield f"r:{rule.id}"
            yield f"r:{rule.act} answers {self.answered}"
            yield f"r:{rule.id} {mark} {thing}"
            yield f"r:{rule.id} rest {rest}"
            yield f"r:{rule.act} {thing} rest {rest}"
            if cue.start == here.start:
                yield f"r:{rule.id} first"

    def _together(self, fired: Sequence[Cue], left: frozenset[int]) -> Iterator[str]:
        acts = sorted({str(cue.rule.act) for cue in fired if cue.rule.strong})
        blockers = sorted({cue.rule.id for cue in self.cues if cue.rule.act is None})
        rest = _some(len(left))
        yield f"r:only {' '.join(acts)}"
        yield f"r:only {' '.join(acts)} rest {rest} answers {self.answered}"
        yield f"r:rest {rest}"
        for act in acts:
            yield f"r:{act} besides {' '.join(blockers)}"
        names = sorted({cue.rule.id for cue in fired})[:_MOST_PAIRED]
        for one, two in itertools.combinations(names, 2):
            yield f"r:{one} and {two}"


def _some(count: int) -> str:
    """Give a number as people see it: none, one, two, a few, many."""
    return str(count) if count < 3 else "3" if count < 5 else "5" if count < 9 else "9"
