"""Questions at the terminal, asked until the answer will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer


def ask(question: str, default: str | None, check: Callable[[str], str]) -> str:
    """Ask until `check` takes the answer; what it raises as ValueError tells what to write instead."""
    while True:
        answer = str(typer.prompt(question, default=default)).strip()
        try:
            return check(answer)
        except ValueError as error:
            typer.echo(f"  {error}.")


def choose(question: str, options: Sequence[str], default: str) -> str:
    """Ask for one of several options; by its first letters, too."""

    def check(answer: str) -> str:
        meant = [option for option in options if option.startswith(answer.lower())]
        if answer and answer.lower() in options:
            return answer.lower()
        if len(meant) != 1 or not answer:
            raise ValueError(f"write {', '.join(options[:-1])} or {options[-1]}")
        return meant[0]

    return ask(f"{question} ({'/'.join(options)})", default, check)
