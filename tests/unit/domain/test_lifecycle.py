"""Whatever steps are tried in whatever order, only those of the tables are possible."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.acts import Act, ActKind, Category, Mode
from bot.domain.listing import LIFECYCLE, Listing, ListingState, Step
from bot.domain.match import Match, MatchState, match_id
from bot.domain.pledge import Pledge, PledgeState
from bot.errors import ImpossibleStep
from tests.unit.domain.acts import acts, listings

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
REQUEST = Listing(id="1", author="n1", act=Act(ActKind.REQUEST), opened_at=NOON)
PLEDGE = Pledge(id="1", by="n2", at=NOON)
MATCH = Match(id=match_id("1", "2"), wanted="1", had="2", score=0.9)
STEPS = {
    ("open", "promise", "promised"),
    ("open", "finish", "done"),
    ("open", "withdraw", "withdrawn"),
    ("open", "expire", "expired"),
    ("promised", "drop", "open"),
    ("promised", "hand over", "lent"),
    ("promised", "finish", "done"),
    ("promised", "withdraw", "withdrawn"),
    ("lent", "give back", "returned"),
    ("lent", "finish", "done"),
    ("returned", "finish", "done"),
    ("returned", "reopen", "open"),
}
"""The drawing in the listing's module, written out."""
TURNS = {
    ("found", "asked"),
    ("found", "agreed"),
    ("found", "moot"),
    ("asked", "agreed"),
    ("asked", "declined"),
    ("asked", "moot"),
    ("agreed", "declined"),
    ("moot", "found"),
    ("moot", "agreed"),
}
OVER = {ListingState.DONE, ListingState.WITHDRAWN, ListingState.EXPIRED}


class AListing(RuleBasedStateMachine):
    """A listing, the pledge on it and its match with an offer, as handlers walk them along."""

    def __init__(self) -> None:
        super().__init__()
        self.listing = REQUEST
        self.pledge: Pledge | None = None
        self.match = MATCH

    @rule(step=st.sampled_from(Step))
    def try_a_step(self, step: Step) -> None:
        before = self.listing
        allowed = {after for state, name, after in STEPS if (state, name) == (before.state, step)}
        assert before.can(step) is bool(allowed)
        if not allowed:
            with pytest.raises(ImpossibleStep):
                before.after(step)
            assert self.listing == before
            return
        self.listing = before.after(step)
        assert {self.listing.state} == allowed
        assert self.listing == before.model_copy(update={"state": self.listing.state})
        self._pledge_follows(step)

    def _pledge_follows(self, step: Step) -> None:
        match step:
            case Step.PROMISE:
                self.pledge = PLEDGE
            case Step.DROP | Step.WITHDRAW if self.pledge is not None:
                self.pledge = self.pledge.turned(PledgeState.DROPPED)
            case Step.GIVE_BACK if self.pledge is not None:
                self.pledge = self.pledge.turned(PledgeState.KEPT)
            case Step.FINISH if self.pledge is not None and self.pledge.state is PledgeState.MADE:
                self.pledge = self.pledge.turned(PledgeState.KEPT)
            case Step.REOPEN:
                self.pledge = None
        if self.listing.is_open and step is Step.DROP:
            self.pledge = None

    @precondition(lambda self: self.listing.can(Step.DROP))
    @rule()
    def drop_the_pledge(self) -> None:
        self.try_a_step(Step.DROP)
        assert self.listing.is_open

    @precondition(lambda self: self.listing.is_over)
    @rule(step=st.sampled_from(Step), act=acts())
    def disturb_what_is_over(self, step: Step, act: Act) -> None:
        with pytest.raises(ImpossibleStep):
            self.listing.after(step)
        with pytest.raises(ImpossibleStep):
            self.listing.revised(act)

    @rule(act=acts(st.sampled_from([ActKind.REQUEST, ActKind.OFFER])))
    def revise(self, act: Act) -> None:
        before = self.listing
        if before.is_open and act.kind is before.kind:
            self.listing = before.revised(act)
            assert self.listing == before.model_copy(update={"act": act})
        else:
            with pytest.raises(ImpossibleStep):
                before.revised(act)

    @rule(state=st.sampled_from(MatchState))
    def turn_the_match(self, state: MatchState) -> None:
        if (self.match.state, state) in TURNS:
            before, self.match = self.match, self.match.turned(state)
            assert self.match == before.model_copy(update={"state": state})
        else:
            with pytest.raises(ImpossibleStep):
                self.match.turned(state)

    @invariant()
    def somebody_stands_by_what_is_promised(self) -> None:
        if self.listing.state in {ListingState.PROMISED, ListingState.LENT}:
            assert self.pledge is not None
            assert self.pledge.state is PledgeState.MADE
        if self.listing.is_open:
            assert self.pledge is None

    @invariant()
    def over_means_that_no_step_is_left(self) -> None:
        assert self.listing.is_over is (self.listing.state in OVER)
        assert self.listing.is_over is not any(self.listing.can(step) for step in Step)


AListing.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAListing = AListing.TestCase


def test_the_table_is_the_drawing() -> None:
    table = {(state, step, after) for state, steps in LIFECYCLE.items() for step, after in steps.items()}
    assert table == STEPS
    assert set(LIFECYCLE) == set(ListingState)


def test_every_state_can_be_reached_and_every_listing_can_end() -> None:
    reached = {ListingState.OPEN}
    for _ in ListingState:
        reached |= {after for state in reached for after in LIFECYCLE[state].values()}
    assert reached == set(ListingState)
    ending = set(OVER)
    for _ in ListingState:
        ending |= {state for state, steps in LIFECYCLE.items() if ending & set(steps.values())}
    assert ending == set(ListingState)


def test_every_state_of_a_match_can_be_reached() -> None:
    assert {MatchState.FOUND, *(after for _, after in TURNS)} == set(MatchState)


@pytest.mark.parametrize("end", [PledgeState.KEPT, PledgeState.DROPPED])
@pytest.mark.parametrize("then", PledgeState)
def test_a_pledge_that_ended_stays_so(end: PledgeState, then: PledgeState) -> None:
    ended = PLEDGE.turned(end)
    with pytest.raises(ImpossibleStep):
        ended.turned(then)
    assert ended.state is end


def test_a_dropped_pledge_reopens_the_listing() -> None:
    assert REQUEST.after(Step.PROMISE).after(Step.DROP) == REQUEST


@given(listings)
def test_a_loan_that_is_out_cannot_be_withdrawn(listing: Listing) -> None:
    lent = listing.after(Step.PROMISE).after(Step.HAND_OVER)
    assert lent.state is ListingState.LENT
    assert not lent.can(Step.WITHDRAW)


def test_an_error_of_the_lifecycle_says_where_it_stood_and_what_was_tried() -> None:
    with pytest.raises(ImpossibleStep, match="a listing that is open cannot give back"):
        REQUEST.after(Step.GIVE_BACK)


@pytest.mark.parametrize(
    ("act", "one_thing"),
    [
        (Act(ActKind.OFFER, category=Category.TOOLS), True),
        (Act(ActKind.OFFER, category=Category.CHILDCARE), False),
        (Act(ActKind.OFFER), True),
        (Act(ActKind.OFFER, category=Category.CHILDCARE, mode=Mode.GIVE), True),
        (Act(ActKind.OFFER, category=Category.TOOLS, mode=Mode.SERVICE), False),
        (Act(ActKind.FOUND, category=Category.PETCARE), True),
    ],
)
def test_a_thing_goes_to_one_neighbour_a_service_to_many(act: Act, one_thing: bool) -> None:
    assert REQUEST.model_copy(update={"act": act}).is_one_thing is one_thing


@pytest.mark.parametrize(
    ("kind", "wants"),
    [
        (ActKind.REQUEST, True),
        (ActKind.LOST, True),
        (ActKind.OFFER, False),
        (ActKind.FOUND, False),
    ],
)
def test_who_asks_or_lost_wants_who_offers_or_found_has(kind: ActKind, wants: bool) -> None:
    assert REQUEST.model_copy(update={"act": Act(kind)}).wants is wants
