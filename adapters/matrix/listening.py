"""From one answer to a sync to the bot's events: gaps filled, messages found that others are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import nio

from adapters.matrix.backfill import filled
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.lookup import Lookup
from adapters.matrix.options import MatrixOptions
from adapters.matrix.relations import redacted_by, target_of
from adapters.matrix.room_event import RoomEvent
from adapters.matrix.rooms import Rooms
from adapters.matrix.sealed import Sealed, SealedMessages
from adapters.matrix.timeline import Passage, in_order, passages_of
from adapters.matrix.translation import translate
from bot.events import Event


class Listening:
    """Understands what is said in the rooms."""

    def __init__(
        self,
        client: nio.Client,
        homeserver: Homeserver,
        rooms: Rooms,
        lookup: Lookup,
        options: MatrixOptions,
        first_day: datetime | None,
    ) -> None:
        self._client = client
        self._homeserver = homeserver
        self._rooms = rooms
        self._lookup = lookup
        self._options = options
        self._first_day = first_day
        """When the bot was started for the very first time, if that is today."""
        self._last: dict[str, str] = {}
        """Room → the last event that was heard in it."""

    async def passages(self, response: nio.SyncResponse, since: str) -> list[Passage]:
        """Give what happened in each room since the last sync, without gaps.

        Raises
        ------
        DeliveryError
            The homeserver cannot be asked now.

        """
        passages: list[Passage] = []
        for passage in passages_of(response):
            whole = passage.since_entry(self._rooms.me)
            if whole.gap_before:
                whole = await filled(whole, since, self._client, self._homeserver, self._was_last)
            passages.append(whole.since_entry(self._rooms.me))
        return passages

    async def events(self, passages: Sequence[Passage], now: datetime) -> list[Event]:
        """Say what passages are to the bot.

        Raises
        ------
        DeliveryError
            The homeserver cannot be asked now.

        """
        events = [await self._event(event, now) for event in in_order(passages)]
        return [event for event in events if event is not None]

    def heard(self, passages: Sequence[Passage]) -> None:
        """Remember where each room was left."""
        self._last |= {passage.room: passage.events[-1].id for passage in passages if passage.events}

    def cares_for(self, sealed: nio.MegolmEvent, now: datetime) -> bool:
        """Tell whether a message that cannot be decrypted might be for the bot."""
        mine = sealed.sender == self._rooms.me or self._options.is_ghost(sealed.sender)
        at = datetime.fromtimestamp(sealed.server_timestamp / 1000, UTC)
        return not mine and not self._is_old(min(at, now), now)

    async def unsealed(self, waiting: SealedMessages, now: datetime) -> tuple[list[Sealed], list[Event]]:
        """Try the messages again that could not be decrypted: which can be now, and what they are.

        Raises
        ------
        DeliveryError
            The homeserver cannot be asked now.

        """
        opened: list[Sealed] = []
        events: list[Event] = []
        for sealed in waiting:
            plain = await self._open(sealed)
            if plain is not None:
                opened.append(sealed)
                event = await self._event(plain, now)
                events += [] if event is None else [event]
        return opened, events

    async def _open(self, sealed: Sealed) -> RoomEvent | None:
        if sealed.event is None:
            try:
                source = await self._homeserver.get(path_of("rooms", sealed.room, "event", sealed.id))
            except HomeserverRefused:
                return None
            parsed = nio.Event.parse_event(dict(source))
            if not isinstance(parsed, nio.MegolmEvent):
                return None
            sealed.event = parsed
        return self._lookup.unseal(sealed.room, sealed.event)

    async def _event(self, event: RoomEvent, now: datetime) -> Event | None:
        event = replace(event, at=min(event.at, now))  # anybody's homeserver may claim the future
        self._lookup.recent.learn(event)
        gone = redacted_by(event)
        if gone is not None:
            self._lookup.recent.forget(event.room, gone)
        if self._options.is_ghost(event.sender) or self._is_old(event.at, now):
            return None
        about = target_of(event)
        target = None
        if about is not None and event.sender != self._rooms.me:
            target = await self._lookup.find(event.room, about)
        return translate(event, self._rooms.scene(event), target)

    def _is_old(self, at: datetime, now: datetime) -> bool:
        # A homeserver may answer a first sync from its memory of a moment ago.
        before_its_time = self._first_day is not None and at < self._first_day
        return before_its_time or now - at > self._options.oldest

    def _was_last(self, event: RoomEvent) -> bool:
        return self._last.get(event.room) == event.id
