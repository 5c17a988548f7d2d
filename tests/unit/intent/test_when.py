"""Expressions of time and what they mean: the tables beside this file, and what is no time."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot.acts import Interval
from bot.intent.text import tokenise
from bot.intent.when import FoundTime, NoTimePack, TimeReader

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 11, 10, 0)
"""A Wednesday."""
FRENCH, ENGLISH = TimeReader.load("fr"), TimeReader.load("en")
ELISIONS = ("l", "d", "qu", "j", "m", "t", "s", "c", "n", "jusqu")


def table(language: str) -> list[dict[str, str | None]]:
    return [json.loads(line) for line in (HERE / f"when_{language}.jsonl").read_text("utf-8").splitlines()]


def minutes(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def said(reader: TimeReader, text: str, now: datetime) -> tuple[str | None, str | None]:
    found = reader.when(tokenise(text), now)
    if found is None or found.interval is None:
        return None, None
    return minutes(found.interval.start), minutes(found.interval.end)


def label(row: dict[str, str | None]) -> str:
    return str(row["text"])


@pytest.mark.parametrize("row", table("fr"), ids=label)
def test_french_expressions_mean_their_interval(row: dict[str, str | None]) -> None:
    now = datetime.fromisoformat(str(row["now"]))
    assert said(FRENCH, str(row["text"]), now) == (row["from"], row["to"])


@pytest.mark.parametrize("row", table("en"), ids=label)
def test_english_expressions_mean_their_interval(row: dict[str, str | None]) -> None:
    now = datetime.fromisoformat(str(row["now"]))
    assert said(ENGLISH, str(row["text"]), now) == (row["from"], row["to"])


@pytest.mark.parametrize("row", table("fr"), ids=label)
def test_cutting_elisions_or_not_changes_nothing(row: dict[str, str | None]) -> None:
    now = datetime.fromisoformat(str(row["now"]))
    whole = FRENCH.when(tokenise(str(row["text"])), now)
    cut = FRENCH.when(tokenise(str(row["text"]), ELISIONS), now)
    assert (whole and whole.interval) == (cut and cut.interval)


def found(text: str, reader: TimeReader = FRENCH) -> tuple[FoundTime, ...]:
    return reader.find(tokenise(text), NOW)


def test_every_expression_is_found_in_order_with_its_tokens() -> None:
    tokens = tokenise("Samedi matin je range, dimanche à 18 h on mange")
    times = FRENCH.find(tokens, NOW)
    assert [" ".join(token.text for token in tokens[time.start : time.end]) for time in times] == [
        "Samedi matin",
        "dimanche à 18 h",
    ]
    assert times[1].interval == Interval(datetime(2026, 3, 15, 18), datetime(2026, 3, 15, 18))


@pytest.mark.parametrize(
    "text", ["hier", "samedi dernier", "il y a 2 ans", "depuis 3 jours", "la semaine dernière"]
)
def test_what_is_over_is_reported_as_past(text: str) -> None:
    (time,) = found(text)
    assert time.past
    assert time.interval is None


@pytest.mark.parametrize("text", ["2 h de route", "pendant 3 jours", "un enfant de 8 ans"])
def test_how_long_is_no_date(text: str) -> None:
    assert [time.duration for time in found(text)] == [True]
    assert FRENCH.when(tokenise(text), NOW) is None


@pytest.mark.parametrize(
    ("text", "reader"),
    [("besoin tout de suite", FRENCH), ("c'est maintenant", FRENCH), ("help asap", ENGLISH)],
)
def test_now_is_urgent_and_no_interval(text: str, reader: TimeReader) -> None:
    (time,) = found(text, reader)
    assert time.urgent
    assert time.interval is None
    assert reader.when(tokenise(text), NOW) is None


@pytest.mark.parametrize(
    ("text", "reader"),
    [("tous les mardis à 18h", FRENCH), ("chaque samedi", FRENCH), ("every Tuesday at 6pm", ENGLISH)],
)
def test_what_comes_again_is_recurring(text: str, reader: TimeReader) -> None:
    time = reader.when(tokenise(text), NOW)
    assert time is not None
    assert time.recurring


def test_the_hour_and_the_day_of_two_sentences_are_one_time() -> None:
    time = FRENCH.when(tokenise("On se retrouve samedi. Rendez-vous à 15h devant le 12"), NOW)
    assert time is not None
    assert time.interval == Interval(datetime(2026, 3, 14, 15), datetime(2026, 3, 14, 15))


def test_when_something_closes_is_not_when_it_is_needed() -> None:
    assert FRENCH.when(tokenise("la déchetterie ferme à 18h, qui a une remorque ?"), NOW) is None


@pytest.mark.parametrize("language", ["xx", "", "../fr", "fr/..", "français"])
def test_a_language_without_words_of_time_is_refused_by_name(language: str) -> None:
    with pytest.raises(NoTimePack, match="words of time"):
        TimeReader.load(language)
