"""Wall-clock time through summer time and back, on both halves of the earth, and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.calendar import QuietHours, at_clock, to_instant, to_local

PARIS = "Europe/Paris"
ZONES = st.sampled_from(
    [
        PARIS,
        "UTC",
        "America/New_York",
        "America/Havana",  # clocks change at midnight
        "America/St_Johns",
        "Australia/Lord_Howe",  # by half an hour
        "Australia/Adelaide",
        "Asia/Kolkata",
        "Pacific/Apia",  # left out 30 December 2011
    ]
)
NIGHT = QuietHours()
QUIET = st.builds(QuietHours, start=st.times(), end=st.times())
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
"""To 2037: what Python knows of later summer times depends on the tables' form."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        (PARIS, "2026-03-29 01:59", "2026-03-29 00:59"),
        (PARIS, "2026-03-29 02:30", "2026-03-29 01:30"),  # does not exist: means 03:30
        (PARIS, "2026-03-29 03:00", "2026-03-29 01:00"),
        (PARIS, "2026-10-25 01:59", "2026-10-24 23:59"),
        (PARIS, "2026-10-25 02:30", "2026-10-25 00:30"),  # happens twice: means the first
        (PARIS, "2026-10-25 03:00", "2026-10-25 02:00"),
        ("Australia/Adelaide", "2026-04-05 02:30", "2026-04-04 16:00"),  # autumn: the first
        ("Australia/Adelaide", "2026-10-04 02:30", "2026-10-03 17:00"),  # spring: 03:30
        ("Asia/Kolkata", "2026-03-29 02:30", "2026-03-28 21:00"),
    ],
)
def test_a_wall_clock_time_means_one_instant(zone: str, local: str, instant: str) -> None:
    assert to_instant(datetime.fromisoformat(local), zone) == utc(instant)


def test_what_is_left_out_in_spring_is_read_back_an_hour_later() -> None:
    instant = to_instant(datetime(2026, 3, 29, 2, 30), PARIS)
    assert to_local(instant, PARIS) == datetime(2026, 3, 29, 3, 30)


def test_both_halves_past_two_in_autumn_read_the_same() -> None:
    for instant in (utc("2026-10-25 00:30"), utc("2026-10-25 01:30")):
        assert to_local(instant, PARIS) == datetime(2026, 10, 25, 2, 30)


@given(INSTANTS, ZONES)
def test_an_instant_read_on_the_wall_and_back_is_itself_or_the_first_with_that_name(
    instant: datetime, zone: str
) -> None:
    back = to_instant(to_local(instant, zone), zone)
    assert back <= instant
    assert to_local(back, zone) == to_local(instant, zone)


@pytest.mark.parametrize(
    ("zone", "after", "days", "instant"),
    [
        (PARIS, "2026-03-28 17:00", 1, "2026-03-29 16:00"),
        (PARIS, "2026-10-24 16:00", 1, "2026-10-25 17:00"),
        (PARIS, "2026-10-24 16:00", 7, "2026-10-31 17:00"),
        (PARIS, "2026-03-16 23:30", 0, "2026-03-17 17:00"),  # past midnight there: the new day
        ("Australia/Adelaide", "2026-04-04 07:30", 1, "2026-04-05 08:30"),
        ("Australia/Adelaide", "2026-10-03 08:30", 1, "2026-10-04 07:30"),
        ("Asia/Kolkata", "2026-03-28 12:30", 1, "2026-03-29 12:30"),
    ],
)
def test_six_o_clock_stays_six_o_clock_across_the_change(
    zone: str, after: str, days: int, instant: str
) -> None:
    due = at_clock(utc(after), zone, days=days, clock=time(18, 0))
    assert due == utc(instant)
    assert to_local(due, zone).time() == time(18, 0)


@given(INSTANTS, ZONES, st.integers(0, 400), st.integers(4, 22))
def test_a_time_of_day_that_no_clock_skips_is_kept(
    instant: datetime, zone: str, days: int, hour: int
) -> None:
    day = to_local(instant, zone).date() + timedelta(days=days)
    assume((zone, str(day)) != ("Pacific/Apia", "2011-12-30"))
    due = at_clock(instant, zone, days=days, clock=time(hour))
    assert to_local(due, zone) == datetime.combine(day, time(hour))


@pytest.mark.parametrize(
    ("instant", "over"),
    [
        ("2026-03-16 20:59", "2026-03-16 20:59"),  # 21:59 in Paris: not yet
        ("2026-03-16 21:00", "2026-03-17 07:00"),
        ("2026-03-17 06:59", "2026-03-17 07:00"),
        ("2026-03-17 07:00", "2026-03-17 07:00"),
        ("2026-03-28 22:00", "2026-03-29 06:00"),  # the night of nine hours
        ("2026-03-29 05:59", "2026-03-29 06:00"),
        ("2026-10-24 21:00", "2026-10-25 07:00"),  # the night of eleven hours
        ("2026-10-25 00:30", "2026-10-25 07:00"),
        ("2026-10-25 01:30", "2026-10-25 07:00"),
    ],
)
def test_quiet_hours_last_from_ten_to_eight_on_the_wall(instant: str, over: str) -> None:
    assert NIGHT.over(utc(instant), PARIS) == utc(over)


@pytest.mark.parametrize(
    ("instant", "over"),
    [
        ("2026-03-16 11:59", "2026-03-16 11:59"),
        ("2026-03-16 12:00", "2026-03-16 14:00"),
        ("2026-03-16 13:59", "2026-03-16 14:00"),
        ("2026-03-16 22:00", "2026-03-16 22:00"),
    ],
)
def test_quiet_hours_may_be_a_nap_after_lunch(instant: str, over: str) -> None:
    nap = QuietHours(start=time(13, 0), end=time(15, 0))
    assert nap.over(utc(instant), PARIS) == utc(over)


@given(INSTANTS, ZONES, st.times())
def test_equal_ends_mean_that_no_hour_is_quiet(instant: datetime, zone: str, clock: time) -> None:
    never = QuietHours(start=clock, end=clock)
    assert never.over(instant, zone) == instant


def test_an_end_that_comes_twice_in_autumn_is_an_end_twice() -> None:
    short = QuietHours(start=time(22, 0), end=time(2, 30))
    assert short.over(utc("2026-10-24 21:00"), PARIS) == utc("2026-10-25 00:30")
    assert short.over(utc("2026-10-25 01:10"), PARIS) == utc("2026-10-25 01:30")


def test_an_end_that_is_left_out_in_spring_is_an_hour_later() -> None:
    short = QuietHours(start=time(22, 0), end=time(2, 30))
    assert short.over(utc("2026-03-28 22:00"), PARIS) == utc("2026-03-29 01:30")


@given(INSTANTS, ZONES, QUIET)
@example(utc("2026-10-25 01:10"), PARIS, QuietHours(start=time(22, 0), end=time(2, 30)))
@example(utc("2026-03-29 00:30"), PARIS, QuietHours(start=time(3, 10), end=time(2, 30)))
@example(utc("2011-12-30 12:00"), "Pacific/Apia", NIGHT)
def test_what_waits_for_the_end_of_quiet_hours_is_never_early_nor_in_quiet_hours(
    instant: datetime, zone: str, quiet: QuietHours
) -> None:
    over = quiet.over(instant, zone)
    assert over >= instant
    assert not quiet.covers(to_local(over, zone).time())
    assert quiet.over(over, zone) == over


@given(INSTANTS, ZONES, QUIET)
def test_nobody_waits_longer_than_the_quiet_hours_and_a_change_of_clocks(
    instant: datetime, zone: str, quiet: QuietHours
) -> None:
    assume(quiet.start != quiet.end)
    day = datetime(2000, 1, 1)
    length = (datetime.combine(day, quiet.end) - datetime.combine(day, quiet.start)) % timedelta(days=1)
    assert quiet.over(instant, zone) - instant <= length + timedelta(days=1, hours=1)


@given(QUIET, st.times())
def test_a_time_of_day_is_quiet_or_it_is_quiet_in_the_other_half_of_the_day(
    quiet: QuietHours, clock: time
) -> None:
    assume(quiet.start != quiet.end)
    rest = QuietHours(start=quiet.end, end=quiet.start)
    assert quiet.covers(clock) is not rest.covers(clock)
