"""One group's work, one thing at a time, in the order in which it was asked for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias, TypeVar

from bot.store.tinydb.lines import Commit

BATCH_BYTES = 1024 * 1024
"""A write carries at most about so much, so that a crowd of commits does not keep its first one waiting."""

T = TypeVar("T")


_Job: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Delivery:
    commit: Commit
    done: asyncio.Future[None]


@dataclass
class Turns:
    """A queue of blocking work, done in threads.

    Commits that wait while others are being written go out together in the next write.
    A caller who gives up waiting changes nothing about what is done.
    """

    pool: Executor
    write: Callable[[Sequence[Commit]], None]
    settled: Callable[[], None]
    """Called in the event loop after each write that went well."""
    _waiting: deque[_Delivery | _Job] = field(default_factory=deque)
    _worker: asyncio.Task[None] | None = None

    def commit(self, commit: Commit) -> asyncio.Future[None]:
        """Have a commit written; the future is done once it is durable, or holds the error."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(_Delivery(commit, done))
        return done

    def ask(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Have something else done in its turn; the future holds what it returns or raises."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def job() -> None:
            _pass_on(await self._in_thread(work), [done])

        self._put(job)
        return done

    async def finish(self) -> None:
        """Wait until nothing is left to do."""
        while self._worker is not None:
            await asyncio.wait([self._worker])

    def _put(self, waiting: _Delivery | _Job) -> None:
        self._waiting.append(waiting)
        if self._worker is None:
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                first = self._waiting.popleft()
                if isinstance(first, _Delivery):
                    await self._deliver(self._batch(first))
                else:
                    await first()
        finally:
            self._worker = None

    async def _deliver(self, batch: Sequence[_Delivery]) -> None:
        commits = [delivery.commit for delivery in batch]
        outcome = await self._in_thread(partial(self.write, commits))
        _pass_on(outcome, [delivery.done for delivery in batch])
        if outcome.exception() is None:
            self.settled()

    def _batch(self, first: _Delivery) -> list[_Delivery]:
        batch = [first]
        size = len(first.commit.text)
        while self._waiting and size < BATCH_BYTES:
            following = self._waiting[0]
            if not isinstance(following, _Delivery):
                break
            self._waiting.popleft()
            batch.append(following)
            size += len(following.commit.text)
        return batch

    async def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        running = asyncio.get_running_loop().run_in_executor(self.pool, work)
        await asyncio.wait([running])
        return running


def _pass_on(outcome: asyncio.Future[T], waiters: Sequence[asyncio.Future[T]]) -> None:
    error = outcome.exception()
    for waiter in waiters:
        if waiter.done():  # its caller was cancelled
            continue
        if error is not None:
            waiter.set_exception(error)
        else:
            waiter.set_result(outcome.result())
