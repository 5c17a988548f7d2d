"""Promises: who does it, and how that ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain.record import Record
from bot.errors import ImpossibleStep


class PledgeState(StrEnum):
    """Where a promise stands."""

    MADE = "made"
    KEPT = "kept"
    DROPPED = "dropped"


_NEXT: Mapping[PledgeState, frozenset[PledgeState]] = {
    PledgeState.MADE: frozenset({PledgeState.KEPT, PledgeState.DROPPED}),
    PledgeState.KEPT: frozenset(),
    PledgeState.DROPPED: frozenset(),
}


class Pledge(Record):
    """One neighbour's promise on a listing; its id is the listing's, for a listing has one at a time."""

    by: str
    """The neighbour who took the listing up."""
    at: datetime
    counterpart: str | None = None
    """The other listing that it answers with, if that was on the books: a request's offer, or the reverse."""
    open_to_see: bool = True
    """Said before the group: the card may name them."""
    state: PledgeState = PledgeState.MADE

    def turned(self, state: PledgeState) -> Pledge:
        """Give the pledge in its next state.

        Raises
        ------
        ImpossibleStep
            A pledge that is kept or dropped stays so.

        """
        if state not in _NEXT[self.state]:
            raise ImpossibleStep(f"a pledge that is {self.state} cannot become {state}")
        return self.model_copy(update={"state": state})
