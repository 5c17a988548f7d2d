"""One language's voice: translations, lists, things, dates."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import resources

from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from bot.acts import Interval, Item
from bot.texts.times import say_moment, say_when

SOURCE = "en"
"""The language of the texts in the code; every other one is a catalogue beside this file."""
_SOON_BEFORE, _LONG_BEFORE = timedelta(days=3), timedelta(days=30)
"""Times are told as if so long before: the one gives weekdays for the days to come, the other dates."""
LOCALES = resources.files("bot.texts") / "locales"


def languages() -> list[str]:
    """List the languages that the bot speaks."""
    return sorted({SOURCE, *(folder.name for folder in LOCALES.iterdir() if folder.is_dir())})


def load_translations(language: str) -> NullTranslations:
    """Read a language's catalogue; the source language has none."""
    if language == SOURCE:
        return NullTranslations()
    catalogue = LOCALES / language / "LC_MESSAGES" / "palier.po"
    compiled = io.BytesIO()
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


class Tongue:
    """A language at a moment: dates are told relative to `now`, naive local time."""

    def __init__(self, language: str, translations: NullTranslations, now: datetime) -> None:
        self.language = language
        self.now = now
        self._translations = translations

    def __call__(self, text: str, **values: object) -> str:
        """Translate a text and fill in its {named} places, if values are given."""
        translated = self._translations.gettext(text)
        return translated.format(**values) if values else translated

    def count(self, one: str, many: str, n: int) -> str:
        """Translate a text that depends on a number, its {n}."""
        return self._translations.ngettext(one, many, n).format(n=n)

    def all_of(self, parts: Iterable[str]) -> str:
        """Join parts as a list: "a, b and c"."""
        return format_list(list(parts), locale=self.language)

    def when(self, interval: Interval) -> str:
        """Say an interval so that it is still true when it is read days later: "Saturday morning".

        What has begun by now is told by its end ("by Friday 12 March"), unless it is one day or a part
        of it; what is over, by its date. No "tomorrow", no "next week".
        """
        one_day = interval.start.date() == interval.end.date()
        if interval.end < self.now:
            return say_when(interval, interval.start - _LONG_BEFORE, self.language)
        before = self.now - (_SOON_BEFORE if one_day else _LONG_BEFORE)
        whole_hours = one_day and interval.start.minute == 0
        if interval.start <= self.now and not whole_hours:
            interval = Interval(before, interval.end)
        return say_when(interval, before, self.language)

    def moment(self, local: datetime) -> str:
        """Say a moment that is near, in the same way: "Thursday at 6 pm"."""
        return say_moment(local, self.now - _SOON_BEFORE, self.language)

    def things(self, items: Iterable[Item]) -> str:
        """Name things with their quantities: "drill, milk (2 litres) and bread"."""
        return self.all_of(self._thing(item) for item in items)

    def _thing(self, item: Item) -> str:
        if item.quantity is None or (item.quantity == 1 and item.unit is None):
            return item.name
        amount = format_decimal(item.quantity, locale=self.language)
        if item.unit is None:
            return f"{item.name} (× {amount})"
        plural = item.quantity >= 2 and len(item.unit) > 2 and not item.unit.endswith(("s", "x"))
        return f"{item.name} ({amount} {item.unit}{'s' if plural else ''})"
