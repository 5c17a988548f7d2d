"""From syncs to events: in order, without gaps, with what is needed to understand each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import nio
import pytest

from adapters.matrix.buttons import CHOICES
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.listening import Listening
from adapters.matrix.lookup import Lookup
from adapters.matrix.options import MatrixOptions
from adapters.matrix.rooms import Rooms
from adapters.matrix.syncing import FILTER
from adapters.matrix.wire import Json, object_in
from bot.errors import Retryable
from bot.events import ButtonPressed, Event, MessageDeleted, MessageEdited, MessageSent
from tests.unit.matrix.matrix_world import (
    HALL,
    ME,
    NOON,
    ROSA,
    Answers,
    ScriptedHomeserver,
    annotates,
    edits,
    member,
    replies_to,
    source,
    text,
)

OPTIONS = MatrixOptions(rooms=frozenset({HALL}), ghosts=frozenset({"@telegram_*:lilas.test"}))


def nothing(method: str, path: str, body: Json) -> Json:
    raise HomeserverRefused(404, "M_NOT_FOUND")


class Ear:
    """Listens, with a homeserver that answers from a function."""

    def __init__(self, answers: Answers = nothing, first_day: datetime | None = None) -> None:
        self.client = nio.Client(ME, config=nio.ClientConfig(encryption_enabled=False))
        self.client.user_id = ME
        self.server = ScriptedHomeserver(answers)
        rooms = Rooms(self.client, ME, OPTIONS)
        lookup = Lookup(self.client, self.server)
        self.listening = Listening(self.client, self.server, rooms, lookup, OPTIONS, first_day)
        self.count = 0

    async def hears(
        self, *events: Mapping[str, object], limited: bool = False, now: datetime = NOON, room: str = HALL
    ) -> list[Event]:
        return await self.hears_all({room: events}, limited=limited, now=now)

    async def hears_all(
        self,
        rooms: Mapping[str, Sequence[Mapping[str, object]]],
        *,
        limited: bool = False,
        now: datetime = NOON,
    ) -> list[Event]:
        self.count += 1
        joined = {
            room: {"timeline": {"events": list(events), "limited": limited, "prev_batch": "p0"}}
            for room, events in rooms.items()
        }
        answer = {"next_batch": f"s{self.count}", "rooms": {"join": joined}}
        response = nio.SyncResponse.from_dict(answer)
        assert isinstance(response, nio.SyncResponse), response
        self.client.receive_response(response)
        passages = await self.listening.passages(response, "s0")
        heard = await self.listening.events(passages, now)
        self.listening.heard(passages)
        return heard


def said(number: int, *, at: datetime = NOON, **others: object) -> dict[str, object]:
    return source(text(f"message {number}"), id=f"${number}", at=at, **others)  # type: ignore[arg-type]  # by name


def texts(events: Sequence[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, MessageSent)]


async def test_events_come_in_the_rooms_order_and_rooms_by_time() -> None:
    early, late = NOON - timedelta(hours=2), NOON - timedelta(hours=1)
    heard = await Ear().hears_all(
        {HALL: [said(1, at=late), said(2, at=early)], "!b:x": [said(3, at=early), said(4, at=NOON)]}
    )
    assert texts(heard).index("message 1") < texts(heard).index("message 2"), "a clock that is wrong"
    assert texts(heard) == ["message 3", "message 1", "message 2", "message 4"]


async def test_a_card_taken_up_by_reaction_is_looked_up_once() -> None:
    card = source(text("Léa cherche", **{CHOICES: ["claim:1"]}), sender=ME, id="$card")
    ear = Ear(lambda *_: card)
    press = source(annotates("$card", "1️⃣"), kind="m.reaction", id="$r1")
    again = source(annotates("$card", "1️⃣"), kind="m.reaction", id="$r2", sender=ROSA)
    (first, second) = await ear.hears(press, again)
    assert isinstance(first, ButtonPressed)
    assert isinstance(second, ButtonPressed)
    assert (first.action, second.author.id) == ("claim:1", ROSA)
    assert len(ear.server.asked) == 1


async def test_a_card_means_what_its_last_edit_says() -> None:
    edit = source(
        {**edits("$card", "C'est fait"), "m.new_content": text("C'est fait", **{CHOICES: ["undo:1"]})},
        sender=ME,
        id="$e",
    )
    card = source(
        text("Léa cherche", **{CHOICES: ["claim:1"]}),
        sender=ME,
        id="$card",
        unsigned={"m.relations": {"m.replace": edit}},
    )
    (pressed,) = await Ear(lambda *_: card).hears(source(annotates("$card", "1️⃣"), kind="m.reaction"))
    assert isinstance(pressed, ButtonPressed)
    assert pressed.action == "undo:1"


async def test_the_bots_own_echo_teaches_what_its_cards_mean() -> None:
    card = source(text("Léa cherche", **{CHOICES: ["claim:1"]}), sender=ME, id="$card")
    reply = source(text("1", **{"m.relates_to": replies_to("$card")}), id="$r")
    (pressed,) = await Ear().hears(card, reply)
    assert isinstance(pressed, ButtonPressed)


async def test_an_edit_in_the_same_sync_as_its_message_is_understood() -> None:
    (message, edit) = await Ear().hears(said(1), source(edits("$1", "une scie"), id="$e"))
    assert isinstance(message, MessageSent)
    assert isinstance(edit, MessageEdited)


async def test_an_edit_of_a_message_that_cannot_be_found_is_left_out() -> None:
    ear = Ear()
    assert await ear.hears(source(edits("$gone", "une scie"), id="$e")) == []
    assert len(ear.server.asked) == 1


async def test_a_homeserver_in_trouble_leaves_nothing_out() -> None:
    def trouble(*_: object) -> Json:
        raise Retryable("down")

    with pytest.raises(Retryable):
        await Ear(trouble).hears(source(edits("$1", "une scie"), id="$e"))


async def test_a_deleted_message_is_forgotten() -> None:
    ear = Ear()
    await ear.hears(said(1))
    (deleted,) = await ear.hears(source({}, kind="m.room.redaction", id="$x", redacts="$1"))
    assert isinstance(deleted, MessageDeleted)
    await ear.hears(source(text("oui", **{"m.relates_to": replies_to("$1")}), id="$2"))
    assert len(ear.server.paths("/event/")) == 1, "what it said is nowhere any more"


async def test_bridges_puppets_are_not_read() -> None:
    assert await Ear().hears(said(1, sender="@telegram_7:lilas.test")) == []


async def test_what_is_too_old_is_not_acted_on() -> None:
    old = NOON - OPTIONS.oldest - timedelta(seconds=1)
    assert texts(await Ear().hears(said(1, at=old), said(2, at=NOON - OPTIONS.oldest))) == ["message 2"]


async def test_on_its_first_day_the_bot_acts_on_nothing_from_before() -> None:
    ear = Ear(first_day=NOON)
    assert texts(await ear.hears(said(1, at=NOON - timedelta(seconds=1)), said(2))) == ["message 2"]


async def test_nobodys_clock_sends_from_the_future() -> None:
    (message,) = await Ear().hears(said(1, at=NOON + timedelta(days=400)))
    assert isinstance(message, MessageSent)
    assert message.at == NOON


async def test_what_was_said_before_the_bot_came_in_is_none_of_its_business() -> None:
    entered = member(ME, before={"membership": "invite"})
    heard = await Ear().hears(said(1), entered, said(2), limited=True)
    assert texts(heard) == ["message 2"]


async def test_a_change_of_its_own_name_is_no_entry() -> None:
    renamed = member(ME, before={"membership": "join"}, displayname="Palier")
    assert texts(await Ear().hears(said(1), renamed, said(2))) == ["message 1", "message 2"]


# --- gaps ---


def pages(whole: Sequence[Mapping[str, object]], size: int = 3) -> Answers:
    """Page back through a room's history, of which the newest page is in the sync."""

    def answer(method: str, path: str, query: Json) -> Json:
        assert path.endswith("/messages")
        assert (query["dir"], query["to"]) == ("b", "s0")
        start = 0 if query["from"] == "p0" else int(str(query["from"]))
        chunk = list(reversed(whole))[start : start + size]
        more = {"end": str(start + size)} if start + size < len(whole) else {}
        return {"chunk": chunk, "start": query["from"], **more}

    return answer


async def test_a_gap_is_filled_in_order() -> None:
    missing = [said(number) for number in range(1, 9)]
    ear = Ear(pages(missing))
    heard = await ear.hears(said(9), said(10), limited=True)
    assert texts(heard) == [f"message {number}" for number in range(1, 11)]
    assert len(ear.server.asked) == 3


async def test_a_gap_ends_at_the_last_event_that_was_heard() -> None:
    ear = Ear(pages([said(number) for number in range(1, 9)]))
    await ear.hears(said(4), said(5))
    heard = await ear.hears(said(9), limited=True)
    assert texts(heard) == ["message 6", "message 7", "message 8", "message 9"]


async def test_a_gap_ends_where_the_bot_came_in() -> None:
    history = [said(1), said(2), member(ME, before={"membership": "invite"}), said(3), said(4)]
    ear = Ear(pages(history))
    assert texts(await ear.hears(said(5), limited=True)) == ["message 3", "message 4", "message 5"]


async def test_without_a_gap_nothing_is_asked_for() -> None:
    ear = Ear()
    await ear.hears(said(1))
    assert ear.server.asked == []


async def test_a_history_that_may_not_be_seen_is_done_without() -> None:
    assert texts(await Ear().hears(said(5), limited=True)) == ["message 5"]


async def test_a_homeserver_that_gives_the_same_page_for_ever_is_not_asked_for_ever() -> None:
    def same(method: str, path: str, query: Json) -> Json:
        return {"chunk": [said(1)], "start": "p0", "end": "p0"}

    ear = Ear(same)
    await ear.hears(said(2), limited=True)
    assert len(ear.server.asked) == 1


def test_what_is_asked_of_a_sync_lets_nobodys_typing_wake_the_bot() -> None:
    assert object_in(FILTER, "room", "ephemeral") == {"types": []}
    assert object_in(FILTER, "presence") == {"types": []}
