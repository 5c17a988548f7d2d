"""Invitations: to the groups' rooms, from those on the list, and from neighbours in private."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import nio
import structlog

from adapters.matrix.backoff import Backoff
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.options import MatrixOptions
from adapters.matrix.private_file import write_private
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import as_object, decoded, objects_in, text_in
from bot.errors import DeliveryError

FILE = "invitations.json"
_MANY = 200
"""So many invitations at most are kept that are not welcome: anybody can send them."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody wants the bot in a room."""

    room: str
    inviter: str
    direct: bool
    """They mean to speak with it in private."""


def _kept(path: Path) -> dict[str, Invitation]:
    document = decoded(path.read_bytes()) if path.exists() else {}
    waiting = (
        Invitation(text_in(entry, "room"), text_in(entry, "inviter"), direct=entry.get("direct") is True)
        for entry in objects_in(document, "waiting")
    )
    return {invitation.room: invitation for invitation in waiting}


def invitation_in(room: str, info: nio.responses.InviteInfo, me: str) -> Invitation | None:
    """Read an invitation. The inviter's own membership comes with it, and is none."""
    for event in info.invite_state:
        mine = isinstance(event, nio.InviteMemberEvent) and event.state_key == me
        if mine and event.membership == "invite":
            return Invitation(room, event.sender, as_object(event.content).get("is_direct") is True)
    return None


def is_welcome(invitation: Invitation, options: MatrixOptions, rooms: Rooms) -> bool:
    """Tell whether to accept: a group's room, somebody on the list, or a neighbour in private."""
    if invitation.room in rooms.groups or options.accepts_any_from(invitation.inviter):
        return True
    return invitation.direct and bool(rooms.shared_with(invitation.inviter))


class Invitations:
    """Those that wait to be accepted. What is not welcome stays unanswered: it may be one day.

    They are kept on the disk: a homeserver tells of each in one sync, and never again.
    """

    def __init__(
        self, homeserver: Homeserver, rooms: Rooms, options: MatrixOptions, backoff: Backoff, folder: Path
    ) -> None:
        self._homeserver = homeserver
        self._rooms = rooms
        self._options = options
        self._backoff = backoff
        self._path = folder / FILE
        self._waiting = _kept(self._path)
        self._not_before: datetime | None = None

    def take(self, response: nio.SyncResponse) -> None:
        """Learn of new invitations, and of those that were taken back."""
        before = dict(self._waiting)
        for room in (*response.rooms.leave, *response.rooms.join):
            self._waiting.pop(room, None)
        for room, info in response.rooms.invite.items():
            invitation = invitation_in(room, info, self._rooms.me)
            if invitation is not None:
                self._waiting[room] = invitation
                if not is_welcome(invitation, self._options, self._rooms):
                    _log.info("invitation left unanswered", room=room)
        unwelcome = [
            room
            for room, invitation in self._waiting.items()
            if not is_welcome(invitation, self._options, self._rooms)
        ]
        for room in unwelcome[:-_MANY]:
            del self._waiting[room]
        if self._waiting != before:
            self._save()

    async def accept(self, now: datetime) -> bool:
        """Accept what is welcome; True if that made a room a private one."""
        new_private = False
        if self._not_before is not None and now < self._not_before:
            return False
        for invitation in list(self._waiting.values()):
            if not is_welcome(invitation, self._options, self._rooms):
                continue
            try:
                await self._homeserver.post(path_of("join", invitation.room), {})
            except HomeserverRefused as error:
                _log.warning("room not entered", room=invitation.room, code=error.code)
                if error.code not in {"M_FORBIDDEN", "M_NOT_FOUND"}:
                    continue
            except DeliveryError as error:
                self._not_before = now + self._backoff.wait(error)
                return new_private
            self._backoff.succeeded()
            del self._waiting[invitation.room]
            self._save()
            if invitation.direct:
                self._rooms.note_direct(invitation.inviter, invitation.room)
                new_private = True
        return new_private

    def _save(self) -> None:
        entries = [asdict(invitation) for invitation in self._waiting.values()]
        write_private(self._path, json.dumps({"waiting": entries}))
