"""Labelled messages as the trainings read them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.acts import ActKind
from bot.intent.context import Context, Quoted


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, its circumstances, and the acts it does, in order."""

    id: str
    language: str
    text: str
    context: Context
    acts: tuple[ActKind, ...]


def read_labelled(paths: Sequence[Path]) -> Iterator[Labelled]:
    """Read files of labelled messages, one JSON object a line."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            quoted = row["reply_to"]
            kind = quoted and quoted["act"]
            yield Labelled(
                id=row["id"],
                language=row["lang"],
                text=row["text"],
                context=Context(
                    language=row["group_lang"],
                    now=datetime.fromisoformat(row["now"]),
                    private=row["place"] == "direct",
                    reply_to=Quoted(quoted["text"], ActKind(kind) if kind else None) if quoted else None,
                ),
                acts=tuple(ActKind(act["act"]) for act in row["acts"]),
            )
