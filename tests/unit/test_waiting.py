"""Whose turn it is in one place: order, patience and pace, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter import Pace
from bot.books import Books
from bot.domain.group import Group
from bot.domain.places import MessageRef, Room
from bot.effects import Message, React, Send
from bot.intent.catalogue import Catalogue
from bot.matching import Index
from bot.outgoing import Outgoing
from bot.waiting import Place, Row
from tests.doubles import BareDesk, FailingStore

NOON = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)
HALL = Room(network="test", chat="hall")
SECOND = timedelta(seconds=1)
DESK = BareDesk(Books(Group(id="lilas", name="Lilas"), Index(Catalogue.load([]))), FailingStore())


def row(key: str = "e1/0", *, due: datetime | None = None, subject: str | None = None) -> Row:
    send = Send(to=HALL, message=Message(text="hello"), subject=subject)
    return Row(DESK, Outgoing(id=key, effect=send), due=due)


def test_nobody_s_turn_where_nothing_waits() -> None:
    assert Place().turn(NOON) == (None, None)


def test_the_first_that_is_due_has_its_turn() -> None:
    held, first, second = row(due=NOON + SECOND), row(), row()
    place = Place([held, first, second])
    assert place.turn(NOON) == (first, None)
    assert place.turn(NOON + SECOND) == (held, None)


def test_where_all_wait_the_turn_comes_with_the_first_that_is_due() -> None:
    place = Place([row(due=NOON + 2 * SECOND), row(due=NOON + SECOND)])
    assert place.turn(NOON) == (None, NOON + SECOND)


def test_what_failed_keeps_those_behind_it_waiting_but_not_those_before_it() -> None:
    before, failed, behind = row(), row(), row()
    failed.try_later(NOON)
    assert Place([before, failed, behind]).turn(NOON) == (before, None)
    assert Place([failed, behind]).turn(NOON) == (None, failed.due)


def test_nothing_has_its_turn_in_a_blocked_place() -> None:
    first = row()
    place = Place([first], blocked_until=NOON + SECOND)
    assert place.turn(NOON) == (None, NOON + SECOND)
    assert place.turn(NOON + SECOND) == (first, None)


@given(st.text(min_size=1), st.integers(0, 60))
def test_each_wait_is_twice_the_last_and_a_little_up_to_ten_minutes(key: str, failures: int) -> None:
    waiting = row(key)
    for _ in range(failures):
        waiting.try_later(NOON)
    waiting.try_later(NOON)
    assert waiting.due is not None
    least = timedelta(seconds=min(2**failures, 600))
    assert least <= waiting.due - NOON < 1.5 * least


def test_rows_that_failed_together_are_not_tried_again_together() -> None:
    rows = [row(f"e{number}/0") for number in range(50)]
    for waiting in rows:
        waiting.try_later(NOON)
    assert len({waiting.due for waiting in rows}) > 25


def test_only_what_shows_a_subject_has_one() -> None:
    assert row(subject="listing/1").subject == ("listing/1", "test/hall")
    assert row().subject is None
    heart = React(to=HALL, target=MessageRef(room=HALL, id="1"), emoji="♥")
    assert Row(DESK, Outgoing(id="e1/0", effect=heart)).subject is None


def sent_by(place: Place, pace: Pace, start: datetime, count: int) -> list[datetime]:
    """Spend so many tokens, each as soon as there is one."""
    now, sent = start, []
    for _ in range(count):
        if not place.spend(pace, now):
            assert place.blocked_until is not None
            assert place.blocked_until > now
            now = place.blocked_until
            assert place.spend(pace, now), "the place is not blocked longer or shorter than it takes"
        sent.append(now)
    return sent


def test_a_burst_and_then_one_every_three_seconds() -> None:
    sent = sent_by(Place(), Pace(burst=2, every=3.0), NOON, 4)
    assert sent == [NOON, NOON, NOON + 3 * SECOND, NOON + 6 * SECOND]


def test_after_a_rest_there_is_a_burst_again_and_no_more() -> None:
    place, pace = Place(), Pace(burst=2, every=3.0)
    sent_by(place, pace, NOON, 2)
    later = NOON + timedelta(days=1)
    assert sent_by(place, pace, later, 3) == [later, later, later + 3 * SECOND]


def test_a_network_without_a_pace_never_blocks() -> None:
    assert all(Place().spend(Pace(burst=1, every=0.0), NOON) for _ in range(100))


def test_a_clock_that_is_set_back_does_not_silence_the_place() -> None:
    place, pace = Place(), Pace(burst=2, every=3.0)
    place.spend(pace, NOON)
    assert place.spend(pace, NOON - timedelta(hours=1))


@given(
    burst=st.integers(1, 5),
    every=st.floats(0.001, 100),
    rests=st.lists(st.timedeltas(timedelta(0), timedelta(minutes=1)), min_size=1, max_size=20),
)
def test_in_no_stretch_of_time_is_more_said_than_the_pace_allows(
    burst: int, every: float, rests: list[timedelta]
) -> None:
    place, pace, now = Place(), Pace(burst=burst, every=every), NOON
    sent = []
    for rest in rests:
        now = sent_by(place, pace, now + rest, 1)[0]
        sent.append(now)
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            passed = (sent[last] - sent[first]).total_seconds()
            rounding = 1e-6 * len(sent) / every
            assert last - first + 1 <= burst + passed / every + rounding + 1e-6


@pytest.mark.parametrize("every", [0.1, 1 / 3, 2.7, 1e-5])
def test_a_wait_that_rounds_to_nothing_is_no_wait(every: float) -> None:
    sent_by(Place(), Pace(burst=1, every=every), NOON, 200)
