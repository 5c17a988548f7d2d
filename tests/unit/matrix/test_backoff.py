"""How long to wait before the next try."""

from __future__ import annotations

import random
from datetime import timedelta

from adapters.matrix.backoff import Backoff
from bot.errors import RateLimited


def test_not_all_bots_come_back_at_once() -> None:
    assert len({Backoff(random.Random(seed)).wait() for seed in range(20)}) == 20


def test_the_homeservers_own_wait_is_kept() -> None:
    assert Backoff(random.Random(1)).wait(RateLimited(900)) == timedelta(seconds=900)
