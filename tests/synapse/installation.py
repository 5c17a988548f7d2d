"""Synapse in an environment of its own: its dependencies are not the bot's."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
VENV = TOP / ".venv-synapse"
PYTHON = VENV / "bin" / "python"
CONSTRAINTS = Path(__file__).with_name("constraints.txt")


def installed() -> Path:
    """Give the interpreter that has Synapse; install it from PyPI where that was not done yet.

    Two test runs at a time install it once.
    """
    VENV.mkdir(exist_ok=True)
    with (VENV / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(CONSTRAINTS.read_bytes()).hexdigest()
        ready = VENV / ".ready"
        if not ready.exists() or ready.read_text() != wanted:
            subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
            install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*install, "--constraint", str(CONSTRAINTS), "matrix-synapse"], check=True)
            ready.write_text(wanted)
    return PYTHON
