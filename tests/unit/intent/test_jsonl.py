"""The contract of `palier parse --jsonl`."""

from datetime import datetime
from functools import cache

import pytest

from bot.acts import Act, ActKind, Category, Interval, Item, Mode
from bot.intent.jsonl import act_json, parse_line
from bot.intent.parser import Parser

LINE = {
    "id": "a-1",
    "text": "Il me faudrait 2 litres de lait demain matin svp",
    "group_lang": "fr",
    "place": "group",
    "now": "2026-03-04T10:00",
    "reply_to": None,
}


@cache
def parser() -> Parser:
    return Parser.load()


def test_a_line_is_answered_with_its_id_and_acts() -> None:
    answer = parse_line(parser(), LINE)
    assert set(answer) == {"id", "acts"}
    assert answer["id"] == "a-1"
    assert isinstance(answer["acts"], list)
    (act,) = answer["acts"]
    assert set(act) == {"act", "items", "category", "mode", "when", "urgent", "for_other"}
    assert act["act"] == "request"
    assert act["items"] == [{"name": "lait", "qty": 2, "unit": "litre"}]
    assert act["category"] == "groceries"
    assert act["when"] == {"from": "2026-03-05T06:00", "to": "2026-03-05T12:00"}
    assert act["urgent"] is False


def test_chatter_has_no_acts() -> None:
    assert parse_line(parser(), {**LINE, "text": "bonne journée"}) == {"id": "a-1", "acts": []}


def test_what_is_replied_to_is_taken_into_account() -> None:
    said = {"act": "request", "text": "Quelqu'un a une perceuse ?"}
    answer = parse_line(parser(), {**LINE, "text": "oui j'en ai une, passe ce soir", "reply_to": said})[
        "acts"
    ]
    assert isinstance(answer, list)
    assert [act["act"] for act in answer] == ["accept"]
    assert parse_line(parser(), {**LINE, "text": "lol", "reply_to": {"act": None, "text": "?"}})["acts"] == []


@pytest.mark.parametrize("missing", ["text", "now"])
def test_a_line_needs_its_text_and_time(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        parse_line(parser(), {key: value for key, value in LINE.items() if key != missing})


@pytest.mark.parametrize("wrong", [{"now": "soon"}, {"reply_to": {"act": "dance", "text": ""}}])
def test_a_wrong_line_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"soon|dance"):
        parse_line(parser(), {**LINE, **wrong})


def test_an_act_is_written_to_the_minute() -> None:
    noon = datetime(2026, 3, 4, 12, 30, 59)
    act = Act(
        ActKind.OFFER,
        (Item("lait", 2, "litre", "milk"),),
        Category.GROCERIES,
        Mode.GIVE,
        Interval(noon, noon),
        for_other=True,
    )
    assert act_json(act) == {
        "act": "offer",
        "items": [{"name": "lait", "qty": 2, "unit": "litre"}],
        "category": "groceries",
        "mode": "give",
        "when": {"from": "2026-03-04T12:30", "to": "2026-03-04T12:30"},
        "urgent": False,
        "for_other": True,
    }
