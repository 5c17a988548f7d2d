"""Whatever Palier itself finds wrong is told in a sentence, without a traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.errors import PalierError


def run_it(coroutine: Coroutine[object, object, None]) -> None:
    """Run to the end what a command does."""
    with sentences():
        asyncio.run(coroutine)


@contextmanager
def sentences() -> Iterator[None]:
    """Tell what is wrong, and end with status 1; with 130 after Ctrl-C."""
    try:
        yield
    except* PalierError as errors:
        for error in _leaves(errors):
            Console(stderr=True).print(
                f"[red]palier:[/red] {error}", markup=True, highlight=False, soft_wrap=True
            )
        raise SystemExit(1) from None
    except* KeyboardInterrupt:
        raise SystemExit(130) from None


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _leaves(inner)
    else:
        yield error
