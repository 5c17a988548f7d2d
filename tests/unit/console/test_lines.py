"""What is typed in the practice building."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.lines import Passes, Spoken, Wish, read_line


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Léa: besoin d'une perceuse", Spoken("besoin d'une perceuse", "Léa", private=False)),
        ("  Léa :  bonsoir ", Spoken("bonsoir", "Léa", private=False)),
        ("Rosa> oui", Spoken("oui", "Rosa", private=True)),
        ("M. Martin> 1", Spoken("1", "M. Martin", private=True)),
        ("oui merci", Spoken("oui merci")),
        ("rendez-vous à 18:30 devant", Spoken("rendez-vous à 18:30 devant")),
        ("https://example.org", Spoken("https://example.org")),
        ("Mehdi: [3] je m'en occupe", Spoken("je m'en occupe", "Mehdi", private=False, about=3)),
        ("Mehdi: [3] 👍", Spoken("👍", "Mehdi", private=False, about=3)),
        ("Léa: [2] = une scie", Spoken("une scie", "Léa", private=False, about=2, edits=True)),
        ("Léa: [2] =", Spoken("", "Léa", private=False, about=2, edits=True)),
        ("Léa: /liste", Spoken("/liste", "Léa", private=False)),
        ("+3d", Passes(timedelta(days=3))),
        ("+ 2 h", Passes(timedelta(hours=2))),
        ("+1s", Passes(timedelta(weeks=1))),
        ("/quitter", Wish.QUIT),
        ("/histoire", Wish.HISTORY),
        ("/liste", Spoken("/liste")),
        ("   ", None),
    ],
)
def test_a_line_is_read_as_it_is_meant(typed: str, line: object) -> None:
    assert read_line(typed) == line


@given(st.text(max_size=300))
def test_any_line_can_be_read(typed: str) -> None:
    line = read_line(typed)
    assert (line is None) == (not typed.strip())
