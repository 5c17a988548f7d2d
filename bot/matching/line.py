"""A pair of messages, judged: for measuring, and for trying things out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.acts import Act, ActKind
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context, Reading
from bot.matching.fitting import ANSWERS, fit

_NO_TIME = datetime(2000, 1, 1)


class Reader(Protocol):
    """Understands messages: the intent engine's parser."""

    def parse(self, text: str, context: Context) -> Reading:
        """Give the acts of a text."""
        ...

    def read_as(self, kind: ActKind, text: str, context: Context) -> Act:
        """Give the act of that kind in a text that is known to have one, however little it says."""
        ...


def match_line(pair: Mapping[str, object], reader: Reader, catalogue: Catalogue) -> dict[str, object]:
    """Judge `{"id", "request": {"text", "lang", "now"}, "offer": {…}}`.

    Gives `{"id", "match", "score", "why"}`, `why` a list of English sentences.

    Raises
    ------
    ValueError
        A side is missing, or has no text.

    """
    wanted = _read(pair.get("request"), ActKind.REQUEST, reader)
    had = _read(pair.get("offer"), ActKind.OFFER, reader)
    found = fit(wanted, had, catalogue)
    return {
        "id": pair.get("id"),
        "match": found.is_enough,
        "score": round(found.score, 3),
        "why": [str(reason) for reason in found.reasons],
    }


def _read(side: object, kind: ActKind, reader: Reader) -> Act:
    """Give a side's act; where its text plainly does the opposite ("j'en cherche une aussi"), that one."""
    if not isinstance(side, dict) or not isinstance(side.get("text"), str):
        raise ValueError(f"the {kind} of a pair is an object with a text")  # noqa: TRY004 - the data is wrong
    text, now = side["text"], side.get("now")
    context = Context(
        str(side.get("lang") or "fr"), datetime.fromisoformat(now) if isinstance(now, str) else _NO_TIME
    )
    acts = [act for act in reader.parse(text, context).acts if act.kind in ANSWERS]
    said = next((act for act in acts if act.kind is kind), acts[0] if acts else None)
    return said or reader.read_as(kind, text, context)
