"""Arbitrary acts and records, for properties that hold for all of them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.acts import Act, ActKind, Category, Evidence, Interval, Item, Mode
from bot.domain.calendar import QuietHours
from bot.domain.group import Group, Neighbour
from bot.domain.listing import LISTED, Listing
from bot.domain.match import Match, Why
from bot.domain.places import Account, MessageRef, Room
from bot.domain.pledge import Pledge
from bot.domain.post import Post
from bot.domain.question import Question
from bot.domain.record import Record
from bot.domain.timer import Timer

numbers = st.floats(allow_nan=False, allow_infinity=False)
local_times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
intervals = st.tuples(local_times, local_times).map(lambda ends: Interval(min(ends), max(ends)))
words = st.text(max_size=8)
items = st.builds(Item, words, st.none() | numbers, st.none() | words, st.none() | words)
evidence = st.builds(Evidence, words, st.integers(0, 99), st.integers(0, 99))


any_kind = st.sampled_from(ActKind)


def acts(kinds: st.SearchStrategy[ActKind] = any_kind) -> st.SearchStrategy[Act]:
    return st.builds(
        Act,
        kinds,
        items=st.lists(items, max_size=2).map(tuple),
        category=st.none() | st.sampled_from(Category),
        mode=st.none() | st.sampled_from(Mode),
        when=st.none() | intervals,
        urgent=st.booleans(),
        for_other=st.booleans(),
        confidence=st.floats(0, 1),
        evidence=st.lists(evidence, max_size=2).map(tuple),
    )


rooms = st.builds(Room, network=words, chat=words, thread=st.none() | words)
accounts = st.builds(Account, network=words, id=words)
messages = st.builds(MessageRef, room=rooms, id=words)
listings = st.builds(
    Listing,
    act=acts(st.sampled_from(sorted(LISTED))),
    opened_at=instants,
    message=st.none() | messages,
    discreet=st.booleans(),
)
records: st.SearchStrategy[Record] = st.one_of(
    listings,
    st.builds(Pledge, at=instants, counterpart=st.none() | words, open_to_see=st.booleans()),
    st.builds(Match, score=numbers, reasons=st.lists(st.builds(Why), max_size=2).map(tuple)),
    st.builds(Question, asked_at=instants, act=st.none() | acts(), said=st.none() | messages),
    st.builds(Timer, due=instants, urgent=st.booleans()),
    st.builds(Post, message=messages, choices=st.lists(words, max_size=2).map(tuple)),
    st.builds(Neighbour, accounts=st.lists(accounts, max_size=2).map(tuple), language=st.none() | words),
    st.builds(
        Group,
        zone=st.sampled_from(["Europe/Paris", "Asia/Kolkata"]),
        rooms=st.lists(rooms, max_size=2).map(tuple),
        quiet_hours=st.builds(QuietHours, start=st.times(), end=st.times()),
        serials=st.dictionaries(words, st.integers(0, 99), max_size=2),
        moves=st.dictionaries(words, words, max_size=2),
    ),
)
