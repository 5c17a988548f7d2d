"""The settings under `networks.matrix`, and what a room on Matrix is called."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.section import Section

_PART = r"[^\s:@!#]+"
_USER = re.compile(rf"^@{_PART}:\S+$")
_USERS = re.compile(r"^(?:\*|@[^\s:@!#]+):\S+$")
_ROOM = re.compile(r"^![^\s:]+(?::\S+)?$")  # since room version 12, an id does not name a server


def matrix_user(user: str) -> str:
    """Check a user's id.

    Raises
    ------
    ValueError
        It is none: a sentence that says what to write.

    """
    if not _USER.match(user):
        raise ValueError(f'{user!r} is no Matrix user; write one such as "@palier:lilas.example"')
    return user


def matrix_users(pattern: str) -> str:
    """Check the id of a user, or a pattern for several; errors as in `matrix_user`."""
    if not _USERS.match(pattern):
        raise ValueError(
            f'{pattern!r} is no Matrix user; write one such as "@lea:lilas.example", '
            'or "*:lilas.example" for everybody on a server'
        )
    return pattern


def matrix_room(room: str) -> str:
    """Check a room's id; errors as in `matrix_user`."""
    if not _ROOM.match(room):
        raise ValueError(
            f'{room!r} is no Matrix room; write its id, such as "!AbCdEf:lilas.example" '
            "(in Element: room settings, Advanced), not its name or address"
        )
    return room


def matrix_server(server: str) -> str:
    """Check a homeserver: its name, or its address; errors as in `matrix_user`."""
    if not re.match(r"^(?:https?://)?[^\s/@:]+(?::\d+)?(?:/\S*)?$", server):
        raise ValueError(f'{server!r} is no homeserver; write its name, such as "lilas.example"')
    return server


_Users = Annotated[str, AfterValidator(matrix_users)]


class MatrixPaceSettings(Section):
    """How fast the homeserver lets the bot speak in one room; by default, as a Synapse comes."""

    burst: int = Field(default=10, ge=1)
    """So many messages at once."""
    every: float = Field(default=5.0, ge=0)
    """Then one every so many seconds; 0: no limit."""


class MatrixSettings(Section):
    """The account on Matrix, and how it behaves. Its token is not here, but where it logged in."""

    homeserver: Annotated[str, AfterValidator(matrix_server)] | None = None
    """Its name or address; asked for at the login, if it is not here."""
    user: Annotated[str, AfterValidator(matrix_user)] | None = None
    inviters: tuple[_Users, ...] = ()
    """Whose every invitation is accepted."""
    ghosts: tuple[_Users, ...] = ()
    """Puppets of a bridge, whose messages come from another network."""
    pace: MatrixPaceSettings = MatrixPaceSettings()
    encrypt_private_rooms: bool = True
    share_with_unverified: bool = True
    """Whether devices that nobody verified can read what the bot says."""
    offer_reactions: bool = True
    """Whether the bot puts 1️⃣ 2️⃣ … under its questions, to be tapped on."""
    oldest_days: float = Field(default=7.0, gt=0)
    """What is older than this when the bot comes back is not acted on. In days."""
    poll_seconds: float = Field(default=30.0, ge=1, le=300)
    """How long the homeserver holds a request when nothing happens."""
