"""How long it takes to start, and how much memory that needs: `palier chat` with `/quitter` typed at once.

Beside it stands an interpreter that does nothing. Each is started five times: the median of the
time, the most memory (the peak of its resident set).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

TOP = Path(__file__).parents[2]
TIMES = 5
MEASURED = """
import json, os, sys, time
from subprocess import DEVNULL, PIPE, Popen
start = time.perf_counter()
with Popen(sys.argv[1:], stdin=PIPE, stdout=DEVNULL) as process:
    process.stdin.write(b"/quitter\\n")
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
seconds = time.perf_counter() - start
print(json.dumps([process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
"""
"""Runs a command from a small process: a child's peak counts from what its parent had when it was made."""
COMMANDS = {
    "python, nothing": ("-c", "pass"),
    "palier version": ("-m", "bot.cli", "version"),
    "palier chat --empty": ("-m", "bot.cli", "chat", "--empty"),
    "palier chat": ("-m", "bot.cli", "chat"),
}


def measure(arguments: Sequence[str]) -> tuple[float, float, float]:
    """Give the seconds on the wall, the seconds of processor, and the MiB of memory."""
    command = [sys.executable, "-S", "-c", MEASURED, sys.executable, *arguments]
    runs: list[tuple[float, float, float]] = []
    for _ in range(TIMES):
        ran = subprocess.run(command, cwd=TOP, capture_output=True, check=True)
        status, seconds, processor, kibibytes = json.loads(ran.stdout)
        if status:
            raise RuntimeError(f"{' '.join(arguments)} ended with {status}: {ran.stderr.decode()}")
        runs.append((seconds, processor, kibibytes / 1024))
    walls, processors, memories = zip(*runs, strict=True)
    return statistics.median(walls), statistics.median(processors), max(memories)


def main() -> None:
    """Print the table."""
    print("                          time    ratio    processor       memory    ratio")
    bare: tuple[float, float, float] | None = None
    for name, arguments in COMMANDS.items():
        wall, processor, memory = measured = measure(arguments)
        bare = bare or measured
        times = f"{wall * 1000:>7.0f} ms {wall / bare[0]:>7.0f}× {processor * 1000:>9.0f} ms"
        print(f"{name:<20} {times} {memory:>8.0f} MiB {memory / bare[2]:>7.1f}×")


if __name__ == "__main__":
    main()
