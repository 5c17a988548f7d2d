"""Messages whose keys come late, or never."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from nio import ShareGroupSessionResponse

from tests.end_to_end.matrix.conftest import Landing
from tests.synapse.neighbour import Neighbour

pytestmark = pytest.mark.slow
Deliver: TypeAlias = Callable[[], Awaitable[None]]


def holds_back_keys(neighbour: Neighbour, room: str, monkeypatch: pytest.MonkeyPatch) -> Deliver:
    """Have somebody's app keep the keys of what it says; the answer delivers them."""
    send, held = neighbour.client._send, list[tuple[Any, ...]]()

    async def hold(kind: type, method: str, path: str, *rest: Any, **named: Any) -> object:
        if kind is not ShareGroupSessionResponse:
            return await send(kind, method, path, *rest, **named)
        held.append((kind, method, path, rest, named))
        return ShareGroupSessionResponse(room, set())

    async def deliver() -> None:
        for kind, method, path, rest, named in held:
            await send(kind, method, path, *rest, **named)

    monkeypatch.setattr(neighbour.client, "_send", hold)
    return deliver


async def test_what_could_not_be_read_is_answered_once_its_key_comes_even_after_a_restart(
    encrypted_landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = encrypted_landing
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served():
        deliver = holds_back_keys(lea, room, monkeypatch)
        await lea.says(room, "cherche perceuse")
        await rosa.says(room, "cherche échelle")
        await rosa.sees(room, "échelle", by=bot)
    async with landing.served():
        await deliver()
        await rosa.sees(room, "perceuse", by=bot)
    async with landing.served():
        await rosa.says(room, "cherche rallonge")
        await rosa.sees(room, "rallonge", by=bot)
    assert len(landing.cards(rosa)) == 3


async def test_what_can_never_be_read_is_spoken_of_once(
    encrypted_landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.matrix.sealed.GRACE", timedelta(seconds=1))
    landing = encrypted_landing
    lea, rosa, room, bot = landing.lea, landing.rosa, landing.room, landing.bot
    async with landing.served(poll_seconds=2.0):
        holds_back_keys(lea, room, monkeypatch)
        for thing in ("perceuse", "échelle", "rallonge"):
            await lea.says(room, f"cherche {thing}")
        notice = await rosa.sees(room, "cannot decrypt", by=bot)
    async with landing.served(poll_seconds=2.0):
        await lea.says(room, "cherche scie")
        await rosa.says(room, "cherche pelle")
        await rosa.sees(room, "pelle", by=bot)
    assert (notice.kind, notice.encrypted) == ("m.notice", True)
    assert len([text for text in landing.cards(rosa) if "cannot decrypt" in text]) == 1
