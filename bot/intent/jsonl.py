"""Messages and what was read in them, as JSON objects: the contract of `palier parse --jsonl`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.acts import Act, ActKind, Interval
from bot.intent.context import Context, Quoted

if TYPE_CHECKING:
    from bot.intent.parser import Parser

_MINUTES = "%Y-%m-%dT%H:%M"


def parse_line(parser: Parser, line: Mapping[str, object]) -> dict[str, object]:
    """Answer `{"id","text","group_lang","place","now","reply_to"}` with `{"id","acts":[…]}`.

    Raises
    ------
    KeyError
        `text` or `now` is missing.
    ValueError
        `now` is no time, or `reply_to.act` no act.

    """
    context = Context(
        language=str(line.get("group_lang") or "fr"),
        now=datetime.fromisoformat(str(line["now"])),
        private=line.get("place") == "direct",
        reply_to=_quoted(line.get("reply_to")),
    )
    acts = parser.parse(str(line["text"]), context).acts
    return {"id": line.get("id"), "acts": [act_json(act) for act in acts]}


def act_json(act: Act) -> dict[str, object]:
    """Give an act with the fields that the labelled messages have."""
    return {
        "act": act.kind,
        "items": [{"name": item.name, "qty": item.quantity, "unit": item.unit} for item in act.items],
        "category": act.category,
        "mode": act.mode,
        "when": when_json(act.when),
        "urgent": act.urgent,
        "for_other": act.for_other,
    }


def when_json(interval: Interval | None) -> dict[str, str] | None:
    """Give an interval to the minute."""
    if interval is None:
        return None
    return {"from": interval.start.strftime(_MINUTES), "to": interval.end.strftime(_MINUTES)}


def _quoted(reply_to: object) -> Quoted | None:
    if not isinstance(reply_to, Mapping):
        return None
    act = reply_to.get("act")
    return Quoted(str(reply_to.get("text") or ""), ActKind(act) if act else None)
