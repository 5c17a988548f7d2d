"""Synapse in an environment of its own: its dependencies are not the bot's."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
CONSTRAINTS = Path(__file__).with_name("constraints.txt")


def installed(venv: Path = TOP / ".venv-synapse") -> Path:
    """Give the interpreter that has Synapse; install it from PyPI where that was not done yet.

    Two test runs at a time install it once.
    """
    venv.mkdir(exist_ok=True)
    python = venv / "bin" / "python"
    with (venv / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(CONSTRAINTS.read_bytes()).hexdigest()
        ready = venv / ".ready"
        if not ready.exists() or ready.read_text() != wanted:
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
            install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            _run([*install, "--constraint", str(CONSTRAINTS), "matrix-synapse"])
            ready.write_text(wanted)
    return python


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(
            "The tests of Matrix need Synapse, and it cannot be installed from PyPI. Connect this machine, "
            'or leave them out: pytest -m "not slow".\n' + done.stderr[-2000:],
            pytrace=False,
        )
