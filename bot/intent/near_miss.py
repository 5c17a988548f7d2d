"""The word that somebody meant when one letter is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

SHORTEST = 5
"""A word with fewer letters is never taken for a misspelt one: too many words are one letter apart."""
_LONGEST = 32
_LONG = 7
"""From this length on, any one letter may be wrong."""


class NearMisses:
    """Known words by what is left of them without one letter, so that a look-up costs a word's length."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._without: dict[str, list[str]] = defaultdict(list)
        for word in sorted(known):
            if len(word) >= SHORTEST:
                for less in deletes(word):
                    self._without[less].append(word)

    def of(self, word: str) -> str | None:
        """Give the known word one letter away from a folded one: added, left out, changed or swapped.

        The first letter must be right, and a wrong last letter is an ending, not a slip. In a short
        word only a doubled letter or a swap is forgiven: too many short words are one letter apart.
        """
        if not SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return None
        rests = deletes(word)
        near = [*self._without.get(word, ()), *(rest for rest in rests if rest in self._known)]
        near += [known for rest in rests for known in self._without.get(rest, ()) if len(known) == len(word)]
        return next((known for known in near if len(known) >= SHORTEST and is_slip(word, known)), None)


def deletes(word: str) -> Mapping[str, None]:
    """Give what is left of a word without one of its letters, each rest once."""
    return dict.fromkeys(word[:i] + word[i + 1 :] for i in range(len(word)))


def is_slip(written: str, meant: str) -> bool:
    """Tell whether one word, a single edit away from another, is it with a slip of the finger."""
    if written == meant or written[0] != meant[0]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), -1)
    if start < 0:
        return False
    if len(written) == len(meant):
        swapped = written[start : start + 2] == meant[start + 1 : start - 1 : -1]
        if swapped and written[start + 2 :] == meant[start + 2 :]:
            return True
        return (
            len(written) >= _LONG and start < len(written) - 1 and written[start + 1 :] == meant[start + 1 :]
        )
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    if longer[start + 1 :] != shorter[start:]:
        return False
    doubled = longer[start] == longer[start - 1]
    return doubled or (len(shorter) >= _LONG and start < len(longer) - 2)
