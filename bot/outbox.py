"""What goes out: in order for each place, at the network's pace, until it is done or refused.

A row is in the outbox from the commit that decided it to the commit that remembers its
receipt. A crash in between repeats the row under the same key. What is not sent yet gives
way to newer news of the same subject: a card that changed three times is sent once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.adapter import Adapter
from bot.clock import Clock
from bot.domain.places import Account, Room
from bot.domain.post import post_id
from bot.effects import Edit, Receipt, Send
from bot.errors import (
    DeliveryError,
    Moved,
    RateLimited,
    Refused,
    Retryable,
    StoreError,
    Unopened,
    Unreachable,
)
from bot.events import DeliveryFailed, RoomMoved
from bot.outgoing import Outgoing
from bot.showing import pace_of, post_of, resolve
from bot.store.port import Change
from bot.waiting import Desk, Place, Row

TABLE = "outbox"
GIVE_UP = timedelta(hours=24)
STALE = timedelta(days=7)
"""What waited longer than this for somebody to open a private chat is not said any more."""
_log = structlog.get_logger(__name__)


class Outbox:
    """Performs effects through the adapters."""

    def __init__(self, adapters: Mapping[str, Adapter], clock: Clock) -> None:
        self._adapters = adapters
        self._clock = clock
        self._places: dict[tuple[str, str], Place] = {}
        self._moved = asyncio.Condition()

    # --- rows come in ---

    def stage(
        self, desk: Desk, outgoing: Iterable[Outgoing], earlier: Sequence[Row] = ()
    ) -> tuple[list[Row], list[Change]]:
        """Take an event's effects: the rows to release once the changes are committed.

        `earlier` are rows that events before it staged for the same commit. What the new rows make
        stale goes with that commit, and out of the queue at the release.
        """
        staged: list[Row] = []
        changes: list[Change] = []
        for item in outgoing:
            row = Row(desk, item, due=item.not_before)
            before = (*self._waiting(row), *earlier, *staged)
            if item.update_only and not self._was_shown(row, before):
                continue
            row.stale = [r for r in before if self._replaces(row, r)]
            changes += (Change(TABLE, old.outgoing.id, None) for old in row.stale)
            staged = [*(r for r in staged if r not in row.stale), row]
            changes.append(Change(TABLE, item.id, item.model_dump(mode="json")))
        return staged, changes

    def release(self, rows: Iterable[Row]) -> None:
        """Let committed rows go out."""
        for row in rows:
            place = self._place(row)
            place.rows = [*(r for r in place.rows if r.in_doubt or r not in row.stale), row]
            row.stale = ()
            place.news.set()
            if place.worker is None:
                place.worker = asyncio.create_task(self._work(place))

    def restore(self, desk: Desk, documents: Iterable[object]) -> None:
        """Take up the rows that the last run left behind; each whose time had come may have been sent."""
        now = self._clock.now()
        for document in documents:
            item = Outgoing.model_validate(document)
            in_doubt = item.not_before is None or item.not_before <= now
            self.release([Row(desk, item, in_doubt, due=item.not_before)])

    def opened_by(self, account: Account) -> None:
        """Let go out what waits for somebody to open a private chat: they did."""
        place = self._places.get((account.network, str(account)))
        for row in place.rows if place is not None else ():
            row.for_later = False
        if place is not None:
            place.news.set()

    def _replaces(self, new: Row, old: Row) -> bool:
        return new.subject is not None and new.subject == old.subject and not old.in_doubt

    def _waiting(self, row: Row) -> list[Row]:
        return [waiting for waiting in self._place(row).rows if waiting.desk is row.desk]

    def _was_shown(self, row: Row, before: Sequence[Row]) -> bool:
        if row.subject is None or row.desk.books.posts.get(post_id(*row.subject)) is not None:
            return True
        return any(other.subject == row.subject for other in before)

    def _place(self, row: Row) -> Place:
        target = row.outgoing.effect.to
        return self._places.setdefault((target.network, str(target)), Place())

    # --- rows go out ---

    async def idle(self) -> None:
        """Return once nothing is under way and nothing is due."""
        async with self._moved:
            await self._moved.wait_for(lambda: all(self._at_rest(place) for place in self._places.values()))

    def next_due(self) -> datetime | None:
        """Give the instant from which the first waiting row may go out, or None."""
        dues = [
            due for place in self._places.values() if place.rows and (due := place.turn(self._clock.now())[1])
        ]
        return min(dues, default=None)

    async def close(self) -> None:
        """Stop sending; what is left stays in the store."""
        workers = [place.worker for place in self._places.values() if place.worker]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    def _at_rest(self, place: Place) -> bool:
        return not place.working and place.turn(self._clock.now())[0] is None

    async def _work(self, place: Place) -> None:
        while place.rows:
            row, due = place.turn(self._clock.now())
            place.news.clear()
            if row is None:
                await self._rest(place, due)
                continue
            adapter = self._adapters.get(row.outgoing.effect.to.network)
            if adapter is not None and not place.spend(pace_of(row, adapter.capabilities), self._clock.now()):
                continue
            place.working = True
            try:
                await self._perform(row, place, adapter)
            finally:
                place.working = False
            await self._tell()
        place.worker = None
        await self._tell()

    async def _rest(self, place: Place, due: datetime | None) -> None:
        """Wait until something is due or something new comes."""
        await self._tell()
        waits: list[asyncio.Task[object]] = [asyncio.create_task(place.news.wait())]
        if due is not None:
            waits.append(asyncio.create_task(self._clock.sleep_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _perform(self, row: Row, place: Place, adapter: Adapter | None) -> None:
        row.in_doubt = True
        row.since = row.since or self._clock.now()
        if row.outgoing.unopened_since is not None and row.since - row.outgoing.unopened_since > STALE:
            row.done = None, Receipt()
        try:
            failure = None if row.done else await _deliver(row, adapter)
            if failure is None:
                await self._remember(row, place)
            else:
                await self._failed(row, place, failure)
        except StoreError as error:
            _log.error("outcome not stored", cause=str(error))
            row.try_later(self._clock.now())

    async def _remember(self, row: Row, place: Place) -> None:
        effect, receipt = row.done or (None, Receipt())
        changes = [Change(TABLE, row.outgoing.id, None)]
        sent = row.outgoing.effect
        if row.subject is not None and isinstance(sent, Send) and isinstance(effect, Send | Edit):
            shown = effect.target if isinstance(effect, Edit) else receipt.message
            if shown is not None:
                row.desk.books.posts.put(post_of(row.subject, shown, sent.message))
                changes += row.desk.books.posts.take_changes()
        await row.desk.commit(changes)
        place.rows.remove(row)

    async def _failed(self, row: Row, place: Place, error: DeliveryError) -> None:
        now = self._clock.now()
        effect = row.outgoing.effect
        if isinstance(error, Unopened) and isinstance(effect, Send):
            await self._keep_for_later(row, effect)
            return
        too_long = row.since is not None and now - row.since > GIVE_UP
        _log.warning("not delivered", kind=type(error).__name__, effect=effect.type, attempt=row.attempts + 1)
        if isinstance(error, RateLimited) and not too_long:
            place.blocked_until = now + timedelta(seconds=error.seconds)
            return
        if isinstance(error, Retryable) and not too_long:
            row.try_later(self._clock.now())
            return
        gone = [Change(TABLE, row.outgoing.id, None)]
        if isinstance(error, Moved) and isinstance(effect.to, Room) and effect.to.chat != error.chat:
            await self._follow(row, effect.to, error.chat, gone)
        elif isinstance(effect, Send) and effect.subject is not None:
            failure = DeliveryFailed(
                id=f"failed/{row.outgoing.id}",
                at=now,
                subject=effect.subject,
                to=effect.to,
                unreachable=isinstance(error, Unreachable),
            )
            await row.desk.receive(failure, gone)
        else:
            await row.desk.commit(gone)
        place.rows.remove(row)

    async def _keep_for_later(self, row: Row, send: Send) -> None:
        """Have what cannot reach somebody yet wait until they open a private chat; the group hears of it."""
        now = self._clock.now()
        row.in_doubt, row.for_later, row.since = False, True, None
        if row.outgoing.unopened_since is not None:
            return
        waiting = row.outgoing.model_copy(update={"unopened_since": now})
        kept = [Change(TABLE, waiting.id, waiting.model_dump(mode="json"))]
        if send.worth_a_call:
            call = DeliveryFailed(
                id=f"failed/{waiting.id}",
                at=now,
                subject=send.subject,
                to=send.to,
                unreachable=True,
                unopened=True,
            )
            await row.desk.receive(call, kept)
        else:
            await row.desk.commit(kept)
        row.outgoing = waiting

    async def _follow(self, row: Row, before: Room, chat: str, gone: list[Change]) -> None:
        """Send to the room's new address, and have the group learn it."""
        after = before.model_copy(update={"chat": chat})
        effect = row.outgoing.effect.model_copy(update={"to": after})
        moved = row.outgoing.model_copy(update={"effect": effect})
        renamed = [*gone, Change(TABLE, moved.id, moved.model_dump(mode="json"))]
        event = RoomMoved(id=f"moved/{row.outgoing.id}", at=self._clock.now(), before=before, after=after)
        await row.desk.receive(event, renamed)
        self.release([Row(row.desk, moved)])


async def _deliver(row: Row, adapter: Adapter | None) -> DeliveryError | None:
    """Have the adapter do what is needed; give what kept it from that."""
    if adapter is None:
        return Refused("no adapter serves this network any more")
    try:
        effect = resolve(row, adapter.capabilities)
        receipt = Receipt() if effect is None else await adapter.perform(effect, row.outgoing.id)
    except DeliveryError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a fault in an adapter must not stop the other rooms
        _log.error("adapter failed", cause=type(error).__name__, effect=row.outgoing.effect.type)
        return Retryable("the adapter failed")
    row.done = effect, receipt
    return None
