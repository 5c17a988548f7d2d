"""What the bot says of a time is what people say, and reads back as that time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.acts import Interval
from bot.intent.text import tokenise
from bot.intent.when import TimeReader
from bot.texts.times import say_moment, say_when

NOW = datetime(2026, 3, 11, 10, 0)
"""A Wednesday."""
MINUTE = timedelta(minutes=1)
READERS = {language: TimeReader.load(language) for language in ("fr", "en")}


def between(start: str, end: str) -> Interval:
    return Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.mark.parametrize(
    ("moment", "french", "english"),
    [
        ("2026-03-11T18:00", "à 18 h", "at 6 pm"),
        ("2026-03-11T08:00", "aujourd'hui à 8 h", "today at 8 am"),
        ("2026-03-12T08:00", "demain à 8 h", "tomorrow at 8 am"),
        ("2026-03-10T18:00", "hier à 18 h", "yesterday at 6 pm"),
        ("2026-03-16T09:30", "lundi à 9 h 30", "Monday at 9:30 am"),
        ("2026-03-18T12:00", "mercredi 18 mars à 12 h", "Wednesday 18 March at 12 pm"),
        ("2026-04-01T07:05", "mercredi 1er avril à 7 h 05", "Wednesday 1 April at 7:05 am"),
        ("2027-03-02T18:00", "mardi 2 mars 2027 à 18 h", "Tuesday 2 March 2027 at 6 pm"),
    ],
)
def test_a_moment_is_told_from_where_one_stands(moment: str, french: str, english: str) -> None:
    at = datetime.fromisoformat(moment)
    assert say_moment(at, NOW, "fr") == french
    assert say_moment(at, NOW, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "french", "english"),
    [
        ("2026-03-11T00:00", "2026-03-11T23:59", "aujourd'hui", "today"),
        ("2026-03-14T00:00", "2026-03-14T23:59", "samedi", "Saturday"),
        ("2026-03-14T06:00", "2026-03-14T12:00", "samedi matin", "Saturday morning"),
        ("2026-03-11T18:00", "2026-03-11T23:00", "ce soir", "this evening"),
        (
            "2026-03-12T15:00",
            "2026-03-12T18:00",
            "demain en fin d'après-midi",
            "tomorrow in the late afternoon",
        ),
        ("2026-03-12T14:00", "2026-03-12T16:00", "demain de 14 h à 16 h", "tomorrow from 2 pm to 4 pm"),
        ("2026-03-11T14:00", "2026-03-11T16:00", "de 14 h à 16 h", "from 2 pm to 4 pm"),
        ("2026-03-13T20:00", "2026-03-14T01:00", "vendredi de 20 h à 1 h", "Friday from 8 pm to 1 am"),
        ("2026-03-13T20:00", "2026-03-13T23:59", "vendredi de 20 h à minuit", "Friday from 8 pm to midnight"),
        ("2026-03-11T10:00", "2026-03-11T18:00", "avant 18 h", "by 6 pm"),
        ("2026-03-11T10:00", "2026-03-11T23:59", "avant demain", "before tomorrow"),
        ("2026-03-11T10:00", "2026-03-13T23:59", "d'ici vendredi", "by Friday"),
        ("2026-03-10T17:00", "2026-03-13T18:00", "d'ici vendredi à 18 h", "by Friday at 6 pm"),
        ("2026-03-11T10:00", "2026-03-15T23:59", "cette semaine", "this week"),
        ("2026-03-14T00:00", "2026-03-15T23:59", "ce week-end", "this weekend"),
        ("2026-03-21T00:00", "2026-03-22T23:59", "le week-end du 21 mars", "the weekend of 21 March"),
        ("2026-03-16T00:00", "2026-03-22T23:59", "la semaine prochaine", "next week"),
        ("2026-03-23T00:00", "2026-03-29T23:59", "la semaine du 23 mars", "the week of 23 March"),
        ("2026-03-13T00:00", "2026-03-15T23:59", "de vendredi à dimanche", "from Friday to Sunday"),
        ("2026-03-16T00:00", "2026-03-19T23:59", "du 16 au 19 mars", "from 16 to 19 March"),
        ("2026-03-28T00:00", "2026-04-04T23:59", "du 28 mars au 4 avril", "from 28 March to 4 April"),
        ("2026-05-01T00:00", "2026-05-31T23:59", "en mai", "in May"),
        (
            "2026-03-13T18:00",
            "2026-03-15T14:00",
            "de vendredi 18 h à dimanche 14 h",
            "from Friday at 6 pm to Sunday at 2 pm",
        ),
    ],
)
def test_an_interval_is_said_as_people_say_it(start: str, end: str, french: str, english: str) -> None:
    assert say_when(between(start, end), NOW, "fr") == french
    assert say_when(between(start, end), NOW, "en") == english


def test_the_evening_is_still_this_evening_after_eleven() -> None:
    now = datetime(2026, 3, 11, 23, 30)
    assert say_when(between("2026-03-11T18:00", "2026-03-11T23:59"), now, "fr") == "ce soir"


def test_the_end_of_the_week_is_a_day_once_it_is_near() -> None:
    friday = datetime(2026, 3, 13, 10)
    assert say_when(Interval(friday, datetime(2026, 3, 15, 23, 59)), friday, "fr") == "d'ici dimanche"


def test_seconds_do_not_count() -> None:
    late = NOW + timedelta(seconds=30)
    assert say_when(Interval(late, datetime(2026, 3, 11, 18)), late, "fr") == "avant 18 h"
    assert say_moment(late.replace(hour=18), late, "fr") == "à 18 h"


def test_a_language_without_words_for_times_is_answered_in_english() -> None:
    assert say_moment(datetime(2026, 3, 12, 18), NOW, "xx") == "tomorrow at 6 pm"


nows = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
hours = st.integers(0, 24 * 12 - 1).map(lambda five: time(five // 12, five % 12 * 5))


@st.composite
def times_ahead(draw: st.DrawFn) -> tuple[datetime, Interval]:
    """Draw a moment and an interval that is not over by then."""
    now = draw(nows)
    day = now.date() + timedelta(days=draw(st.integers(0, 9) | st.integers(0, 900)))
    later = day + timedelta(days=draw(st.integers(1, 6) | st.integers(1, 29)))
    start, end = draw(
        st.sampled_from(
            ("moment", "day", "part", "hours", "days", "deadline", "week", "weekend", "month", "long")
        ).flatmap(lambda shape: ends(shape, now, day, later))
    )
    if end < now:
        start, end = start + timedelta(days=7), end + timedelta(days=7)
    return now, Interval(start, end)


def ends(shape: str, now: datetime, day: date, later: date) -> st.SearchStrategy[tuple[datetime, datetime]]:
    last = time(23, 59)
    monday = day - timedelta(days=day.weekday())
    whole = {
        "day": (day, day),
        "days": (day, later),
        "week": (monday, monday + timedelta(days=6)),
        "weekend": (monday + timedelta(days=5), monday + timedelta(days=6)),
        "month": (
            day.replace(day=1),
            (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1),
        ),
    }
    if shape in whole:
        first, final = whole[shape]
        return st.just((datetime.combine(first, time()), datetime.combine(final, last)))
    if shape == "part":
        parts = [(6, 12), (10, 12), (12, 14), (12, 18), (15, 18), (18, 20), (18, 23), (21, 23)]
        return st.sampled_from(parts).map(
            lambda part: (datetime.combine(day, time(part[0])), datetime.combine(day, time(part[1])))
        )
    if shape == "moment":
        return hours.map(lambda at: (datetime.combine(day, at),) * 2)
    if shape == "deadline":
        return (hours | st.just(last)).map(lambda at: (now, max(now, datetime.combine(day, at))))
    if shape == "hours":
        return st.tuples(hours, st.integers(1, 11 * 12)).map(
            lambda both: (
                datetime.combine(day, both[0]),
                datetime.combine(day, both[0]) + timedelta(minutes=5 * both[1]),
            )
        )
    return st.tuples(hours, hours).map(
        lambda both: (datetime.combine(day, both[0]), datetime.combine(later, both[1]))
    )


def left_of(interval: Interval, now: datetime) -> Interval:
    """Return what is left of it, its last minute included."""
    end = interval.end - MINUTE * (interval.end.time() == time() and interval.end > interval.start)
    return Interval(min(max(interval.start, now), end), end)


@pytest.mark.parametrize("language", sorted(READERS))
@given(times_ahead())
@example((NOW, between("2026-03-12T00:00", "2026-03-12T00:00")))
@example((NOW, between("2026-03-11T22:00", "2026-03-12T06:00")))
def test_what_is_said_reads_back_as_the_same_time(language: str, ahead: tuple[datetime, Interval]) -> None:
    now, interval = ahead
    said = say_when(interval, now, language)
    read = READERS[language].when(tokenise(said), now)
    assert read is not None, said
    assert read.interval is not None, said
    assert left_of(read.interval, now) == left_of(interval, now), said
