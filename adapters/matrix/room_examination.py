"""Looking at one room that the bot is in, for `palier doctor`."""

from __future__ import annotations

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.powers import Powers
from adapters.matrix.room_event import ENCRYPTED, MESSAGE, REACTION, REDACTION, TOMBSTONE
from adapters.matrix.wire import Json, object_in, text_in
from bot.diagnosis import Finding


async def examine_room(room: str, me: str, homeserver: Homeserver) -> list[Finding]:
    """Tell whether a room is open, and whether the bot can do there what it has to.

    Raises
    ------
    DeliveryError
        The homeserver cannot be asked now.

    """
    about = f"room {room}"
    closed = await _state(room, TOMBSTONE, homeserver)
    if closed is not None:
        after = text_in(object_in(closed, "content"), "replacement_room")
        remedy = f"invite {me} to {after or 'another'}, and write that room's id in config.yaml"
        return [Finding(about, "it was closed for another room, which the bot did not follow to", remedy)]
    encrypted = await _state(room, "m.room.encryption", homeserver) is not None
    powers = await _powers(room, homeserver)
    wanted = (ENCRYPTED if encrypted else MESSAGE, REACTION, REDACTION)
    missing = [kind for kind in wanted if not powers.may_send(me, kind)]
    if missing:
        level = max(powers.needed_to_send(kind) for kind in missing)
        state = f"the bot's power level is {powers.power_of(me):g}; it cannot send {', '.join(missing)}"
        return [Finding(about, state, f"give {me} the level {level} (in Element: room settings, Roles)")]
    return [Finding(about, f"entered; {'encrypted' if encrypted else 'not encrypted'}; the bot may speak")]


async def _powers(room: str, homeserver: Homeserver) -> Powers:
    created = await _state(room, "m.room.create", homeserver) or {}
    levels = await _state(room, "m.room.power_levels", homeserver)
    return Powers(
        text_in(created, "sender"),
        object_in(created, "content"),
        None if levels is None else object_in(levels, "content"),
    )


async def _state(room: str, kind: str, homeserver: Homeserver) -> Json | None:
    """Give a piece of state as an event; None where the room has none."""
    try:
        return await homeserver.get(path_of("rooms", room, "state", kind, ""), {"format": "event"})
    except HomeserverRefused as error:
        if error.status == 404:
            return None
        raise
