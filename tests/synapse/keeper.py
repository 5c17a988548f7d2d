"""Run Synapse for as long as whoever started it lives: `python keeper.py CONFIG`, with a pipe as its input.

The pipe closes when the test run ends, however it ends, also by SIGKILL; so no server is left behind.
It runs with Synapse's own interpreter and imports nothing of ours.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading


def end_with_the_input() -> None:
    """End this process at once when the other end of its input is closed."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_input, daemon=True).start()
    sys.argv = ["synapse", "--config-path", sys.argv[1]]
    runpy.run_module("synapse.app.homeserver", run_name="__main__", alter_sys=True)
