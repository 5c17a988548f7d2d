"""A request and an offer that fit (or a lost and a found thing)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.places import Value
from bot.domain.record import Record
from bot.errors import ImpossibleStep


class MatchState(StrEnum):
    """How far the two have come."""

    FOUND = "found"
    """The engine sees it; nobody was told."""
    ASKED = "asked"
    """Whoever has the thing was asked in private."""
    AGREED = "agreed"
    DECLINED = "declined"
    MOOT = "moot"
    """Over before it was answered: found elsewhere, withdrawn, or nobody to be reached."""


_NEXT: Mapping[MatchState, frozenset[MatchState]] = {
    MatchState.FOUND: frozenset({MatchState.ASKED, MatchState.AGREED, MatchState.MOOT}),
    MatchState.ASKED: frozenset({MatchState.AGREED, MatchState.DECLINED, MatchState.MOOT}),
    MatchState.AGREED: frozenset({MatchState.DECLINED}),
    MatchState.DECLINED: frozenset(),
    MatchState.MOOT: frozenset({MatchState.FOUND, MatchState.AGREED}),
}


class Why(Value):
    """One thing that was compared: its kind, and the item or mode on either side."""

    kind: str
    wanted: str = ""
    had: str = ""


class Match(Record):
    """Two listings of opposite kinds, how well they fit, and why."""

    wanted: str
    """The listing that wants: a request or a lost thing."""
    had: str
    """The listing that has: an offer or a found thing."""
    score: float
    """0 to 1."""
    reasons: tuple[Why, ...] = ()
    state: MatchState = MatchState.FOUND

    def turned(self, state: MatchState) -> Match:
        """Give the match in its next state.

        Raises
        ------
        ImpossibleStep
            There is no way from its state to there.

        """
        if state not in _NEXT[self.state]:
            raise ImpossibleStep(f"a match that is {self.state} cannot become {state}")
        return self.model_copy(update={"state": state})


def match_id(wanted: str, had: str) -> str:
    """Give the id of the match of two listings: there is one at most."""
    return f"{wanted}-{had}"
