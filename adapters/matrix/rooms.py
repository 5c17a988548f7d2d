"""The rooms that the bot is in: who is there, which are private, who may do what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping

import nio

from adapters.matrix.options import MatrixOptions
from adapters.matrix.powers import Powers
from adapters.matrix.room_event import MEMBER, NETWORK, TOMBSTONE, RoomEvent
from adapters.matrix.scene import Scene
from adapters.matrix.wire import Json, object_in, text_in, texts_in
from bot.domain.places import Room

PRIVATE_WITH = "org.palier.private_with"
"""In the creation of a room that the bot made to speak with one person: who that is."""


class Rooms:
    """What the syncs told of the rooms. nio keeps the members; the rest is here."""

    def __init__(self, client: nio.Client, me: str, options: MatrixOptions) -> None:
        self.me = me
        self.groups = set(options.rooms)
        """Ids of the groups' rooms, those that they moved to included."""
        self.tombstones: dict[str, RoomEvent] = {}
        """Room → the event that closed it."""
        self._client = client
        self._powers: dict[str, Powers] = {}
        self._direct: dict[str, set[str]] = {}
        """User → the private rooms with them, left ones too."""
        self._left: dict[str, set[str]] = {}
        """Room → who was in it, or invited, and is no more."""
        self._changed = asyncio.Condition()

    # --- what the homeserver tells ---

    def take_state(self, event: RoomEvent) -> None:
        """Learn from a state event."""
        room, powers = event.room, self._powers.get(event.room, Powers())
        match event.type:
            case "m.room.create":
                self._powers[room] = Powers(event.sender, event.content, powers.levels)
                other = text_in(event.content, PRIVATE_WITH)
                if other and event.sender == self.me:
                    self.note_direct(other, room)
            case "m.room.power_levels":
                self._powers[room] = Powers(powers.creator, powers.creation, event.content)
            case _ if event.type == TOMBSTONE and event.state_key == "":
                self.tombstones[room] = event
            case _ if event.type == MEMBER:
                self._take_member(event)
            case _:
                pass

    def _take_member(self, event: RoomEvent) -> None:
        user, left = event.state_key or "", self._left.setdefault(event.room, set())
        if event.content.get("membership") in {"leave", "ban"}:
            left.add(user)
            return
        left.discard(user)
        others = set(self.people(event.room)) - {self.me}
        if user == self.me and event.before.get("is_direct") is True and len(others) == 1:
            self.note_direct(others.pop(), event.room)

    def take_direct(self, content: Json) -> None:
        """Learn from the account data `m.direct`."""
        for user in content:
            for room in texts_in(content, user):
                self.note_direct(user, room)

    def note_direct(self, user: str, room: str) -> None:
        """Remember that a room is a private one with a user."""
        if user != self.me:
            self._direct.setdefault(user, set()).add(room)

    def leave(self, room: str) -> None:
        """Forget a room that the bot is no longer in. That it was private stays known."""
        self._client.rooms.pop(room, None)
        self._powers.pop(room, None)
        self._left.pop(room, None)

    async def tell(self) -> None:
        """Wake those who wait for a change."""
        async with self._changed:
            self._changed.notify_all()

    async def wait_for(self, what: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is so; False if it is not within so many seconds."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(what)
        except TimeoutError:
            return what()
        return True

    # --- what is asked ---

    def __contains__(self, room: str) -> bool:
        return room in self._client.rooms

    def is_encrypted(self, room: str) -> bool:
        """Tell whether a room is encrypted."""
        return bool(self._client.rooms[room].encrypted)

    def powers(self, room: str) -> Powers:
        """Give a room's powers."""
        return self._powers.get(room, Powers())

    def people(self, room: str) -> Collection[str]:
        """Give who is in a room, or invited to it."""
        known = self._client.rooms.get(room)
        return tuple(known.users) if known is not None else ()

    def direct(self) -> Mapping[str, list[str]]:
        """Give `m.direct` as it should be: user → private rooms that the bot is in."""
        kept = {user: sorted(room for room in rooms if room in self) for user, rooms in self._direct.items()}
        return {user: rooms for user, rooms in kept.items() if rooms}

    def private_with(self, user: str) -> str | None:
        """Give the private room with a user: the two of them, and nobody else."""
        rooms = (room for room in sorted(self._direct.get(user, ())) if room in self)
        return next((room for room in rooms if set(self.people(room)) == {self.me, user}), None)

    def was_left_by(self, user: str) -> bool:
        """Tell whether there is a private room with a user that they have left, or did not want to enter."""
        return any(room in self and user in self._left.get(room, ()) for room in self._direct.get(user, ()))

    def half_made_for(self, user: str) -> str | None:
        """Give a private room that the bot made for a user, and to which it has not invited them yet."""
        for room in sorted(self._direct.get(user, ())):
            alone = room in self and set(self.people(room)) == {self.me}
            if alone and user not in self._left.get(room, ()):
                return room
        return None

    def is_private(self, room: str) -> bool:
        """Tell whether a room is a private one; that only two are in it would be no proof."""
        return room not in self.groups and len(self.people(room)) <= 2 and self._is_with_one(room)

    def is_served(self, room: str) -> bool:
        """Tell whether the bot has anything to say in a room."""
        return room in self and (self.is_common(room) or self.is_private(room))

    def group_of(self, room: str) -> str:
        """Give the group's room behind a room: itself, or one that the other one in private is in, too."""
        if room in self.groups:
            return room
        shared = (at.chat for user in self.people(room) if user != self.me for at in self.shared_with(user))
        return next(shared, room)

    def moved_to(self, room: str) -> str | None:
        """Give the room that the bot followed to from a room that was closed."""
        tombstone = self.tombstones.get(room)
        after = text_in(tombstone.content, "replacement_room") if tombstone else ""
        return after if after in self.groups and after in self else None

    def shared_with(self, user: str) -> tuple[Room, ...]:
        """Give the rooms of several neighbours that a user is in, too; the core knows whose they are."""
        theirs = (room for room, known in self._client.rooms.items() if user in known.users)
        return tuple(Room(network=NETWORK, chat=room) for room in sorted(theirs) if self.is_common(room))

    def is_common(self, room: str) -> bool:
        """Tell whether a room may be a group's: moderators also tie rooms to groups that no setting names."""
        return room in self.groups or (room in self and not self._is_with_one(room))

    def _is_with_one(self, room: str) -> bool:
        """Tell whether the bot is or was in a room to speak with one person."""
        return any(room in rooms for rooms in self._direct.values())

    def scene(self, event: RoomEvent) -> Scene:
        """Give what must be known to understand an event."""
        private = self.is_private(event.room)
        return Scene(
            me=self.me,
            names={user: self._name(event.room, user) for user in (event.sender, self.me)},
            private=private,
            moderator=not private and self.powers(event.room).moderates(event.sender),
            shared_rooms=self.shared_with(event.sender) if private else (),
        )

    def _name(self, room: str, user: str) -> str:
        known = self._client.rooms.get(room)
        member = known.users.get(user) if known is not None else None
        return text_in({"name": member.display_name}, "name") if member is not None else ""

    def predecessor(self, room: str) -> str:
        """Give the room that a room says it replaces."""
        return text_in(object_in(self.powers(room).creation, "predecessor"), "room_id")
