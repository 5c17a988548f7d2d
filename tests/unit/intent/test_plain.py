"""Plain sentences that any neighbour expects to be understood, or to be left alone: see plain.jsonl."""

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.intent.jsonl import parse_line
from bot.intent.parser import Parser


class Line(BaseModel):
    """A sentence and the acts that it does."""

    lang: str
    text: str
    acts: list[str]
    reply_to: dict[str, str | None] | None = None


LINES = [
    Line.model_validate_json(line)
    for line in (Path(__file__).parent / "plain.jsonl").read_text("utf-8").splitlines()
]
NOW = datetime(2026, 3, 4, 10)


@cache
def parser() -> Parser:
    return Parser.load()


def acts(line: Line, text: str) -> list[object]:
    asked = {
        "id": "x",
        "text": text,
        "group_lang": line.lang,
        "place": "group",
        "now": NOW.isoformat(),
        "reply_to": line.reply_to,
    }
    said = parse_line(parser(), asked)["acts"]
    assert isinstance(said, list)
    return [act["act"] for act in said]


@pytest.mark.parametrize("line", [pytest.param(line, id=line.text[:60]) for line in LINES])
def test_plain_words_are_understood(line: Line) -> None:
    assert acts(line, line.text) == line.acts


@pytest.mark.parametrize("line", [each for each in LINES if each.acts == ["request"] and each.lang == "fr"])
def test_case_accents_and_a_full_stop_make_no_difference_to_a_request(line: Line) -> None:
    text = line.text
    for written in (text.lower(), text[0].upper() + text[1:]):
        assert acts(line, written) == ["request"]
