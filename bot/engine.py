"""The engine: every group in a lane of its own, side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.books import Books
from bot.clock import Clock
from bot.directory import Directory
from bot.domain.group import Group
from bot.domain.places import Account
from bot.events import Event, MessageDeleted, MessageSent, RoomMoved, RoomSeen, Said
from bot.intent.catalogue import Catalogue
from bot.lane import Lane, Workshop
from bot.matching import Index
from bot.store.port import Tables

_MOST_WRONG_CODES, _LATELY = 20, timedelta(minutes=10)
_log = structlog.get_logger(__name__)


class Engine:
    """Takes in events from the adapters, and has each group's lane work on its own."""

    def __init__(
        self, groups: Iterable[Group], directory: Directory, catalogue: Catalogue, shop: Workshop
    ) -> None:
        self._groups = {group.id: group for group in groups}
        self._directory = directory
        self._catalogue = catalogue
        self._shop = shop
        self._lanes: dict[str, Lane] = {}
        self._wrong_codes: deque[datetime] = deque()

    async def open(self) -> None:
        """Open every group, and go on where the last run stopped."""
        await self._directory.open(self._groups.values())
        for group in self._groups.values():
            lane = Lane(group.id, self._opener(group), self._shop, self._directory)
            await lane.open()
            self._lanes[group.id] = lane

    def _opener(self, group: Group) -> Callable[[Tables], Books]:
        def open_books(tables: Tables) -> Books:
            return Books.from_tables(tables, group, Index(self._catalogue))

        return open_books

    @property
    def clock(self) -> Clock:
        """The clock by which everything happens."""
        return self._shop.clock

    def books(self, group: str) -> Books:
        """Give a group's books, to look at."""
        return self._lanes[group].books

    async def take_in(self, events: Sequence[Event]) -> None:
        """Take in what happened, in order; once this returns, what is for the bot survives a crash."""
        by_group: dict[str, list[Event]] = {}
        heard: dict[Account, str] = {}
        for event in events:
            group = self._group_of(event, heard)
            if group is not None:
                by_group.setdefault(group, []).append(event)
        await asyncio.gather(*(self._take_in(group, its_events) for group, its_events in by_group.items()))
        for event in events:
            if isinstance(event, Said) and event.private:
                self._shop.outbox.opened_by(event.author)

    async def _take_in(self, group: str, events: Sequence[Event]) -> None:
        """Keep what is for the bot. What seems not to be may be about something still to be decided."""
        lane = self._lanes[group]
        kept: list[Event] = []
        for event in events:
            meant = lane.means_something(event)
            if not meant and (kept or lane.busy):
                await self._keep(kept, lane)
                await lane.idle()
                kept = []
                meant = lane.means_something(event)
            if meant:
                kept.append(event)
        await self._keep(kept, lane)

    async def _keep(self, events: Sequence[Event], lane: Lane) -> None:
        if events:
            for author in dict.fromkeys(event.author for event in events if isinstance(event, Said)):
                await self._directory.enrol(author, lane.group)
            await lane.take_in(events)

    def _group_of(self, event: Event, heard: dict[Account, str]) -> str | None:
        """Find an event's group; `heard` notes who was heard where in the events before it."""
        match event:
            case MessageSent() if code := self._shop.reader.code_in(event):
                return self._group_that_gave(code) or self._group_heard(event, heard)
            case Said():
                return self._group_heard(event, heard)
            case MessageDeleted():
                return self._directory.group_of_room(event.message.room)
            case RoomSeen():
                return self._directory.group_of_room(event.room)
            case RoomMoved():
                return self._directory.move(event.before, event.after)
            case _:
                return None

    def _group_heard(self, said: Said, heard: dict[Account, str]) -> str | None:
        if said.private:
            came_from = said.came_from and self._directory.group_of_room(said.came_from)
            known = came_from or self._directory.group_of_account(said.author, said.shared_rooms)
            return known or heard.get(said.author)
        group = self._directory.group_of_room(said.room)
        if group is not None:
            heard[said.author] = group
        return group

    def _group_that_gave(self, code: str) -> str | None:
        """Find the group of a one-time code, unless too many wrong ones were tried lately."""
        now = self.clock.now()
        while self._wrong_codes and now - self._wrong_codes[0] > _LATELY:
            self._wrong_codes.popleft()
        if len(self._wrong_codes) >= _MOST_WRONG_CODES:
            return None
        group = next((lane.group for lane in self._lanes.values() if lane.has_code(code, now)), None)
        if group is None:
            self._wrong_codes.append(now)
        return group

    # --- time ---

    async def tick(self) -> None:
        """Fire what is due."""
        now = self.clock.now()
        for lane in self._lanes.values():
            lane.fire(now)

    def next_due(self) -> datetime | None:
        """Give the next instant at which something is due by itself, or None."""
        dues = [lane.next_due() for lane in self._lanes.values()]
        return min((due for due in (*dues, self._shop.outbox.next_due()) if due), default=None)

    async def idle(self) -> None:
        """Return once everything taken in is decided, committed and said."""
        while True:
            for lane in self._lanes.values():
                await lane.idle()
            await self._shop.outbox.idle()
            if not any(lane.busy for lane in self._lanes.values()):
                return

    async def close(self) -> None:
        """Stop; what is not done goes on at the next start."""
        for lane in self._lanes.values():
            await lane.close()
        await self._shop.outbox.close()
        await self._shop.store.close()
