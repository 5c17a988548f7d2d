"""The whole bot in a process that is made to be killed.

`python -m tests.end_to_end.telegram.bot_child` loads everything once. For each line on its
input, a home, it forks a bot that serves there, prints its process id, waits for its end and
prints how it ended.
"""

from __future__ import annotations

import asyncio
import os
import sys
import traceback

from tests.end_to_end.telegram.home import Home, at_work, catalogue, understanding


async def live(home: Home) -> None:
    """Be the bot until killed."""
    async with at_work(home) as bot:
        await bot.running


def say(number: int) -> None:
    """Print a number at once."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork a bot for each line that comes in."""
    catalogue()
    understanding()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)
            try:
                asyncio.run(live(Home.read(line)))
            finally:
                traceback.print_exc()
                os._exit(1)
        say(child)
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
