"""The `palier` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli import matrix_commands, setting_up
from bot.cli.sentences import run_it, sentences

app = typer.Typer(
    name="palier",
    help="A neighbour on every landing: reads a building's chat, and introduces who needs to who can help.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(matrix_commands.app, name="matrix")
app.command()(setting_up.init)
app.command()(setting_up.doctor)
Language = Annotated[str, typer.Option("--language", "-l", help="fr or en: the language of the group.")]
Now = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%dT%H:%M"], help="The time it is supposed to be, such as 2026-03-17T09:30."),
]
JsonLines = Annotated[
    bool, typer.Option("--jsonl", help="Read one JSON object a line from standard input, write one for each.")
]


@app.command()
def run(
    config: Annotated[Path, typer.Option("--config", "-c", help="The settings file.")] = Path("config.yaml"),
) -> None:
    """Serve the groups that config.yaml names, until Ctrl-C."""
    from bot.cli.serving import serve

    run_it(serve(config))


@app.command()
def chat(
    language: Language = "fr",
    now: Now = None,
    data: Annotated[
        Path | None, typer.Option(help="Keep the building in this folder. Without it, it is gone at the end.")
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="Begin without last week's messages.")] = False,
) -> None:
    """Open the practice building: you are all the neighbours.

    Type [bold]Léa: besoin d'une perceuse[/bold], answer in private with [bold]Rosa> oui[/bold] or a number,
    let time pass with [bold]+3d[/bold], leave with [bold]/quitter[/bold]. It also reads lines from a pipe.
    """
    from bot.cli.practice import practise

    run_it(practise(_language(language), now, data, empty=empty))


@app.command()
def demo(
    language: Language = "fr",
    now: Now = None,
    why: Annotated[
        bool, typer.Option("--why", help="Show after each message how it was understood.")
    ] = False,
    fast: Annotated[bool, typer.Option("--fast", help="Don't pause for reading.")] = False,
) -> None:
    """Watch a week in a building, in one minute."""
    from bot.cli.practice import demonstrate

    run_it(demonstrate(_language(language), now, why=why, fast=fast))


@app.command()
def parse(
    text: Annotated[str | None, typer.Argument(help="A neighbour's message.")] = None,
    language: Language = "fr",
    now: Now = None,
    private: Annotated[bool, typer.Option("--private", help="Written to the bot in private.")] = False,
    jsonl: JsonLines = False,
) -> None:
    """Show what the bot reads in a message, and why.

    With --jsonl: [dim]{"id","text","group_lang","place","now","reply_to"}[/dim] in,
    [dim]{"id","acts":[{"act","items","category","mode","when","urgent","for_other"}]}[/dim] out.
    """
    from bot.cli.showing import Shower

    shower = Shower.load()
    if jsonl:
        _stream(shower.parse_line)
    else:
        shower.parse(_given(text), _language(language), now or datetime.now(), private=private)  # noqa: DTZ005 - local


@app.command()
def when(
    text: Annotated[str | None, typer.Argument(help="A text with a time in it.")] = None,
    language: Language = "fr",
    now: Now = None,
    jsonl: JsonLines = False,
) -> None:
    """Show which time a text means, and say it back.

    With --jsonl: [dim]{"id","text","now","lang"}[/dim] in, [dim]{"id","when":{"from","to"}|null}[/dim] out.
    """
    from bot.cli.showing import Shower

    shower = Shower.load()
    if jsonl:
        _stream(shower.when_line)
    else:
        shower.when(_given(text), _language(language), now or datetime.now())  # noqa: DTZ005 - local


@app.command()
def match(
    request: Annotated[str | None, typer.Argument(help="A request.")] = None,
    offer: Annotated[str | None, typer.Argument(help="An offer.")] = None,
    language: Language = "fr",
    now: Now = None,
    jsonl: JsonLines = False,
) -> None:
    """Show whether an offer answers a request, and why.

    With --jsonl: [dim]{"id","request":{"text","lang","now"},"offer":{…}}[/dim] in,
    [dim]{"id","match","score","why"}[/dim] out.
    """
    from bot.cli.showing import Shower

    shower = Shower.load()
    if jsonl:
        _stream(shower.match_line)
    else:
        shower.match(_given(request), _given(offer), _language(language), now or datetime.now())  # noqa: DTZ005


@app.command()
def restore(
    group: Annotated[str, typer.Argument(help="The group's id, as in config.yaml.")],
    config: Annotated[Path, typer.Option("--config", "-c", help="The settings file.")] = Path("config.yaml"),
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Take a group whose file is damaged back to its last good backup."""
    from bot.cli.serving import go_back

    with sentences():
        go_back(config, group, sure=lambda question: yes or typer.confirm(question))


@app.command()
def version() -> None:
    """Print the version."""
    print(f"palier {installed_version('palier')}")  # noqa: T201 - this is the command's output


def main() -> None:
    """Run the command; whatever Palier itself finds wrong is said in a sentence."""
    app()


def _language(language: str) -> str:
    if language not in {"fr", "en"}:
        raise typer.BadParameter(f"{language!r} is not there yet; write fr or en", param_hint="--language")
    return language


def _given(text: str | None) -> str:
    if text is None:
        raise typer.BadParameter("write a text, in quotes, or use --jsonl")
    return text


def _stream(answer: Callable[[dict[str, object]], dict[str, object]]) -> None:
    """Answer JSON lines one by one; a line that is none is refused with its number."""
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            sys.stdout.write(json.dumps(answer(dict(json.loads(line))), ensure_ascii=False) + "\n")
        except (ValueError, KeyError, TypeError) as error:
            Console(stderr=True).print(f"[red]palier:[/red] line {number}: {error}", highlight=False)
            raise SystemExit(1) from None
