"""Matrix as a network of the bot's."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from pathlib import Path

import nio
import structlog

from adapters.matrix.account import MatrixAccount
from adapters.matrix.backoff import Backoff
from adapters.matrix.cross_signing import vouch_for_device
from adapters.matrix.encryption import Encryption
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.invitations import Invitations
from adapters.matrix.key_store import close_client, open_client
from adapters.matrix.keys import Keys
from adapters.matrix.listening import Listening
from adapters.matrix.lookup import Lookup
from adapters.matrix.options import MatrixOptions
from adapters.matrix.performing import Performing
from adapters.matrix.position import Position
from adapters.matrix.private_rooms import PrivateRooms
from adapters.matrix.room_event import MESSAGE, NETWORK
from adapters.matrix.rooms import Rooms
from adapters.matrix.sealed import SealedMessages
from adapters.matrix.speaking import Speaking
from adapters.matrix.syncing import Syncing
from adapters.matrix.timeline import Passage, direct_in, state_of
from adapters.matrix.transactions import transaction_id
from adapters.matrix.upgrades import Upgrades
from bot.adapter import Capabilities, Intake
from bot.clock import Clock, SystemClock
from bot.effects import Effect, Receipt
from bot.errors import ConfigError, DeliveryError, Retryable
from bot.events import Event

_READY_WITHIN = 20.0
_log = structlog.get_logger(__name__)


class MatrixAdapter:
    """One account on one homeserver. `folder` holds its account, its keys and how far it has read."""

    network = NETWORK

    def __init__(
        self,
        account: MatrixAccount,
        folder: Path,
        options: MatrixOptions | None = None,
        clock: Clock | None = None,
        randomness: random.Random | None = None,
        homeserver: Homeserver | None = None,
    ) -> None:
        options = options or MatrixOptions()
        clock = clock or SystemClock()
        randomness = randomness or random.Random()  # noqa: S311 - spreads waits, guards nothing
        # What nio logs may quote what does not fit its schemas, and so a message.
        logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
        self.capabilities = Capabilities(threads=True, longest_text=32_000, pace=options.pace)
        self.ready = asyncio.Event()
        """Set once the first sync is dealt with."""
        self._account = account
        self._folder = folder
        self._clock = clock
        self._options = options
        self._client = open_client(account, folder)
        self._homeserver = homeserver or Homeserver(
            account.homeserver, account.token.get_secret_value(), clock
        )
        self._position = Position(folder)
        self._rooms = Rooms(self._client, account.user, options)
        self._rooms.groups |= set(self._position.followed.values())
        self._keys = Keys(self._client, self._homeserver)
        self._lookup = Lookup(self._client, self._homeserver)
        self._private_rooms = PrivateRooms(
            self._homeserver, self._rooms, folder, encrypt=options.encrypt_private_rooms
        )
        encryption = Encryption(self._client, self._keys, share_with_unverified=options.share_with_unverified)
        self._speaking = Speaking(self._homeserver, self._rooms, encryption)
        self._performing = Performing(
            self._speaking,
            self._rooms,
            self._private_rooms,
            self._lookup,
            offer_reactions=options.offer_reactions,
        )
        self._listening = Listening(
            self._client,
            self._homeserver,
            self._rooms,
            self._lookup,
            options,
            first_day=clock.now() if self._position.token is None else None,
        )
        self._sealed = SealedMessages(folder, clock.now())
        self._invitations = Invitations(self._homeserver, self._rooms, options, Backoff(randomness), folder)
        self._upgrades = Upgrades(self._homeserver, self._rooms, Backoff(randomness))
        self._syncing = Syncing(
            self._client, self._homeserver, self._position, clock, Backoff(randomness), options.poll_seconds
        )

    async def run(self, intake: Intake) -> None:
        """Hand in what happens until cancelled.

        Raises
        ------
        ConfigError
            The homeserver does not know the login any more.

        """
        await self._keys.keep_up()
        await self._vouch()
        await self._syncing.run(lambda response, since: self._deal(response, since, intake))

    async def perform(self, effect: Effect, key: str) -> Receipt:
        """Do one thing; see `bot.adapter.Adapter`. The same key does nothing twice within a day."""
        try:
            async with asyncio.timeout(_READY_WITHIN):
                await self.ready.wait()
        except TimeoutError:
            raise Retryable("the first sync is not done yet") from None
        return await self._performing.perform(effect, key)

    async def close(self) -> None:
        """End what is under way, and the connections; nothing is performed after that."""
        await self._performing.close()
        await self._homeserver.close()
        close_client(self._client)

    async def _vouch(self) -> None:
        """Sign the bot's device, where that was not done; it works without, under a red shield."""
        try:
            if await vouch_for_device(self._account, self._folder, self._homeserver):
                _log.info("device signed")
        except (DeliveryError, ConfigError) as error:
            _log.warning("device not signed", cause=str(error))

    async def _deal(self, response: nio.SyncResponse, since: str | None, intake: Intake) -> None:
        """Deal with one answer to a sync. It may be repeated after a crash at any point."""
        now = self._clock.now()
        self._learn(response)
        await self._rooms.tell()
        if since is not None:  # or everything in it is older than the bot
            await self._take_in(response, since, intake)
        self._position.move_to(response.next_batch)
        self.ready.set()
        await self._keys.keep_up()
        if await self._invitations.accept(now):
            await self._private_rooms.announce()
        await self._follow_rooms(intake)
        if response.to_device_events:
            await self._unseal(intake)
        await self._tell_of_sealed()

    def _learn(self, response: nio.SyncResponse) -> None:
        self._keys.count(response)
        for room in response.rooms.leave:
            self._rooms.leave(room)
        for event in state_of(response):
            self._rooms.take_state(event)
        self._rooms.take_direct(direct_in(response))
        self._invitations.take(response)

    async def _take_in(self, response: nio.SyncResponse, since: str, intake: Intake) -> None:
        now = self._clock.now()
        passages = await self._syncing.insist(lambda: self._listening.passages(response, since))
        events = await self._syncing.insist(lambda: self._listening.events(passages, now))
        await self._hand_in(events, intake)
        self._listening.heard(passages)
        self._set_aside(passages)

    async def _hand_in(self, events: Sequence[Event], intake: Intake) -> None:
        if events:
            await self._syncing.insist(lambda: intake(events))

    def _set_aside(self, passages: Sequence[Passage]) -> None:
        """Have messages wait that cannot be decrypted, and ask their senders for the keys."""
        now = self._clock.now()
        sealed = [(passage.room, event) for passage in passages for event in passage.sealed]
        for room, event in sealed:
            if self._listening.cares_for(event, now) and self._sealed.add(room, event, now):
                self._keys.ask_for(event)
        if sealed:
            self._sealed.save(now)

    async def _unseal(self, intake: Intake) -> None:
        """Keys came: try what waits for them."""
        now = self._clock.now()
        opened, events = await self._syncing.insist(lambda: self._listening.unsealed(self._sealed, now))
        await self._hand_in(events, intake)
        for sealed in opened:
            self._sealed.remove(sealed.id)
        if opened:
            self._sealed.save(now)

    async def _tell_of_sealed(self) -> None:
        today = self._clock.now().date()
        for room in self._sealed.rooms_to_tell(self._clock.now()):
            said = self._options.cannot_read(self._position.first_of(self._rooms.group_of(room)))
            if not said or not self._rooms.is_served(room):
                continue
            notice = {"msgtype": "m.notice", "body": said, "m.mentions": {}}
            try:
                await self._speaking.put(room, MESSAGE, notice, transaction_id(f"cannot-read/{room}/{today}"))
            except DeliveryError as error:
                _log.info("notice not sent", kind=type(error).__name__)

    async def _follow_rooms(self, intake: Intake) -> None:
        for move in await self._upgrades.follow(self._clock.now()):
            await self._hand_in([move], intake)
            self._position.note_followed(move.before.chat, move.after.chat)
