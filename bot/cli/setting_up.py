"""`palier init` and `palier doctor`: from nothing to settings that work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.sentences import run_it, sentences


def init(
    config: Annotated[Path, typer.Option("--config", "-c", help="The file to write.")] = Path("config.yaml"),
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a config.yaml by questions."""
    from bot.cli.first_settings import write_by_questions

    with sentences():
        write_by_questions(config, force=force)


def doctor(
    config: Annotated[Path, typer.Option("--config", "-c", help="The settings file.")] = Path("config.yaml"),
) -> None:
    """Tell what is wrong and what to do about it; ends with status 1 if anything is."""
    from bot.cli.diagnosis import diagnose

    run_it(diagnose(config))
