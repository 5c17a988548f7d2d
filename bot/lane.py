"""One group at work: its events, one after the other, each decided in memory and committed whole.

    inbox (durable) ─▶ read ─▶ handlers on the books ─▶ one commit ─▶ outbox

A handler that fails loses nothing but its own event, which is parked with the cause.
A commit that fails is tried until it holds: what was decided stays so, and nothing of it
is said before.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.books import Books
from bot.clock import Clock
from bot.directory import Directory
from bot.dispatch import Dispatch
from bot.domain.group import Group
from bot.domain.timer import Timer
from bot.errors import StoreError
from bot.events import EVENT, Event, RoomMoved, Said, TimerDue
from bot.outbox import TABLE as OUTBOX
from bot.outbox import Outbox
from bot.reader import Reader
from bot.store.port import Change, Store, Tables
from bot.unit_of_work import UnitOfWork, Voice
from bot.waiting import Row

INBOX, APPLIED, PARKED = "inbox", "applied", "parked"
REMEMBERED = 2_000
"""So many applied events are remembered, to recognise what a network delivers twice."""
_BATCH = 64
_PATIENCE = timedelta(seconds=5)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every lane works with."""

    store: Store
    clock: Clock
    reader: Reader
    dispatch: Dispatch
    voice: Voice
    outbox: Outbox
    new_code: Callable[[], str]
    """Makes one-time codes."""


class Lane:
    """A group's events, in order; its rooms lead to it through the directory."""

    def __init__(
        self,
        group: str,
        open_books: Callable[[Tables], Books],
        workshop: Workshop,
        directory: Directory,
    ) -> None:
        self.group = group
        self.books: Books
        self._open_books = open_books
        self._shop = workshop
        self._directory = directory
        self._inbox: dict[str, Event] = {}
        self._due: dict[str, TimerDue] = {}
        self._applied: dict[str, None] = {}
        self._worker: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Read the group from the store, and go on where the last run stopped."""
        tables = await self._shop.store.load(self.group)
        self.books = self._open_books(tables)
        self._directory.tie(self.books.group)
        self._applied = dict.fromkeys(tables.get(APPLIED, {}))
        self._shop.outbox.restore(self, tables.get(OUTBOX, {}).values())
        self._queue([EVENT.validate_python(document) for document in tables.get(INBOX, {}).values()])

    # --- taking in ---

    def means_something(self, event: Event) -> bool:
        """Sift: tell whether an event is for the bot, and new. No I/O: what is dropped leaves no trace."""
        if event.id in self._inbox or event.id in self._applied:
            return False
        try:
            meanings = self._shop.reader.read(event, self.books)
        except Exception as error:  # noqa: BLE001 - one message that cannot be read must not stop all others
            _log.error("event not read", group=self.group, kind=event.type, cause=_cause(error))
            return False
        return any(self._shop.dispatch.handles(meaning.key) for meaning in meanings)

    async def take_in(self, events: Sequence[Event]) -> None:
        """Make events durable, then work on them."""
        await self.commit([_put_in(event) for event in events])
        self._queue(events)

    async def receive(self, event: Event, changes: Sequence[Change]) -> None:
        """Take in an event of the bot's own making, in one commit with changes."""
        await self.commit([*changes, _put_in(event)])
        self._queue([event])

    def has_code(self, code: str, now: datetime) -> bool:
        """Tell whether the group gave this code, and it still counts."""
        given = self.books.codes.get(code)
        return given is not None and now <= given.expires

    def fire(self, now: datetime) -> None:
        """Queue the timers that are due. They are durable by themselves, as rows of the group."""
        for timer in self.books.timers:
            if self.due(timer) <= now and timer.id not in self._due:
                event_id = f"timer/{timer.id}/{timer.due:%Y%m%dT%H%M%S}"
                self._due[timer.id] = TimerDue(id=event_id, at=now, timer=timer.id)
        self._wake()

    def due(self, timer: Timer) -> datetime:
        """Give the instant at which a timer fires: what is not urgent waits until quiet hours are over."""
        group = self.books.group
        return timer.due if timer.urgent else group.quiet_hours.over(timer.due, group.zone)

    def _still_due(self, fired: TimerDue) -> bool:
        timer = self.books.timers.get(fired.timer)
        if timer is not None and self.due(timer) <= fired.at:
            return True
        return self._due.pop(fired.timer, None) is None

    def next_due(self) -> datetime | None:
        """Give the instant of the next timer, or None."""
        return min(map(self.due, self.books.timers), default=None)

    async def commit(self, changes: Sequence[Change]) -> None:
        """Make changes of this group durable."""
        await self._shop.store.commit(self.group, changes)

    def _queue(self, events: Sequence[Event]) -> None:
        for event in events:
            self._inbox[event.id] = event
            if isinstance(event, RoomMoved):  # before its turn: the new room may be heard of any moment
                self._directory.tie(self.books.group.moved(event.before, event.after))
        self._wake()

    # --- working ---

    @property
    def busy(self) -> bool:
        """Tell whether something is still to be done."""
        return self._worker is not None

    async def idle(self) -> None:
        """Return once everything taken in is done."""
        while self._worker is not None:
            await asyncio.shield(self._worker)

    async def close(self) -> None:
        """Stop after what is under way; the rest stays in the inbox."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    def _wake(self) -> None:
        if self._worker is None and (self._inbox or self._due):
            self._worker = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._inbox or self._due:
                waiting = [*self._inbox.values(), *filter(self._still_due, list(self._due.values()))]
                await self._handle(waiting[:_BATCH])
        finally:
            self._worker = None

    async def _handle(self, events: Sequence[Event]) -> None:
        """Decide events in memory, commit them together, and only then speak."""
        changes: list[Change] = []
        rows: list[Row] = []
        before = self.books.group
        for event in events:
            released, made = self._decide(event, rows)
            stale = {change.id for change in made if change.table == OUTBOX and change.document is None}
            rows = [row for row in rows if row.outgoing.id not in stale] + released
            changes += made
        await self._commit_in_the_end(changes)
        self._lead_rooms_here(before)
        self._shop.outbox.release(rows)

    def _lead_rooms_here(self, before: Group) -> None:
        """Have rooms that were tied lead here, and rooms that were untied no longer."""
        group = self.books.group
        if group.tied != before.tied:
            for room in set(before.tied) - set(group.tied):
                if room.chat not in group.moves:
                    self._directory.untie(room)
            self._directory.tie(group)

    async def _commit_in_the_end(self, changes: Sequence[Change]) -> None:
        while True:
            try:
                await self.commit(changes)
            except StoreError as error:
                _log.error("commit failed; trying again", group=self.group, cause=str(error))
                await self._shop.clock.sleep_until(self._shop.clock.now() + _PATIENCE)
            else:
                return

    def _decide(self, event: Event, earlier: Sequence[Row]) -> tuple[list[Row], list[Change]]:
        """Run an event's handlers; `earlier` are the effects of those before it in the same commit."""
        if event.id in self._applied:  # it was delivered twice at the same time
            del self._inbox[event.id]
            return [], [Change(INBOX, event.id, None)]
        actor = event.author if isinstance(event, Said) else None
        uow = UnitOfWork(
            self.books, event.id, self._shop.clock.now(), self._shop.voice, actor, self._shop.new_code
        )
        try:
            meanings = self._shop.reader.read(event, self.books)
            if isinstance(event, TimerDue):
                self.books.timers.remove(event.timer)
            for meaning in meanings:
                self._shop.dispatch(meaning, uow)
            rows, changes = self._shop.outbox.stage(self, uow.outgoing, earlier)
        except Exception as error:  # noqa: BLE001 - one event's failure is not the group's
            self.books.undo()
            return [], [*self._park(event, error), *self._settle(event)]
        return rows, [*self.books.take_changes(), *changes, *self._settle(event)]

    def _settle(self, event: Event) -> list[Change]:
        """Take an event off the inbox, and remember that it was applied."""
        if isinstance(event, TimerDue):
            self._due.pop(event.timer, None)
            return []
        self._inbox.pop(event.id, None)
        self._applied[event.id] = None
        changes = [Change(INBOX, event.id, None), Change(APPLIED, event.id, {})]
        if len(self._applied) > REMEMBERED:
            oldest = next(iter(self._applied))
            del self._applied[oldest]
            changes.append(Change(APPLIED, oldest, None))
        return changes

    def _park(self, event: Event, error: Exception) -> list[Change]:
        """Set an event aside with what went wrong: where in the code and what kind, never with its text."""
        cause = _cause(error)
        _log.error("event parked", group=self.group, kind=event.type, cause=cause)
        if isinstance(event, TimerDue):
            self.books.timers.remove(event.timer)
            return self.books.take_changes()
        return [Change(PARKED, event.id, {"event": event.model_dump(mode="json"), "cause": cause})]


def _put_in(event: Event) -> Change:
    return Change(INBOX, event.id, event.model_dump(mode="json"))


def _cause(error: Exception) -> str:
    """Say what kind of error it is and where in the code; its text may hold a message's."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {where.name}, line {where.lineno}"
