"""What is not for the bot is nowhere afterwards: not on the disk, not in the log, not in what it prints.

A day in a building with the real parser and the real store, then a search in every byte. The words
to search for are unique; so are the names of those who only chat.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import Understanding
from bot.domain.calendar import to_local
from bot.domain.places import Account, MessageRef, Room
from bot.events import ButtonPressed, Event, MessageDeleted, MessageEdited, MessageSent, Reacted
from bot.intent.context import Context
from tests.end_to_end.silent_bot import EVENTS, GROUP, HALL, IMPOSSIBLE, UNREADABLE
from tests.neighbourhood import MONDAY

TOP = Path(__file__).parents[2]
REQUEST = "Bonjour, quelqu'un aurait une perceuse à me prêter samedi ?"
OFFER = "Je donne un canapé bleu, à venir chercher"
CHIT_CHAT = {
    "zorglubin": "Quel orage cette nuit, mon zorglubin en tremble encore",
    "glouzibar": "Haha mdr le glouzibar du troisième 😂",
    "frabouzin": "Bonne journée à tous, et vive le frabouzin !",
    "kribolard": "J'ai adoré le film hier, surtout la scène du kribolard",
    "vramouille": "Joyeux anniversaire Quirinette, gros bisous de vramouille",
    "plombiquet": "Il fait un froid de plombiquet ce matin",
    "trompillante": "Les Bleus ont gagné, quelle soirée trompillante !",
    "schmilbrock": "D'accord avec toi, ce schmilbrock est hideux",
}
CHATTERS = {"Quirinette": "id-7741-qui", "Théobaldin": "id-7742-theo", "Оксаночка": "id-7743-oks"}
HELPED = {"Philomène": "id-8801-philo", "Barnabooth": "id-8802-barna", "Zéphyrin": "id-8803-zeph"}


@dataclass
class Day:
    """What happens, in the deliveries in which the network brings it."""

    deliveries: list[list[Event]] = field(default_factory=list)
    count: int = 0

    def happens(self, *events: Event) -> None:
        self.deliveries.append(list(events))

    def says(
        self, name: str, text: str, *, room: Room = HALL, reply_to: MessageRef | None = None
    ) -> MessageSent:
        id = self.id()
        message = MessageRef(room=room, id=id)
        return MessageSent(
            id=id,
            at=MONDAY + timedelta(minutes=self.count),
            room=room,
            author=somebody(name),
            name=name,
            private=room.chat.startswith("@"),
            shared_rooms=(HALL,) if room.chat.startswith("@") else (),
            message=message,
            text=text,
            reply_to=reply_to,
            quoted="" if reply_to is None else CHIT_CHAT["glouzibar"],
        )

    def edits(self, said: MessageSent, text: str) -> MessageEdited:
        kept = said.model_dump(include={"at", "room", "author", "name", "message"})
        return MessageEdited.model_validate({**kept, "id": self.id(), "text": text})

    def reacts(self, name: str, to: MessageRef) -> Reacted:
        author = somebody(name)
        return Reacted(id=self.id(), at=MONDAY, room=HALL, author=author, name=name, message=to, emoji="😂")

    def presses(self, name: str, action: str) -> ButtonPressed:
        message = MessageRef(room=HALL, id="bot")
        return ButtonPressed(
            id=self.id(),
            at=MONDAY,
            room=HALL,
            author=somebody(name),
            name=name,
            message=message,
            action=action,
        )

    def id(self) -> str:
        self.count += 1
        return f"silent/{self.count}"


def somebody(name: str) -> Account:
    return Account(network=HALL.network, id={**CHATTERS, **HELPED}[name])


@pytest.fixture(scope="module")
def day() -> Day:
    """Give a day with all that may leave a trace: alone, between acts, edited, deleted, quoted, elsewhere."""
    day = Day()
    zorglubin, glouzibar, frabouzin, kribolard, vramouille, plombiquet, *others = CHIT_CHAT.values()
    quirinette, theo, oksana = CHATTERS
    philomene, barnabooth, zephyrin = HELPED
    day.happens(chat := day.says(quirinette, zorglubin))
    day.happens(
        day.says(philomene, glouzibar), request := day.says(philomene, REQUEST), day.says(theo, frabouzin)
    )
    day.happens(day.says(oksana, kribolard, reply_to=request.message), day.reacts(theo, chat.message))
    day.happens(day.says(barnabooth, vramouille), day.says(barnabooth, OFFER), day.edits(chat, plombiquet))
    day.happens(day.presses(barnabooth, "claim:1"), day.presses(theo, "claim:99"))
    day.happens(
        MessageDeleted(id=day.id(), at=MONDAY, message=chat.message), day.reacts(oksana, request.message)
    )
    day.happens(*(day.says(name, text) for name, text in zip((theo, philomene), others, strict=True)))
    day.happens(day.says(quirinette, "/inconnue zorglubin"), day.says(oksana, f"{UNREADABLE} et zorglubin"))
    day.happens(day.says(zephyrin, f"{OFFER}, un {IMPOSSIBLE}"))
    day.happens(day.says(theo, REQUEST, room=Room(network=HALL.network, chat="another building")))
    day.happens(day.says(zephyrin, "/liste", room=Room(network=HALL.network, chat="@id-8803-zeph")))
    return day


@pytest.fixture(scope="module", params=["closed", "crashed"])
def traces(day: Day, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Traces:
    """Let the day pass and the bot end, and collect what is left of it."""
    folder = tmp_path_factory.mktemp(request.param)
    lines = [EVENTS.dump_json(events).decode() for events in day.deliveries]
    crashes = request.param == "crashed"
    ran = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "ignore", "-m", "tests.end_to_end.silent_bot", str(folder)],
        input="\n".join([*lines, *(["crash"] if crashes else [])]) + "\n",
        capture_output=True,
        encoding="utf-8",
        cwd=TOP,
        timeout=120,
        check=False,
    )
    assert ran.returncode == (-9 if crashes else 0), ran.stderr
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return Traces(files, ran.stdout + ran.stderr)


@dataclass
class Traces:
    """All files by their name, and all output."""

    files: dict[str, bytes]
    output: str

    @property
    def log(self) -> str:
        return self.files["palier.log"].decode()

    @property
    def stored(self) -> bytes:
        return b"".join(content for name, content in self.files.items() if name != "palier.log")

    def of(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """Give which of some words are where: in any case, as UTF-8 or escaped as JSON does."""
        places = {
            **self.files,
            "output": self.output.encode(),
            "names of files": "\n".join(self.files).encode(),
        }
        return [
            (word, place)
            for place, content in places.items()
            for word in words
            if any(form.lower() in content.lower() for form in forms(word))
        ]


def forms(word: str) -> Sequence[bytes]:
    return word.encode(), word.encode("ascii", "backslashreplace"), word.encode("utf-16-le")


def test_nothing_of_the_chit_chat_is_an_act() -> None:
    """Otherwise the other tests would be about something else."""
    language = Understanding.load()
    context = Context(language=GROUP.language, now=to_local(MONDAY, GROUP.zone))
    assert [text for text in CHIT_CHAT.values() if language.parse(text, context).acts] == []
    assert all(language.parse(text, context).acts for text in (REQUEST, OFFER, f"{OFFER}, un {IMPOSSIBLE}"))


def test_what_was_asked_and_offered_is_kept(traces: Traces) -> None:
    """Otherwise there would be nothing to search in."""
    assert all(word.encode() in traces.stored for word in ("perceuse", "canapé", *HELPED, *HELPED.values()))
    assert '"parked"' in traces.stored.decode()


def test_no_word_of_the_chit_chat_is_left_anywhere(traces: Traces) -> None:
    assert traces.of([*CHIT_CHAT, UNREADABLE, "/inconnue", "another building"]) == []


def test_nobody_who_only_chatted_is_left_anywhere(traces: Traces) -> None:
    assert traces.of([*CHATTERS, *CHATTERS.values()]) == []


def test_the_log_tells_what_went_wrong_without_words_or_people(day: Day, traces: Traces) -> None:
    for event in ("event parked", "event not read", "not delivered", "adapter failed"):
        assert event in traces.log
    said = [event.text for events in day.deliveries for event in events if isinstance(event, MessageSent)]
    words = {
        word.strip(".,!?").lower() for text in said for word in text.split() if len(word.strip(".,!?")) > 4
    }
    found = traces.of([*words, *HELPED, *HELPED.values()])
    assert [
        (word, place) for word, place in found if place in {"palier.log", "output", "names of files"}
    ] == []
