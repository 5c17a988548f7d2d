"""A request, an offer, a lost or a found thing on the group's books, and its life.

                  ┌────────── drop ──────────┐
                  ▼                          │
    (opened) ─▶ OPEN ──── promise ──▶ PROMISED ── hand over ──▶ LENT ── give back ─▶ RETURNED
                 │ ▲                         │                                          │ │
                 │ └─────────────────────────┼────────────── reopen ────────────────────┘ │
                 ├─ withdraw ─▶ WITHDRAWN ◀──┤                                            │
                 ├─ expire ───▶ EXPIRED      │                                            │
                 └─ finish ───▶ DONE ◀───────┴──────────────── finish ────────────────────┘

A loan that was never reported as handed over or given back can be finished from
PROMISED or LENT too: people tell the end more often than the middle.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from bot.acts import SERVICES, Act, ActKind, Category, Mode
from bot.domain.places import MessageRef
from bot.domain.record import Record
from bot.errors import ImpossibleStep


class ListingState(StrEnum):
    """Where a listing is in its life."""

    OPEN = "open"
    PROMISED = "promised"
    LENT = "lent"
    RETURNED = "returned"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    """What can happen to a listing."""

    PROMISE = "promise"
    DROP = "drop"
    HAND_OVER = "hand over"
    GIVE_BACK = "give back"
    REOPEN = "reopen"
    FINISH = "finish"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


_S = ListingState
LIFECYCLE: Mapping[ListingState, Mapping[Step, ListingState]] = {
    _S.OPEN: {
        Step.PROMISE: _S.PROMISED,
        Step.FINISH: _S.DONE,
        Step.WITHDRAW: _S.WITHDRAWN,
        Step.EXPIRE: _S.EXPIRED,
    },
    _S.PROMISED: {
        Step.DROP: _S.OPEN,
        Step.HAND_OVER: _S.LENT,
        Step.FINISH: _S.DONE,
        Step.WITHDRAW: _S.WITHDRAWN,
    },
    _S.LENT: {Step.GIVE_BACK: _S.RETURNED, Step.FINISH: _S.DONE},
    _S.RETURNED: {Step.FINISH: _S.DONE, Step.REOPEN: _S.OPEN},
    _S.DONE: {},
    _S.WITHDRAWN: {},
    _S.EXPIRED: {},
}
LISTED = frozenset({ActKind.REQUEST, ActKind.OFFER, ActKind.LOST, ActKind.FOUND})
WANTING = frozenset({ActKind.REQUEST, ActKind.LOST})
_CHANGES_HANDS = frozenset({Mode.LEND, Mode.GIVE, Mode.SELL, Mode.SWAP})
_NO_LOANS = SERVICES | {Category.GROCERIES, Category.HEALTH}


class Listing(Record):
    """`#12` to the group's members. `act` says what it is about; its `when` is local to the group."""

    author: str
    """The neighbour whose listing it is."""
    act: Act
    opened_at: datetime
    message: MessageRef | None = None
    """The message that said it."""
    discreet: bool = False
    """Asked in private: the group is not told by whom."""
    state: ListingState = ListingState.OPEN

    @property
    def kind(self) -> ActKind:
        """Request, offer, lost or found."""
        return self.act.kind

    @property
    def wants(self) -> bool:
        """Tell whether its author wants something (a request, a lost thing), rather than has it."""
        return self.act.kind in WANTING

    @property
    def is_one_thing(self) -> bool:
        """Tell whether only one neighbour can have it at a time: a thing, not a service."""
        if self.act.mode is not None:
            return self.act.mode in _CHANGES_HANDS
        return self.act.kind in {ActKind.LOST, ActKind.FOUND} or self.act.category not in _NO_LOANS

    @property
    def is_loan(self) -> bool:
        """Tell whether it is to come back."""
        return self.act.mode is Mode.LEND

    @property
    def is_open(self) -> bool:
        """Tell whether somebody can still take it up."""
        return self.state is ListingState.OPEN

    @property
    def is_over(self) -> bool:
        """Tell whether nothing can happen to it any more."""
        return not LIFECYCLE[self.state]

    def can(self, step: Step) -> bool:
        """Tell whether this step is possible now."""
        return step in LIFECYCLE[self.state]

    def after(self, step: Step) -> Listing:
        """Give the listing after a step.

        Raises
        ------
        ImpossibleStep
            There is no such step from its state.

        """
        if not self.can(step):
            raise ImpossibleStep(f"a listing that is {self.state} cannot {step}")
        return self.model_copy(update={"state": LIFECYCLE[self.state][step]})

    def revised(self, act: Act) -> Listing:
        """Give the listing as its author corrected it.

        Raises
        ------
        ImpossibleStep
            It is no longer open, or the correction is about something of another kind.

        """
        if not self.is_open or act.kind is not self.act.kind:
            raise ImpossibleStep(f"a {self.act.kind} that is {self.state} cannot become this {act.kind}")
        return self.model_copy(update={"act": act})
