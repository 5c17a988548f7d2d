"""Answers to the questions that the bot asks: a number, a thumb, or any wording of yes, no, not yet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.intent.packs import FOLDER, PackError
from bot.intent.text import fold

_NUMBER = re.compile(
    r"(?:le |la |n[o°] ?|#|answer |option |number |reponse |choix )?(\d{1,2})\ufe0f?\u20e3? ?[.)!]?"
)
_BETWEEN = re.compile(r"[^\w'’-]+")
_ONE_OF_MANY = re.compile(r"(\w)\1{2,}")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_HIGHEST = 9


@dataclass(frozen=True, slots=True)
class Answers:
    """The wordings of one language: words in a row → the option that they choose."""

    starts: Mapping[tuple[str, ...], str]
    alone: Mapping[tuple[str, ...], str]
    """Words that begin many a sentence: they answer only with nothing but politeness behind them."""
    polite: frozenset[str]
    wholes: Mapping[str, str]
    most: int
    """An answer has no more words than this; longer texts say something else."""

    @classmethod
    def load(cls, language: str, folder: Path = FOLDER) -> Answers:
        """Read `answers.toml` of a language.

        Raises
        ------
        PackError
            The file is not written as its head explains, or words choose two options.

        """
        path = folder / language / "answers.toml"
        starts: dict[tuple[str, ...], str] = {}
        alone: dict[tuple[str, ...], str] = {}
        wholes: dict[str, str] = {}
        try:
            data = tomllib.loads(path.read_text("utf-8"))
            most = int(data.pop("most"))
            polite = frozenset(fold(data.pop("polite")).split())
            for option, wordings in data.items():
                for said, table in [(w, starts) for w in wordings["start"]] + [
                    (w, alone) for w in wordings["alone"]
                ]:
                    words = tuple(_words(said))
                    if (starts | alone).get(words, option) != option:
                        raise PackError(
                            f"{language}/answers.toml: “{said}” stands under two answers; keep one"
                        )
                    table[words] = option
                wholes |= dict.fromkeys(wordings["whole"], option)
        except (OSError, KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError) as error:
            raise PackError(
                f"{language}/answers.toml: {error!r}; its first lines say what is wanted"
            ) from error
        return cls(starts, alone, polite, wholes, most)

    def read(self, text: str, options: Sequence[str]) -> str | None:
        """Give the option that a text chooses, among those offered; None where it is no answer.

        A number counts the options from 1.
        """
        text = _SKIN_TONES.sub("", text.strip()[:500])
        if text in self.wholes:
            return self._offered(self.wholes[text], options)
        number = _NUMBER.fullmatch(fold(text))
        if number:
            place = int(number[1])
            return options[place - 1] if 1 <= place <= min(len(options), _HIGHEST) else None
        words = _words(text)
        if not 0 < len(words) <= self.most:
            return None
        for length in range(len(words), 0, -1):
            said = tuple(words[:length])
            option = self.starts.get(said)
            if option is None and self.polite.issuperset(words[length:]):
                option = self.alone.get(said)
            if option is not None and (found := self._offered(option, options)) is not None:
                return found
        return None

    def _offered(self, option: str, options: Sequence[str]) -> str | None:
        """Give an option if it is offered; who no longer has a thing says no where only that is asked."""
        if option in options:
            return option
        return "no" if option in {"gone", "not_yet"} and "no" in options else None


def _words(text: str) -> list[str]:
    """Cut into folded words; a letter drawn out counts once ("ouiiii")."""
    words = _BETWEEN.split(_ONE_OF_MANY.sub(r"\1", fold(text).replace("’", "'")))
    return [word for word in words if word]
