"""`python -m tests.bench [--markdown FILE] [NAME ...]`: run the benchmarks, all or those that are named.

With `--markdown` the tables also go into a file, together with the command and the kind of machine.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).parent
HEAD = """\
# Benchmarks

Made by `{command}` on {cores} cores ({processor}) under {system}, with {python}.
Each table compares with something in the same run: the ratios say more than the times, which are
another machine's everywhere else.
"""


class Echo(io.StringIO):
    """Keeps what is written, and shows it while it comes."""

    def __init__(self, screen: TextIO) -> None:
        super().__init__()
        self._screen = screen

    def write(self, text: str) -> int:
        """Keep and show it."""
        self._screen.write(text)
        self._screen.flush()
        return super().write(text)


def names() -> list[str]:
    """Give the names of all benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run(name: str) -> tuple[str, str]:
    """Run a benchmark; give what it is about and its table."""
    module = importlib.import_module(f"tests.bench.bench_{name}")
    about = (module.__doc__ or name).strip()
    print(about, end="\n\n")
    echo = Echo(sys.stdout)
    with contextlib.redirect_stdout(echo):
        module.main()
    print()
    return about, echo.getvalue()


def page(command: str, results: Sequence[tuple[str, str]]) -> str:
    """Write the tables as a page."""
    head = HEAD.format(
        command=command,
        cores=os.cpu_count(),
        processor=platform.machine(),
        system=platform.system(),
        python=f"{platform.python_implementation()} {platform.python_version()}",
    )
    return "\n".join(
        [head, *(f"{_section(about)}\n\n```text\n{table.rstrip()}\n```\n" for about, table in results)]
    )


def _section(about: str) -> str:
    title, _, more = about.partition("\n\n")
    return f"## {title.rstrip('.')}" + (f"\n\n{more}" if more else "")


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Run the benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"out of: {', '.join(names())}")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables into this file, too")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - set(names()))
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(names())}")
    results = [run(name) for name in chosen.names or names()]
    if chosen.markdown is not None:
        chosen.markdown.write_text(
            page(" ".join(["python -m tests.bench", *arguments]), results), encoding="utf-8"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
