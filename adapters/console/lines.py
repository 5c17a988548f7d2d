"""What is typed at the practice building's keyboard.

Léa: besoin d'une perceuse      Léa says it to the group
Rosa> oui                       Rosa says it to the bot, in private
Mehdi: [3] je m'en occupe       Mehdi answers message 3
Mehdi: [3] 👍                   Mehdi reacts to it
Rosa: [2] = une autre perceuse  Rosa edits her message 2; `[2] =` alone deletes it
oui                             the last speaker goes on, in the same place
1                               whoever was asked last chooses answer 1
+3d                             three days pass (also m, h, w; j for jours)
/histoire  /voisins  /quitter   what was said, who lives here, goodbye
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

_SPOKEN = re.compile(
    r"(?P<name>[^\s:>/+#\[][^:>\n]{0,39}?)\s?(?P<mark>[:>])(?:\s(?P<text>.*)|(?P<none>))$", re.DOTALL
)
_ABOUT = re.compile(r"\[(?P<label>\d{1,6})\]\s*(?P<edit>=)?\s*(?P<text>.*)$", re.DOTALL)
_PASSES = re.compile(r"\+\s?(?P<number>\d{1,4})\s?(?P<unit>min|m|h|d|j|w|s)$", re.IGNORECASE)
_UNITS = {
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "j": timedelta(days=1),
    "w": timedelta(weeks=1),
    "s": timedelta(weeks=1),
}


class Wish(StrEnum):
    """What is asked of the console itself."""

    HISTORY = "history"
    NEIGHBOURS = "neighbours"
    KEYS = "keys"
    QUIT = "quit"


_WISHES = {
    "histoire": Wish.HISTORY,
    "historique": Wish.HISTORY,
    "history": Wish.HISTORY,
    "voisins": Wish.NEIGHBOURS,
    "neighbours": Wish.NEIGHBOURS,
    "neighbors": Wish.NEIGHBOURS,
    "touches": Wish.KEYS,
    "keys": Wish.KEYS,
    "quitter": Wish.QUIT,
    "quit": Wish.QUIT,
    "exit": Wish.QUIT,
    "q": Wish.QUIT,
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody says something. `name` and `private` are None where the last speaker goes on."""

    text: str
    name: str | None = None
    private: bool | None = None
    about: int | None = None
    """The label of the message that it is about."""
    edits: bool = False
    """It replaces the text of that message."""


@dataclass(frozen=True, slots=True)
class Passes:
    """Time passes."""

    time: timedelta


Line: TypeAlias = Spoken | Passes | Wish


def read_line(typed: str) -> Line | None:
    """Read one typed line; None for an empty one."""
    typed = typed.strip()
    if not typed:
        return None
    passes = _PASSES.match(typed)
    if passes:
        return Passes(int(passes["number"]) * _UNITS[passes["unit"].lower()])
    if typed.startswith("/") and typed[1:].lower() in _WISHES:
        return _WISHES[typed[1:].lower()]
    spoken = _SPOKEN.match(typed)
    if spoken is None or spoken["text"] is None:
        return _about(Spoken(typed))
    return _about(Spoken(spoken["text"].strip(), spoken["name"].strip(), spoken["mark"] == ">"))


def _about(spoken: Spoken) -> Spoken:
    about = _ABOUT.match(spoken.text)
    if about is None:
        return spoken
    label, edits = int(about["label"]), about["edit"] is not None
    return Spoken(about["text"].strip(), spoken.name, spoken.private, label, edits)
