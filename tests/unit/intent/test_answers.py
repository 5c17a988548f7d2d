"""Answers to the bot's questions, in any wording, and what is none."""

from functools import cache
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intent.answers import Answers
from bot.intent.packs import FOLDER, PackError
from bot.intent.parser import Parser

ALL = ("yes", "no", "not_yet", "gone")


@cache
def parser() -> Parser:
    return Parser.load()


def answer(text: str, language: str = "fr", options: tuple[str, ...] = ALL) -> str | None:
    return parser().read_answer(text, language, options)


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        (
            "yes",
            (
                "oui|Oui !|oui oui|ouiiii|ouais|ok|OK pour moi|d'accord|D’accord, à demain|volontiers"
                "|bien sûr !|pas de souci|ça marche|je veux bien|carrément|c'est bon pour moi|avec plaisir"
                "|oui mais pas avant 18h|super merci|parfait !|👍|👍🏽|✅|c'est fait|rendu !"
                "|elle me l'a rendue hier|toujours besoin|oui, bonne soirée"
            ),
        ),
        (
            "no",
            (
                "non|Non.|nan désolée|non merci|pas cette fois|désolé je peux pas|je ne pourrai pas samedi"
                "|une autre fois|impossible|👎|❌|non non|pas possible ce soir|j'ai trouvé|plus besoin merci"
            ),
        ),
        ("not_yet", "pas encore|non pas encore|toujours pas|bientôt|demain|ce soir|j'attends encore|⏳"),
        ("gone", "je l'ai plus|je ne l'ai plus, désolé|vendu|elle est cassée|on l'a plus|en panne, désolée"),
    ],
)
def test_french_neighbours_answer_in_many_words(option: str, texts: str) -> None:
    assert {text: answer(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        (
            "yes",
            (
                "yes|Yes!|yeah sure|yep|ok|OK, see you then|of course|happy to|no problem|sounds good|👌"
                "|go ahead|done|all done, thanks|i still need it|yes please"
            ),
        ),
        (
            "no",
            "no|No thanks|nope|not this time|sorry, I can't|i'm afraid not|no longer need it|never mind|🚫",
        ),
        ("not_yet", "not yet|no, not yet|still waiting|soon|tomorrow"),
        ("gone", "it's gone|sold|I don't have it any more|it's broken|sorry, sold"),
    ],
)
def test_english_neighbours_answer_in_many_words(option: str, texts: str) -> None:
    assert {t: answer(t, "en") for t in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


@pytest.mark.parametrize("text", ["2", " 2 ", "2.", "2)", "le 2", "Le 2 !", "n°2", "#2", "réponse 2", "2️⃣"])
def test_a_number_counts_the_options(text: str) -> None:
    assert answer(text, options=("yes", "gone", "no")) == "gone"


@pytest.mark.parametrize("text", ["0", "4", "12", "2 œufs", "le 2 mars", "18h"])
def test_a_number_beyond_the_options_is_no_answer(text: str) -> None:
    assert answer(text, options=("yes", "no", "gone")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "…",
        "🎸",
        "on verra",
        "j'ai besoin d'une perceuse",
        "oui mais il me faut aussi une échelle",
        "Oui. Et il me faudrait aussi une échelle pour samedi",
        "fait froid ce soir",
        "si quelqu'un a une échelle je prends",
        "demain il pleut paraît-il",
        "super le match hier",
        "oui " * 13,
    ],
)
def test_a_new_request_or_chatter_is_no_answer(text: str) -> None:
    assert answer(text) is None


def test_only_options_that_were_offered_are_chosen() -> None:
    assert answer("pas encore", options=("yes", "no", "not_yet")) == "not_yet"
    assert answer("pas encore", options=("yes", "no")) == "no"
    assert answer("je l'ai plus", options=("yes", "no")) == "no"
    assert answer("oui", options=("no",)) is None
    assert answer("oui", options=()) is None


def test_a_language_without_answers_borrows_the_first() -> None:
    assert answer("oui", "de") == "yes"


@given(st.text())
def test_any_text_is_an_option_or_none(text: str) -> None:
    assert answer(text) in {*ALL, None}


def changed(tmp_path: Path, old: str, new: str) -> Path:
    copytree(FOLDER / "en", tmp_path / "en")
    path = tmp_path / "en" / "answers.toml"
    written = path.read_text("utf-8")
    assert old in written
    path.write_text(written.replace(old, new, 1), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("most = 12", "", "en/answers.toml: .*most"),
        ("[gone]\nstart = [", '[gone]\nstart = ["yes", ', "en/answers.toml: “yes” stands under two answers"),
        ("[no]", "[no", "en/answers.toml"),
    ],
)
def test_bad_answers_are_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(PackError, match=complaint):
        Answers.load("en", changed(tmp_path, old, new))
