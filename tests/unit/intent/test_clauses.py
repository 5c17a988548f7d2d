"""Where sentences begin and end, and what of a message a part keeps."""

from datetime import datetime

import pytest

from bot.intent.catalogue import Catalogue
from bot.intent.clauses import sentences
from bot.intent.context import Context
from bot.intent.message import Reader
from bot.intent.text import tokenise


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        ("bonjour", [("bonjour", "")]),
        ("Bonjour. Ça va ?", [("Bonjour", "."), ("Ça va", "?")]),
        ("quoi ?! non", [("quoi", "?"), ("non", "")]),
        ("quoi !? non", [("quoi", "?"), ("non", "")]),
        ("lait\npain\n\nœufs", [("lait", "\n"), ("pain", "\n"), ("œufs", "")]),
        ("... ok", [("ok", "")]),
        ("à 18.30 ici", [("à 18.30 ici", "")]),
    ],
)
def test_a_message_is_cut_at_marks_and_ends_of_lines(text: str, cut: list[tuple[str, str]]) -> None:
    tokens = tokenise(text)
    found = [(text[tokens[s.start].start : tokens[s.end - 1].end], s.mark) for s in sentences(text, tokens)]
    assert found == cut


def test_a_part_counts_tokens_cues_and_names_anew() -> None:
    reader = Reader.load(("fr",), Catalogue.load(("fr",)))
    message = reader.read(
        "Le canapé est donné. Je cherche une perceuse !", Context("fr", datetime(2026, 3, 4, 10))
    )
    part = message.part(1, 2)
    alone = reader.read("Je cherche une perceuse !", Context("fr", datetime(2026, 3, 4, 10)))
    assert part.features() == alone.features()
    assert [(cue.rule.id, cue.start, cue.end) for cue in part.cues] == [
        (cue.rule.id, cue.start, cue.end) for cue in alone.cues
    ]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("oui", None),
        ("oui mais demain", "demain"),
        ("oui. demain alors", "demain alors"),
        ("demain, mais", None),
    ],
)
def test_the_rest_comes_after_a_sentence_or_a_but(text: str, rest: str | None) -> None:
    reader = Reader.load(("fr",), Catalogue.load(("fr",)))
    found = reader.read(text, Context("fr", datetime(2026, 3, 4, 10))).rest()
    assert (found and " ".join(token.text for token in found.analysis.tokens)) == rest
