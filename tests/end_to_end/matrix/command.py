"""The `palier` command in a process, beside neighbours who are online.

done = await palier("matrix", "login", typed="…", folder=tmp_path)
async with running(tmp_path) as bot:
    bot.kill()
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
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
