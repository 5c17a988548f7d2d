"""The catalogue: names found in messages, and how near things are to each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.acts import Category, Mode
from bot.intent.catalogue import FOLDER, Catalogue, Hit
from bot.intent.catalogue_file import CatalogueError
from bot.intent.near_miss import NearMisses
from bot.intent.text import tokenise

ELISIONS = {"fr": ("l", "d", "j", "qu"), "en": ()}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(("fr", "en"))


def found(catalogue: Catalogue, text: str, language: str = "fr") -> list[tuple[str, str]]:
    tokens = tokenise(text, ELISIONS[language])
    return [
        (hit.concept.id, text[tokens[hit.start].start : tokens[hit.end - 1].end])
        for hit in catalogue.find(tokens, language)
    ]


def hit(catalogue: Catalogue, text: str, language: str = "fr") -> Hit:
    (only,) = catalogue.find(tokenise(text, ELISIONS[language]), language)
    return only


@pytest.mark.parametrize(
    ("text", "concept", "words"),
    [
        ("Besoin d'une perceuse svp", "drill", "perceuse"),
        ("qui a des PERCEUSES ?", "drill", "PERCEUSES"),
        ("un appareil à raclette", "raclette", "appareil à raclette"),
        ("une machine a coudre", "sewing_machine", "machine a coudre"),
        ("un sèche cheveux", "hair_dryer", "sèche cheveux"),
        ("un seche-cheveux", "hair_dryer", "seche-cheveux"),
        ("un lavelinge", "washing_machine", "lavelinge"),
        ("des pommes de terre", "potato", "pommes de terre"),
        ("2 douzaines d'œufs", "egg", "œufs"),
        ("une plombière", "plumbing", "plombière"),
        ("une électricienne", "electrician", "électricienne"),
        ("arroser mes plantes", "plant_watering", "arroser mes plantes"),
        ("qui arroserait toutes nos plantes", "plant_watering", "arroserait toutes nos plantes"),
    ],
)
def test_a_thing_is_found_however_it_is_bent(
    catalogue: Catalogue, text: str, concept: str, words: str
) -> None:
    assert (concept, words) in found(catalogue, text)


def test_english_names_are_found_in_english(catalogue: Catalogue) -> None:
    assert found(catalogue, "anyone got a ladder and some knives?", "en") == [
        ("ladder", "ladder"),
        ("kitchen_knife", "knives"),
    ]
    assert found(catalogue, "who could be watering my plants", "en") == [
        ("plant_watering", "watering my plants")
    ]


def test_the_longest_name_wins(catalogue: Catalogue) -> None:
    assert found(catalogue, "une table de ping-pong") == [("table_tennis", "table de ping-pong")]
    assert found(catalogue, "une table") == [("table", "table")]


def test_a_name_does_not_reach_over_a_comma(catalogue: Catalogue) -> None:
    assert [concept for concept, _ in found(catalogue, "du lait, concentré !")] == ["milk"]


def test_half_a_hyphenated_word_is_no_name(catalogue: Catalogue) -> None:
    assert found(catalogue, "la clé-truc") == []


def test_a_slip_is_forgiven_and_marked(catalogue: Catalogue) -> None:
    assert hit(catalogue, "une perrceuse") == Hit(hit(catalogue, "une perceuse").concept, 1, 2, exact=False)
    assert not hit(catalogue, "un thermosttat").exact


def test_a_known_misspelling_needs_no_forgiving(catalogue: Catalogue) -> None:
    assert hit(catalogue, "un escabot").concept.id == "stepladder"
    assert hit(catalogue, "un escabot").exact


@pytest.mark.parametrize(
    "text", ["contre", "message", "village", "souvent", "Celle de Colette", "faites comme moi"]
)
def test_an_everyday_word_is_not_taken_for_a_slip(catalogue: Catalogue, text: str) -> None:
    assert found(catalogue, text) == []


def test_accents_count_where_they_tell_two_things_apart(catalogue: Catalogue) -> None:
    assert hit(catalogue, "du pâté").concept.id == "pate"
    assert hit(catalogue, "des pâtes").concept.id == "pasta"
    assert hit(catalogue, "des pates").concept.id == "pasta"
    assert found(catalogue, "mais non") == []


def test_a_word_that_mostly_means_something_else_is_weak(catalogue: Catalogue) -> None:
    assert hit(catalogue, "la souris").weak
    assert not hit(catalogue, "une souris sans fil").weak


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("une glace", "fr", "ice_cream"),
        ("une glace, un lit et une armoire", "fr", "mirror"),
        ("un avocat, trois tomates et des citrons", "fr", "courgette"),
        ("un avocat et un notaire", "fr", "legal_help"),
        ("une pompe, le vélo, un casque de vélo", "fr", "bike_pump"),
        ("tablet and paracetamol", "en", "medicine"),
        ("tablet and phone charger", "en", "tablet_computer"),
    ],
)
def test_a_name_of_several_things_is_read_by_its_company(
    catalogue: Catalogue, text: str, language: str, concept: str
) -> None:
    assert found(catalogue, text, language)[0][0] == concept


def test_a_description_is_no_name(catalogue: Catalogue) -> None:
    described = hit(catalogue, "promener mon chien")
    assert described.described
    assert catalogue.name(described.concept.id, "fr") == "promenade de chien"
    assert not hit(catalogue, "une promenade de chien").described


def test_a_hit_can_be_counted_from_elsewhere(catalogue: Catalogue) -> None:
    weak = hit(catalogue, "la souris")
    assert weak.shifted(-1) == Hit(weak.concept, 0, 1, exact=True, weak=True)


def test_a_language_that_is_not_loaded_names_nothing(catalogue: Catalogue) -> None:
    assert catalogue.find(tokenise("eine Bohrmaschine"), "de") == ()
    assert catalogue.name("drill", "de") == "drill"


@pytest.mark.parametrize(
    "text", ["", " ", "🙂", "-", "'" * 50, "a" * 70_000, "l' " * 5_000, "\x00\ud800", "perceuse" * 9_000]
)
def test_any_text_is_read(catalogue: Catalogue, text: str) -> None:
    assert catalogue.find(tokenise(text, ELISIONS["fr"]), "fr") is not None


def test_things_are_near_as_neighbours_see_it(catalogue: Catalogue) -> None:
    assert catalogue.nearness("drill", "drill") == 1
    assert catalogue.nearness("ladder", "stepladder") == catalogue.nearness("stepladder", "ladder") >= 0.6
    assert 0.6 <= catalogue.nearness("folding_chair", "chair") < 1
    assert catalogue.nearness("drill", "ladder") == 0.3
    assert catalogue.nearness("drill", "cat") == 0
    assert catalogue.nearness("drill", "nothing of the kind") == 0


def test_a_concept_says_what_it_is(catalogue: Catalogue) -> None:
    drill, watering = catalogue.get("drill"), catalogue.get("plant_watering")
    assert drill is not None
    assert watering is not None
    assert (drill.category, drill.mode, drill.service) == (Category.TOOLS, Mode.LEND, False)
    assert (watering.category, watering.mode, watering.service) == (Category.HOME_WATCH, Mode.SERVICE, True)
    assert catalogue.get("nothing of the kind") is None


def test_it_is_broad_and_whole() -> None:
    assert Catalogue.check(("fr", "en")) == []
    assert len(Catalogue.load(("fr",)).ids()) > 900
    assert {path.stem for path in (FOLDER / "catalogue").glob("*.toml")} == set(Category)


def written(folder: Path, files: dict[str, str]) -> Path:
    """Write a small catalogue, with the grammar of French and English."""
    grammar = {f"{lang}/inflection.toml": read(f"{lang}/inflection.toml") for lang in ("fr", "en")}
    for name, text in {"fr/names.toml": "", "en/names.toml": "", **grammar, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[drill]\nnear = 'saw .7'", "drill: there is no other concept 'saw'"),
        ("[drill]\nis = 'drill'", "drill: there is no other concept 'drill'"),
        ("[drill]\nnear = 'saw'\n[saw]", "drill: near: 'saw': write a concept and .4 to .95"),
        ("[drill]\nmode = 'hire'", "drill: mode: 'hire' is not known; write one of lend"),
        ("[drill]\nkind = 'tool'", "drill: kind: 'tool' is not known; write one of thing, service"),
        ("[drill]\ncolour = 'red'", "drill: there is no key 'colour'"),
        ("[drill]\nis = ['tool']", "drill: is: write text in quotes"),
        ("mode = 'hire'\n[drill]", "before the first concept: mode: 'hire' is not known"),
        ("[drill]\n[drill]", "Cannot declare"),
        ("[drill]\nis = tool", "Invalid value (at line 2"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_mend(tmp_path: Path, text: str, complaint: str) -> None:
    folder = written(tmp_path, {"catalogue/tools.toml": text})
    with pytest.raises(CatalogueError) as refused:
        Catalogue.load(("fr", "en"), folder)
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("tools.toml: ")


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ("[tools]\ndrill = 'perceuse'\nsaw = 'perceuse'", "saw: 'perceuse' is a name of drill already"),
        ("[tools]\ndrill = 'de la'", "drill: 'de la' has no word of its own"),
        ("[tools]\ndrill = 'perceuse,, foreuse'", "drill: '' has no word of its own"),
        ("[tools]\ndrill = ['perceuse']", "drill: write text in quotes"),
        ("[tools]\ndril = 'perceuse'", "tools.dril: catalogue/tools.toml has no dril"),
        ("[garden]\ndrill = 'perceuse'", "catalogue/garden.toml has no drill; it is in [tools]"),
        ("drill = 'perceuse'", "drill: write names below a category"),
        ("[tools]\ndrill = perceuse", "Invalid value (at line 2"),
    ],
)
def test_a_wrong_name_is_refused_with_its_mend(tmp_path: Path, names: str, complaint: str) -> None:
    folder = written(tmp_path, {"catalogue/tools.toml": "[drill]\n[saw]", "fr/names.toml": names})
    with pytest.raises(CatalogueError) as refused:
        Catalogue.load(("fr", "en"), folder)
    assert complaint in str(refused.value)
    assert str(refused.value).startswith("fr/names.toml: ")


def test_a_concept_stands_in_one_file_only(tmp_path: Path) -> None:
    folder = written(tmp_path, {"catalogue/tools.toml": "[drill]", "catalogue/garden.toml": "[drill]"})
    with pytest.raises(CatalogueError, match=r"tools.toml: drill: is in garden.toml already"):
        Catalogue.load(("fr",), folder)


def test_a_language_without_its_words_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, {"catalogue/tools.toml": "[drill]"})
    with pytest.raises(CatalogueError, match=r"de/inflection.toml is missing"):
        Catalogue.load(("de",), folder)
    (folder / "de").mkdir()
    (folder / "de" / "inflection.toml").write_text("small = 'der die das'", "utf-8")
    with pytest.raises(CatalogueError, match=r"de/inflection.toml: 'invariable'"):
        Catalogue.load(("de",), folder)
    (folder / "de" / "inflection.toml").write_text(read("en/inflection.toml"), "utf-8")
    with pytest.raises(CatalogueError, match=r"de/names.toml is missing"):
        Catalogue.load(("de",), folder)


def test_check_lists_every_fault(tmp_path: Path) -> None:
    files = {
        "catalogue/tools.toml": "[drill]\nmode = 'hire'\nkind = 'tool'\n",
        "catalogue/gadgets.toml": "[thing]\n",
        "fr/names.toml": "[tools]\ndrill = 'perceuse'",
    }
    faults = [str(fault) for fault in Catalogue.check(("fr", "en"), written(tmp_path, files))]
    assert len(faults) == 4
    assert "gadgets.toml: name the file after a category" in faults[0]
    assert faults[-1] == "en/names.toml: tools: no name for drill; add one"


def test_a_language_is_added_by_adding_names(tmp_path: Path) -> None:
    files = {
        "catalogue/tools.toml": "mode = 'lend'\n\n[drill]\n",
        "de/names.toml": "[tools]\ndrill = 'Bohrmaschine, ?Bohrer'",
        "de/inflection.toml": read("en/inflection.toml"),
    }
    catalogue = Catalogue.load(("fr", "de"), written(tmp_path, files))
    assert [hit.concept.id for hit in catalogue.find(tokenise("eine Bohrmaschine"), "de")] == ["drill"]
    assert catalogue.name("drill", "de") == "Bohrmaschine"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("perrceuse", "perceuse"),
        ("percuese", "perceuse"),
        ("perseuse", "perceuse"),
        ("prceuse", "perceuse"),
        ("perceuses", None),
        ("berceuse", None),
        ("tasse", None),
        ("tassse", "tasse"),
        ("tosse", None),
        ("scie", None),
        ("perce1use", None),
    ],
)
def test_one_slip_of_the_finger_is_undone(written: str, meant: str | None) -> None:
    assert NearMisses({"perceuse", "tasse", "scie"}).of(written) == meant
