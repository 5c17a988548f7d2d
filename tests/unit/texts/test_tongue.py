"""What the bot writes today is read tomorrow: it says no "tomorrow"."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.acts import Interval, Item
from bot.texts.tongue import Tongue, load_translations

NOW = datetime(2026, 11, 25, 18, 0)


@pytest.fixture
def french() -> Tongue:
    return Tongue("fr", load_translations("fr"), NOW)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-26T18:00", "2026-11-26T18:00", "jeudi à 18 h"),
        ("2026-11-28T06:00", "2026-11-28T12:00", "samedi matin"),
        ("2026-12-12T00:00", "2026-12-12T23:59", "samedi 12 décembre"),
        ("2026-11-28T00:00", "2026-11-29T23:59", "le week-end du 28 novembre"),
        ("2026-11-30T00:00", "2026-12-06T23:59", "la semaine du 30 novembre"),
        ("2026-11-25T18:00", "2026-11-27T23:59", "d'ici vendredi 27 novembre"),
        ("2026-11-25T12:00", "2026-11-25T18:00", "mercredi après-midi"),
        ("2026-11-25T17:40", "2026-11-25T23:00", "d'ici mercredi à 23 h"),
        ("2026-11-23T18:00", "2026-11-23T23:00", "lundi 23 novembre soir"),
        ("2026-11-24T00:00", "2026-11-24T23:59", "mardi 24 novembre"),
    ],
)
def test_times_stay_true(french: Tongue, start: str, end: str, said: str) -> None:
    assert french.when(Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))) == said


def test_things_are_said_with_their_amounts(french: Tongue) -> None:
    things = (
        Item("lait", 2, "litre"),
        Item("œuf", 6),
        Item("baguette", 1),
        Item("farine", 1.5, "kg"),
        Item("sel"),
    )
    assert french.things(things) == "lait (2 litres), œuf (× 6), baguette, farine (1,5 kg) et sel"
