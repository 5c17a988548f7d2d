"""Giving nio the answer to a sync, so that one odd thing in it does not keep the rest from being seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import nio
import structlog

_log = structlog.get_logger(__name__)


def feed(client: nio.Client, response: nio.SyncResponse) -> None:
    """Have nio learn from an answer: keys, rooms, members; what it can decrypt, it decrypts in place.

    Where something in it makes nio stumble, everything is given again, piece by piece, and only
    that piece is left out. Otherwise whoever sent it could stop the bot for good.
    """
    try:
        client.receive_response(response)
    except Exception as error:  # noqa: BLE001 - as below
        _log.error("sync not understood as a whole", cause=type(error).__name__)
    else:
        return
    for number, piece in enumerate(_pieces(response)):
        # nio takes no notice of an answer with the token that it saw last.
        piece.next_batch = f"{response.next_batch}~{number}"
        feed_guarded(client, piece)


def feed_guarded(client: nio.Client, response: nio.Response) -> bool:
    """Have nio learn from an answer, or leave it out where that makes it stumble: False."""
    try:
        client.receive_response(response)
    except Exception as error:  # noqa: BLE001 - whatever it is, it came from outside
        _log.error("left out", what=type(response).__name__, cause=type(error).__name__)
        return False
    return True


def _pieces(response: nio.SyncResponse) -> Iterator[nio.SyncResponse]:
    empty = replace(
        response,
        rooms=nio.Rooms({}, {}, {}),
        device_list=nio.DeviceList([], []),
        to_device_events=[],
        presence_events=[],
        account_data_events=[],
    )
    for event in response.to_device_events:
        yield replace(empty, to_device_events=[event])
    for room, info in response.rooms.join.items():
        yield replace(empty, rooms=nio.Rooms({}, {room: info}, {}))
    yield replace(empty, device_list=response.device_list)
