"""The `palier` command in a process, beside neighbours who are online.

done = await palier("matrix", "login", typed="…", folder=tmp_path)
async with running(tmp_path) as bot:
    bot.kill()
"""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.matrix.mortal import TOP

PATIENCE = 60.0
"""In seconds."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it printed."""

    status: int
    output: str


async def palier(*arguments: str, folder: Path, typed: str = "") -> Done:
    """Run a command in a folder to its end."""
    process = await _started(*arguments, folder=folder)
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate(typed.encode())
    assert process.returncode is not None
    said = output.decode()
    assert "Traceback" not in said, said
    return Done(process.returncode, said)


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Have `palier run` at work in a folder; kill it at the end, if it lives."""
    process = await _started("run", folder=folder)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def ends(process: asyncio.subprocess.Process, *, by: signal.Signals | None = None) -> Done:
    """Send a signal, if one is given, and wait for the end."""
    if by is not None:
        process.send_signal(by)
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    assert process.returncode is not None
    return Done(process.returncode, output.decode())


async def _started(*arguments: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP), "COLUMNS": "200"},
    )


async def at_terminal(*arguments: str, folder: Path, answers: Mapping[str, str]) -> Done:
    """Run a command at a terminal: as soon as a question is on the screen, its answer is typed."""
    ours, its = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.cli", *arguments),
        stdin=its,
        stdout=its,
        stderr=its,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TOP), "COLUMNS": "200"},
        start_new_session=True,
    )
    os.close(its)
    try:
        async with asyncio.timeout(PATIENCE):
            screen = await asyncio.to_thread(_type, ours, answers)
        return Done(await process.wait(), screen)
    except TimeoutError:
        process.kill()  # which also ends the reading
        raise
    finally:
        os.close(ours)


def _type(terminal: int, answers: Mapping[str, str]) -> str:
    """Read the screen until the command ends, and answer."""
    screen, left = "", dict(answers)
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # how Linux tells that the other end is closed
            return screen
        screen += read.decode("utf-8", "replace")
        for question in [question for question in left if question in screen]:
            os.write(terminal, left.pop(question).encode() + b"\n")
