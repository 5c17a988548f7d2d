"""How long it takes to understand a message: one core, chit-chat and acts apart.

The messages are those of `tests/corpus/dev-fr.jsonl`; each time is the best of three. Beside it
stands what Python needs to split the same message into words.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.intent.parser import Parser
from bot.intent.training.corpus import Labelled, read_labelled

MESSAGES = Path(__file__).parents[1] / "corpus" / "dev-fr.jsonl"
TIMES = 3
WORD = re.compile(r"\w+")


def microseconds(once: Callable[[Labelled], object], message: Labelled) -> float:
    """Give the best time that something takes for a message."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter_ns()
        once(message)
        taken.append(time.perf_counter_ns() - start)
    return min(taken) / 1000


def row(name: str, taken: Sequence[float], words: Sequence[float]) -> str:
    """Give a line of the table."""
    median, ninetieth = statistics.median(taken), statistics.quantiles(taken, n=10)[-1]
    times = f"{median:>8.0f} µs {ninetieth:>8.0f} µs {1e6 / median:>10,.0f}"
    return f"{name:<16} {len(taken):>8} {times} {median / statistics.median(words):>12.0f}×"


def main() -> None:
    """Print the table."""
    start = time.perf_counter()
    parser = Parser.load()
    loaded = time.perf_counter() - start
    messages = list(read_labelled([MESSAGES]))
    chit_chat = [message for message in messages if not message.acts]
    acts = [message for message in messages if message.acts]
    long = max(messages, key=lambda message: len(message.text))
    endless = Labelled("", "fr", (long.text * 65536)[:65536], long.context, ())
    parser.parse(long.text, long.context)
    print("                 messages      median        90 %   a second  to splitting")
    for name, chosen in (("chit-chat", chit_chat), ("acts", acts), ("all", messages)):
        taken = [microseconds(lambda m: parser.parse(m.text, m.context), message) for message in chosen]
        words = [microseconds(lambda m: WORD.findall(m.text.casefold()), message) for message in chosen]
        print(row(name, taken, words))
    slowest = microseconds(lambda m: parser.parse(m.text, m.context), endless) / 1000
    split = microseconds(lambda m: WORD.findall(m.text.casefold()), endless) / 1000
    print(f"{'64 KiB of text':<16} {1:>8} {slowest:>8.0f} ms {slowest / split:>35.0f}×")
    print(f"loading packs, catalogue and weights: {loaded * 1000:.0f} ms")


if __name__ == "__main__":
    main()
