"""Language packs: chat spelling, elisions, which language a message is in, and bad files."""

from pathlib import Path
from shutil import copytree

import pytest

from bot.intent.packs import FOLDER, Pack, PackError, choose

FR, EN = Pack.read("fr"), Pack.read("en")
BOTH = {"fr": FR, "en": EN}


def words(text: str, pack: Pack = FR) -> list[str]:
    return [token.folded for token in pack.tokens(text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("qqn a ça", ["quelqu'un", "a", "ca"]),
        ("jcherche", ["je", "cherche"]),
        ("SVP", ["s'", "il", "vous", "plait"]),
        ("j ai l'échelle", ["j'", "ai", "l'", "echelle"]),
        ("pourriez-vous", ["pourriez", "vous"]),
        ("rendez-vous", ["rendez-vous"]),
        ("porte-clés", ["porte-cles"]),
    ],
)
def test_french_is_read_as_it_is_meant(text: str, read: list[str]) -> None:
    assert words(text) == read


def test_english_short_forms_are_written_out() -> None:
    assert words("any1 free tmrw pls", EN) == ["anyone", "free", "tomorrow", "please"]


def test_written_out_words_keep_their_place_in_the_text() -> None:
    text = "slt jcherche ça"
    assert [text[token.start : token.end] for token in FR.tokens(text)] == [
        "slt",
        "jcherche",
        "jcherche",
        "ça",
    ]


@pytest.mark.parametrize(
    ("text", "group", "read_in"),
    [
        ("Quelqu'un aurait une perceuse ?", "fr", "fr"),
        ("Has anyone got a drill I could borrow?", "fr", "en"),
        ("Est-ce que quelqu'un peut garder mon chat ?", "en", "fr"),
        ("perceuse", "en", "en"),
        ("ok", "fr", "fr"),
        ("", "en", "en"),
        ("Wer hat eine Bohrmaschine?", "de", "fr"),
    ],
)
def test_a_message_is_read_in_the_groups_language_unless_it_clearly_is_in_another(
    text: str, group: str, read_in: str
) -> None:
    assert choose(BOTH, text, group).language == read_in


def broken(tmp_path: Path, change: tuple[str, str]) -> Path:
    copytree(FOLDER / "fr", tmp_path / "fr")
    path = tmp_path / "fr" / "words.toml"
    written = path.read_text("utf-8")
    assert change[0] in written
    path.write_text(written.replace(*change), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("elisions =", "elisons ="), "fr/words.toml: elisions is missing"),
        (("[classes]", "[class]"), "fr/words.toml: classes is missing"),
        (('slt = "salut"', "slt = 3"), "fr/words.toml: spelling: slt is not a text"),
        (('cc = "coucou"', 'cc = ""'), "fr/words.toml: spelling: cc stands for nothing"),
        (('anybody = "', 'anybody = 3 # "'), "fr/words.toml: classes: anybody is not a text"),
        (('breaks = "', 'breaks = 1 # "'), "fr/words.toml: breaks is not a text"),
        (("[spelling]", "[spelling"), "fr/words.toml: "),
    ],
)
def test_bad_words_are_refused_with_their_file_and_entry(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    with pytest.raises(PackError, match=complaint):
        Pack.read("fr", broken(tmp_path, change))


def test_a_language_that_has_no_pack_is_refused() -> None:
    with pytest.raises(PackError, match=r"xx/words\.toml"):
        Pack.read("xx")
