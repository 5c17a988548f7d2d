"""The adapter on a homeserver that answers from a script: what is kept when, and what repeats."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.matrix import MatrixAccount, MatrixAdapter, MatrixOptions
from adapters.matrix.backoff import FIRST, LONGEST
from adapters.matrix.faults import HomeserverRefused, TokenDead
from adapters.matrix.position import Position
from adapters.matrix.wire import Json, object_in
from bot.clock import ManualClock
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Button, Delete, Edit, Message, React, Send
from bot.errors import ConfigError, Moved, RateLimited, Refused, Retryable, StoreError
from bot.events import Event, MessageSent
from tests.unit.matrix.matrix_world import HALL, LEA, ME, NOON, ScriptedHomeserver, member, source, text

OPTIONS = MatrixOptions(rooms=frozenset({HALL}), offer_reactions=False)
ROOM = Room(network="matrix", chat=HALL)
IN_THE_HALL: Sequence[Mapping[str, object]] = (member(ME), member(LEA))


class Hurried(ManualClock):
    """Lets time pass as soon as anybody waits for it, and remembers how long."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.waits: list[float] = []

    async def sleep_until(self, instant: datetime) -> None:
        self.waits.append((instant - self.now()).total_seconds())
        self.move_to(instant)
        await asyncio.sleep(0)


class Server(ScriptedHomeserver):
    """A homeserver whose syncs are scripted; everything else succeeds, or fails as told."""

    def __init__(self, *syncs: Json | Exception) -> None:
        super().__init__(self._answer)
        self.syncs = list(syncs)
        self.over = asyncio.Event()
        self.fails: dict[str, Exception] = {}
        self.since: list[str | None] = []

    async def call(self, method: str, path: str, body: Json | None = None, **others: object) -> Json:
        if path.endswith("/sync") and not self.syncs:
            self.over.set()
            await asyncio.Event().wait()
        return await super().call(method, path, body, **others)  # type: ignore[arg-type]  # passed on

    def _answer(self, method: str, path: str, body: Json) -> Json:
        for part, error in self.fails.items():
            if part in path:
                raise error
        if path.endswith("/sync"):
            since = body.get("since")
            self.since.append(since if isinstance(since, str) else None)
            answer = self.syncs.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        if path.endswith("/keys/upload"):
            return {"one_time_key_counts": {"signed_curve25519": 50}}
        return {"event_id": f"${len(self.asked)}", "room_id": "!new:lilas.test"}

    def sent(self) -> list[Json]:
        return [body for _, path, body in self.asked if "/send/" in path]


def sync(token: str, *events: Mapping[str, object], state: Sequence[Mapping[str, object]] = ()) -> Json:
    joined = {"timeline": {"events": list(events)}, "state": {"events": list(state)}}
    return {"next_batch": token, "rooms": {"join": {HALL: joined}} if events or state else {}}


def said(number: int) -> dict[str, object]:
    return source(text(f"message {number}"), id=f"${number}")


class Bot:
    """An adapter at work on a script."""

    def __init__(self, folder: Path, server: Server) -> None:
        account = MatrixAccount(
            homeserver="x", user=ME, device="D", token=SecretStr("t"), store_key=SecretStr("k")
        )
        self.folder = folder
        self.server = server
        self.clock = Hurried(NOON)
        self.adapter = MatrixAdapter(account, folder, OPTIONS, self.clock, random.Random(1), server)
        self.heard: list[str] = []
        self.troubles: list[Exception] = []

    async def take_in(self, events: Sequence[Event]) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.heard += [event.text for event in events if isinstance(event, MessageSent)]

    async def works(self) -> None:
        """Run until the script is over."""
        running = asyncio.create_task(self.adapter.run(self.take_in))
        over = asyncio.create_task(self.server.over.wait())
        await asyncio.wait([running, over], return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        over.cancel()
        await asyncio.gather(over, return_exceptions=True)
        try:
            await running
        except asyncio.CancelledError:
            return

    @property
    def kept(self) -> str | None:
        return Position(self.folder).token


async def test_the_first_sync_ever_is_learned_from_and_not_acted_on(tmp_path: Path) -> None:
    bot = Bot(tmp_path, Server(sync("s1", said(1), state=IN_THE_HALL), sync("s2", said(2))))
    await bot.works()
    assert (bot.heard, bot.kept) == (["message 2"], "s2")


async def test_after_a_restart_it_goes_on_where_it_was_with_the_whole_state(tmp_path: Path) -> None:
    await Bot(tmp_path, Server(sync("s1"))).works()
    bot = Bot(tmp_path, Server(sync("s2", said(1), state=IN_THE_HALL), sync("s3")))
    await bot.works()
    assert bot.heard == ["message 1"]
    assert bot.server.since == ["s1", "s2"]
    queries = [query for _, path, query in bot.server.asked if path.endswith("/sync")]
    assert [query.get("full_state") for query in queries] == ["true", None]


async def test_the_token_moves_only_once_events_are_kept(tmp_path: Path) -> None:
    await Bot(tmp_path, Server(sync("s1"))).works()
    bot = Bot(tmp_path, Server(sync("s2", said(1))))
    seen: list[str | None] = []

    async def look(events: Sequence[Event]) -> None:
        seen.append(bot.kept)

    bot.take_in = look  # type: ignore[method-assign]  # looks instead
    await bot.works()
    assert (seen, bot.kept) == (["s1"], "s2")


async def test_what_could_not_be_kept_is_handed_in_again(tmp_path: Path) -> None:
    await Bot(tmp_path, Server(sync("s1"))).works()
    bot = Bot(tmp_path, Server(sync("s2", said(1)), sync("s3", said(2))))
    bot.troubles = [StoreError("full"), StoreError("full")]
    await bot.works()
    assert bot.heard == ["message 1", "message 2"]
    assert len(bot.clock.waits) == 2


async def test_a_bot_that_falls_while_handing_in_hears_it_again(tmp_path: Path) -> None:
    await Bot(tmp_path, Server(sync("s1"))).works()
    fallen = Bot(tmp_path, Server(sync("s2", said(1))))
    fallen.troubles = [RuntimeError("a fault in the core")]
    with pytest.raises(RuntimeError):
        await fallen.works()
    again = Bot(tmp_path, Server(sync("s2", said(1))))
    await again.works()
    assert again.server.since[0] == "s1"
    assert again.heard == ["message 1"]


async def test_failures_are_waited_out_longer_and_longer(tmp_path: Path) -> None:
    bot = Bot(tmp_path, Server(*[Retryable("down")] * 9, sync("s1")))
    await bot.works()
    assert bot.kept == "s1"
    assert len(bot.clock.waits) == 9
    for number, wait in enumerate(bot.clock.waits):
        middle = min(FIRST * 2**number, LONGEST)
        assert 0.75 * middle <= wait <= 1.25 * middle


async def test_a_dead_token_stops_the_bot_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="palier matrix login"):
        await Bot(tmp_path, Server(TokenDead("M_UNKNOWN_TOKEN"))).works()


async def test_an_idle_bot_asks_for_nothing_but_the_next_sync(tmp_path: Path) -> None:
    await Bot(tmp_path, Server(sync("s1", state=IN_THE_HALL))).works()
    bot = Bot(tmp_path, Server(sync("s2", state=IN_THE_HALL), *[sync(f"s{n}") for n in range(3, 9)]))
    await bot.works()
    paths = [path for _, path, _ in bot.server.asked]
    first = paths.index("/_matrix/client/v3/sync")
    assert set(paths[first:]) == {"/_matrix/client/v3/sync"}


# --- what it does ---


async def at_work(folder: Path, *more: Json) -> Bot:
    bot = Bot(folder, Server(sync("s1", state=IN_THE_HALL), *more))
    await bot.works()
    bot.server.asked.clear()
    return bot


CARD = Message(text="Léa cherche", buttons=(Button(label="Je peux", action="claim:1"),))


async def test_the_same_key_is_the_same_transaction_also_after_a_restart(tmp_path: Path) -> None:
    first, second = await at_work(tmp_path), await at_work(tmp_path)
    for bot in (first, second):
        await bot.adapter.perform(Send(to=ROOM, message=CARD), "matrix/$e/0")
    await second.adapter.perform(Send(to=ROOM, message=CARD), "matrix/$e/1")
    paths = first.server.paths("/send/") + second.server.paths("/send/")
    assert paths[0] == paths[1] != paths[2]


async def test_a_receipt_names_the_message(tmp_path: Path) -> None:
    bot = await at_work(tmp_path)
    receipt = await bot.adapter.perform(Send(to=ROOM, message=CARD), "k")
    assert receipt.message == MessageRef(room=ROOM, id="$1")


async def test_edits_reactions_and_deletions_name_their_message(tmp_path: Path) -> None:
    bot = await at_work(tmp_path)
    card = MessageRef(room=ROOM, id="$card")
    receipt = await bot.adapter.perform(Edit(to=ROOM, target=card, message=CARD), "k1")
    await bot.adapter.perform(React(to=ROOM, target=card, emoji="👍"), "k2")
    await bot.adapter.perform(Delete(to=ROOM, target=card), "k3")
    assert receipt.message == card
    relations = [object_in(content, "m.relates_to") for content in bot.server.sent()]
    assert [relation["rel_type"] for relation in relations] == ["m.replace", "m.annotation"]
    assert len(bot.server.paths("/redact/%24card/")) == 1


async def test_a_reaction_that_is_there_already_is_there(tmp_path: Path) -> None:
    bot = await at_work(tmp_path)
    bot.server.fails["m.reaction"] = HomeserverRefused(400, "M_DUPLICATE_ANNOTATION")
    await bot.adapter.perform(React(to=ROOM, target=MessageRef(room=ROOM, id="$1"), emoji="👍"), "k")


@pytest.mark.parametrize("error", [Retryable("x"), RateLimited(3), HomeserverRefused(413, "M_TOO_LARGE")])
async def test_errors_go_to_the_outbox_as_they_are(tmp_path: Path, error: Exception) -> None:
    bot = await at_work(tmp_path)
    bot.server.fails["/send/"] = error
    with pytest.raises(type(error)):
        await bot.adapter.perform(Send(to=ROOM, message=CARD), "k")
    assert len(bot.server.asked) == 1, "only the outbox tries again"


async def test_a_room_that_the_bot_is_not_in_is_refused_without_asking(tmp_path: Path) -> None:
    bot = await at_work(tmp_path)
    with pytest.raises(Refused):
        await bot.adapter.perform(Send(to=Room(network="matrix", chat="!no:x"), message=CARD), "k")
    assert bot.server.asked == []


async def test_what_is_for_a_closed_room_goes_to_the_one_that_took_its_place(tmp_path: Path) -> None:
    tombstone = source({"replacement_room": "!hall2:x"}, kind="m.room.tombstone", state_key="", id="$end")
    create = source(
        {"room_version": "11", "predecessor": {"room_id": HALL}}, kind="m.room.create", state_key=""
    )
    joined = {
        "!hall2:x": {"state": {"events": [create, *IN_THE_HALL]}},
        HALL: {"timeline": {"events": [tombstone]}},
    }
    bot = await at_work(tmp_path, {"next_batch": "s2", "rooms": {"join": joined}})
    with pytest.raises(Moved) as raised:
        await bot.adapter.perform(Send(to=ROOM, message=CARD), "k")
    assert raised.value.chat == "!hall2:x"
    assert Position(tmp_path).followed == {HALL: "!hall2:x"}


async def test_a_reply_to_what_is_in_a_thread_is_put_there(tmp_path: Path) -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True}
    bot = await at_work(tmp_path, sync("s2", source(text("x", **{"m.relates_to": relation}), id="$in")))
    reply = Send(to=ROOM, message=CARD, reply_to=MessageRef(room=ROOM, id="$in"))
    await bot.adapter.perform(reply, "k")
    (content,) = bot.server.sent()
    related = object_in(content, "m.relates_to")
    assert (related["event_id"], related["m.in_reply_to"]) == ("$root", {"event_id": "$in"})


async def test_private_words_ring_and_words_in_the_room_do_not(tmp_path: Path) -> None:
    direct = {"type": "m.direct", "content": {LEA: ["!cellar:x"]}}
    cellar = {"!cellar:x": {"state": {"events": list(IN_THE_HALL)}}}
    bot = await at_work(
        tmp_path, {"next_batch": "s2", "rooms": {"join": cellar}, "account_data": {"events": [direct]}}
    )
    receipt = await bot.adapter.perform(Send(to=Account(network="matrix", id=LEA), message=CARD), "k1")
    await bot.adapter.perform(Send(to=ROOM, message=CARD), "k2")
    assert receipt.message is not None
    assert receipt.message.room.chat == "!cellar:x"
    assert [content["msgtype"] for content in bot.server.sent()] == ["m.text", "m.notice"]
