"""Which room and which account belong to which group.

It is a group of its own in the store, written before the group that it points to: an
entry too many is harmless, one too few would lose a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.group import Group
from bot.domain.places import Account, Room
from bot.store.port import Change, Store

GROUP = "_directory"
ACCOUNTS = "accounts"


class Directory:
    """Finds the group that an event belongs to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rooms: dict[Room, str] = {}
        self._accounts: dict[str, list[str]] = {}

    async def open(self, groups: Iterable[Group]) -> None:
        """Read what is known, and the rooms of the groups."""
        tables = await self._store.load(GROUP)
        for account, document in tables.get(ACCOUNTS, {}).items():
            known = document.get("groups")
            if isinstance(known, Sequence) and not isinstance(known, str):
                self._accounts[account] = [str(group) for group in known]
        for group in groups:
            self.tie(group)

    def tie(self, group: Group) -> None:
        """Have a group's rooms lead to it."""
        self._rooms |= dict.fromkeys(group.rooms, group.id)

    def untie(self, room: Room) -> None:
        """Have a room lead to nobody."""
        self._rooms.pop(room, None)

    def move(self, before: Room, after: Room) -> str | None:
        """Have a room's new address lead to its group, which is given, at once."""
        group = self.group_of_room(before)
        if group is not None:
            self._rooms[after] = group
        return group

    def group_of_room(self, room: Room) -> str | None:
        """Give the group of a room, or None for a room of nobody."""
        return self._rooms.get(room) or self._rooms.get(room.model_copy(update={"thread": None}))

    def group_of_account(self, account: Account, shared_rooms: Sequence[Room]) -> str | None:
        """Give the group that somebody means who writes in private: the one they were last heard in."""
        known = self._accounts.get(str(account))
        if known:
            return known[-1]
        return next((group for room in shared_rooms if (group := self.group_of_room(room))), None)

    async def enrol(self, account: Account, group: str) -> None:
        """Remember that an account belongs to a group, as the one that it was last heard in."""
        known = self._accounts.get(str(account), [])
        if known and known[-1] == group:
            return
        groups = [*(other for other in known if other != group), group]
        await self._store.commit(GROUP, [Change(ACCOUNTS, str(account), {"groups": groups})])
        self._accounts[str(account)] = groups
