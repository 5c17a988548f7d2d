"""What a match costs in a group of 1,000, 10,000 and 100,000 listings.

Listings of many things: the number of those that could match stays the same, so a ratio near 1
means that the size of the group does not matter.
"""

from __future__ import annotations

import time
from itertools import cycle, islice

from bot.acts import Act, ActKind, Item
from bot.intent.catalogue import Catalogue
from bot.matching import Index

SIZES = (1_000, 10_000, 100_000)
WANTED = ("drill", "ladder", "raclette", "pushchair", "plumbing", "carpool", "milk", "cat_sitting")
PER_WANTED = 10


def listings(catalogue: Catalogue, size: int) -> list[Act]:
    """Give offers: ten of each thing that will be asked for, all others of things nobody asks for."""
    asked = [Act(ActKind.OFFER, (Item(id, concept=id),)) for id in WANTED for _ in range(PER_WANTED)]
    near = {id for wanted in WANTED for id in (wanted, *catalogue.near(wanted))}
    known = [
        c for c in map(catalogue.get, catalogue.ids()) if c is not None and c.id not in near and not c.answers
    ]
    other = [
        Act(ActKind.OFFER, (Item(c.id, concept=c.id),), c.category, c.mode)
        for c in islice(cycle(known), size)
    ]
    unknown = [Act(ActKind.OFFER, (Item(made_up(number)),)) for number in range(size // 10)]
    return [*asked, *unknown, *other][:size]


def made_up(number: int) -> str:
    """Give a word that no catalogue knows."""
    syllables = ("ba", "ko", "ri", "zu", "me", "ta", "lo", "vi", "xe", "nu")
    return "".join(syllables[int(digit)] for digit in f"{number:05}")


def cost(index: Index, catalogue: Catalogue, rounds: int = 50) -> float:
    """Give the seconds that one look-up takes."""
    asked = [Act(ActKind.REQUEST, (Item(id, concept=id),)) for id in WANTED]
    asked += [Act(ActKind.REQUEST, (Item(made_up(number)),)) for number in range(8)]
    start = time.perf_counter()
    for _ in range(rounds):
        for act in asked:
            index.matches(act)
    return (time.perf_counter() - start) / rounds / len(asked)


def main() -> None:
    """Print the cost of a look-up at each size, and its ratio to the smallest."""
    catalogue = Catalogue.load(("fr", "en"))
    first = 0.0
    for size in SIZES:
        index = Index(catalogue)
        start = time.perf_counter()
        for number, act in enumerate(listings(catalogue, size)):
            index.add(f"{number}", act)
        filled = time.perf_counter() - start
        each = cost(index, catalogue)
        first = first or each
        print(
            f"{len(index):>7} listings: {each * 1e6:7.0f} µs a match, ratio {each / first:.2f}; "
            f"filled at {filled / len(index) * 1e6:.0f} µs a listing"
        )


if __name__ == "__main__":
    main()
