"""The command line as its users meet it: a process, lines in, lines out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
NOW = "2026-11-25T18:00"


def palier(*arguments: str, typed: str = "", status: int = 0, cwd: Path = TOP) -> str:
    """Run `palier` and give what it printed; errors too where it is to fail."""
    run = subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin", "COLUMNS": "200", "LANG": "C.UTF-8"},
    )
    assert run.returncode == status, run.stderr
    assert "Traceback" not in run.stderr
    return run.stdout if status == 0 else run.stderr


def readme_example(language: str) -> tuple[str, list[str]]:
    """Give the lines that README tells to type, and the lines that it says will appear."""
    block = re.search(
        r"<!-- first example -->\n```text\n(.*?)```", (TOP / "README.md").read_text("utf-8"), re.DOTALL
    )
    assert block is not None
    typed = [line.removeprefix("› ") for line in block[1].splitlines() if line.startswith("› ")]
    seen = [line.strip() for line in block[1].splitlines() if line.strip() and not line.startswith("› ")]
    return "\n".join(typed) + "\n", seen


def test_the_first_example_of_the_readme_works_as_written() -> None:
    typed, seen = readme_example("fr")
    printed = [line.strip() for line in palier("chat", "--now", NOW, typed=typed).splitlines()]
    assert len(seen) >= 5
    for line in seen:
        assert line in printed


def test_the_same_in_english() -> None:
    printed = palier("chat", "-l", "en", "--now", NOW, typed="Léa: I need a drill\nRosa> yes\n/quit\n")
    assert "Léa is looking for: drill" in printed
    assert "Good news: Rosa can help you" in printed


def test_chit_chat_gets_no_answer() -> None:
    printed = palier(
        "chat", "--empty", "--now", NOW, typed="Léa: il fait beau ce matin\nMehdi: oui enfin !\n"
    )
    assert "Palier" not in printed


def test_a_building_that_is_kept_goes_on_where_it_was(tmp_path: Path) -> None:
    folder = str(tmp_path / "building")
    palier("chat", "--empty", "--data", folder, "--now", NOW, typed="Rosa: je prête ma perceuse si besoin\n")
    printed = palier("chat", "--data", folder, "--now", NOW, typed="Léa: besoin d'une perceuse\nRosa> 1\n")
    assert "Bonne nouvelle, Rosa peut vous aider" in printed


def test_the_demo_plays_a_week_and_tells_why() -> None:
    printed = palier("demo", "--fast", "--why", "--now", NOW)
    assert "Bonne nouvelle, Rosa peut vous aider" in printed
    assert "↳ request" in printed


def test_parse_answers_lines_with_lines() -> None:
    asked = {
        "id": "a",
        "text": "besoin d'une perceuse samedi",
        "group_lang": "fr",
        "place": "group",
        "now": NOW,
        "reply_to": None,
    }
    answer = json.loads(palier("parse", "--jsonl", typed=json.dumps(asked) + "\n"))
    assert answer == {
        "id": "a",
        "acts": [
            {
                "act": "request",
                "items": [{"name": "perceuse", "qty": None, "unit": None}],
                "category": "tools",
                "mode": None,
                "when": {"from": "2026-11-28T00:00", "to": "2026-11-28T23:59"},
                "urgent": False,
                "for_other": False,
            }
        ],
    }


def test_when_answers_lines_with_lines() -> None:
    asked = {"id": 1, "text": "demain à 18h", "now": NOW, "lang": "fr"}
    said = json.loads(palier("when", "--jsonl", typed=json.dumps(asked) + "\n"))
    assert said == {"id": 1, "when": {"from": "2026-11-26T18:00", "to": "2026-11-26T18:00"}}


def test_match_answers_lines_with_lines() -> None:
    side = {"lang": "fr", "now": NOW}
    asked = {
        "id": "p",
        "request": {"text": "je cherche une perceuse", **side},
        "offer": {"text": "je prête ma perceuse", **side},
    }
    said = json.loads(palier("match", "--jsonl", typed=json.dumps(asked) + "\n"))
    assert (said["id"], said["match"]) == ("p", True)
    assert said["why"]


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        (["parse", "besoin d'une perceuse"], "request"),
        (["when", "samedi matin", "--now", NOW], "2026-11-28T06:00"),
        (["match", "je cherche une perceuse", "je prête ma perceuse"], "They fit"),
        (["version"], "palier "),
        (["--help"], "demo"),
        (["chat", "--help"], "Rosa> oui"),
    ],
)
def test_commands_show_what_people_want_to_know(arguments: list[str], shows: str) -> None:
    assert shows in palier(*arguments)


@pytest.mark.parametrize(
    ("arguments", "typed", "says"),
    [
        (["parse", "--jsonl"], "not json\n", "line 1"),
        (["parse", "--jsonl"], '{"id": 1}\n', "line 1"),
        (["chat", "-l", "xx"], "", "fr or en"),
        (["run", "-c", "nowhere.yaml"], "", "config.example.yaml"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(arguments: list[str], typed: str, says: str) -> None:
    status = 2 if arguments[0] == "chat" else 1
    assert says in palier(*arguments, typed=typed, status=status)


def test_run_serves_what_the_settings_say(tmp_path: Path) -> None:
    settings = (
        (TOP / "config.example.yaml").read_text("utf-8").replace("data: data", f"data: {tmp_path / 'data'}")
    )
    file = tmp_path / "config.yaml"
    file.write_text(settings + "\n", "utf-8")
    never = file.read_text("utf-8").replace('start: "22:00"', 'start: "08:00"')
    file.write_text(never, "utf-8")
    printed = palier(
        "run", "-c", str(file), typed="Rosa: je prête ma perceuse\nLéa: besoin d'une perceuse\nRosa> 1\n"
    )
    assert "Bonne nouvelle, Rosa peut vous aider" in printed
    assert (tmp_path / "data" / "groups" / "lilas.jsonl").stat().st_mode & 0o077 == 0
