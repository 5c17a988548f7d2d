"""Filling the gap that a sync leaves where more happened than one answer holds."""

from __future__ import annotations

from collections.abc import Callable

import nio
import structlog

from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.room_event import RoomEvent
from adapters.matrix.timeline import Passage, enters, read_all

_PAGE = 100
_PAGES = 50
_log = structlog.get_logger(__name__)


async def filled(
    passage: Passage,
    since: str,
    client: nio.Client,
    homeserver: Homeserver,
    knows: Callable[[RoomEvent], bool],
) -> Passage:
    """Give a passage with what happened before it, back to the last sync, at `since`.

    Raises
    ------
    DeliveryError
        The homeserver cannot be asked now.

    """
    events, sealed = passage.events, passage.sealed
    token, pages = passage.gap_before, 0
    while token and pages < _PAGES:
        page = await _page(passage.room, token, since, client, homeserver)
        if page is None:
            break
        pages += 1
        older, older_sealed = read_all(passage.room, reversed(page.chunk))
        last = max((n for n, event in enumerate(older) if knows(event)), default=-1)
        events, sealed = older[last + 1 :] + events, older_sealed + sealed
        over = last >= 0 or any(enters(event, client.user_id) for event in older) or not page.chunk
        token = "" if over or not page.end or page.end == token else page.end
    _log.info("gap filled", room=passage.room, pages=pages, events=len(events), to_the_end=not token)
    return Passage(passage.room, events, sealed)


async def _page(
    room: str, start: str, end: str, client: nio.Client, homeserver: Homeserver
) -> nio.RoomMessagesResponse | None:
    query = {"dir": "b", "from": start, "to": end, "limit": str(_PAGE)}
    try:
        answer = await homeserver.get(path_of("rooms", room, "messages"), query)
    except HomeserverRefused as error:
        _log.warning("gap not filled", room=room, code=error.code)
        return None
    page = nio.RoomMessagesResponse.from_dict(dict(answer), room)
    if not isinstance(page, nio.RoomMessagesResponse):
        _log.warning("gap not filled", room=room, code="not understood")
        return None
    client.receive_response(page)
    return page
