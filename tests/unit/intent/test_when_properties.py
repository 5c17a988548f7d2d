"""What holds for every text: no error, ordered intervals, whatever the case, in linear work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intent.text import tokenise
from bot.intent.when import TimeReader
from bot.intent.when.pack import load_pack

READERS = {language: TimeReader.load(language) for language in ("fr", "en")}
LANGUAGES = sorted(READERS)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9990, 12, 31))


def words_of(language: str) -> st.SearchStrategy[str]:
    """Draw texts made of the pack's own phrases, numbers and a few strangers, in any order."""
    phrases = sorted(" ".join(phrase) for phrase in load_pack(language).phrases)
    numbers = st.integers(0, 2100).map(str)
    written = st.tuples(st.integers(0, 99), st.sampled_from(":h./-"), st.integers(0, 99)).map(
        lambda both: f"{both[0]}{both[1]}{both[2]:02}"
    )
    strangers = st.sampled_from(
        ["perceuse", "drill", "€", "?", "!", "\n", "…", "(", ")", "'", "-", "٣", "²", "1er"]
    )
    return st.lists(st.sampled_from(phrases) | numbers | written | strangers, max_size=14).map(" ".join)


TEXTS = {language: words_of(language) | st.text(max_size=80) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.data())
def test_any_text_at_any_moment_is_read_without_error(language: str, data: st.DataObject) -> None:
    tokens = tokenise(data.draw(TEXTS[language]))
    now = data.draw(MOMENTS)
    reader = READERS[language]
    times = reader.find(tokens, now)
    assert all(0 <= time.start < time.end <= len(tokens) for time in times)
    assert all(before.end <= after.start for before, after in pairwise(times))
    assert all(time.interval is None or time.interval.start <= time.interval.end for time in times)
    chosen = reader.when(tokens, now)
    assert chosen is None or not (chosen.past or chosen.duration or chosen.urgent)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.data())
def test_an_act_is_never_over_before_today(language: str, data: st.DataObject) -> None:
    now = data.draw(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
    chosen = READERS[language].when(tokenise(data.draw(words_of(language))), now)
    if chosen is not None and chosen.interval is not None:
        assert chosen.interval.end.date() >= now.date()


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.data())
def test_letter_case_does_not_count(language: str, data: st.DataObject) -> None:
    text = data.draw(words_of(language))
    now = data.draw(MOMENTS)
    reader = READERS[language]
    assert reader.find(tokenise(text.upper()), now) == reader.find(tokenise(text.lower()), now)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.data())
def test_reading_twice_gives_the_same(language: str, data: st.DataObject) -> None:
    tokens = tokenise(data.draw(TEXTS[language]))
    now = data.draw(MOMENTS)
    assert READERS[language].when(tokens, now) == READERS[language].when(tokens, now)


def calls(run: Callable[[], object]) -> int:
    """Count the function calls that it takes to run this."""
    count = 0

    def tick(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "piece",
    [
        "samedi et ",
        "1",
        "18h-",
        "le 12 au ",
        "tous les ",
        "from 2 to ",
        "demain, ",
        "à ",
        "3 jours ",
        "12/",
        "vendrdi ",
    ],
)
def test_work_grows_with_the_length_and_no_faster(language: str, piece: str) -> None:
    def work(times: int) -> int:
        tokens = tokenise(piece * times)
        return calls(lambda: READERS[language].when(tokens, datetime(2026, 3, 11, 10)))

    assert work(300) <= 2.3 * work(150) + 1_000
