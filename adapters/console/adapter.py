"""The practice building: what is typed becomes events, effects become lines on the screen."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.console.lines import Passes, Spoken, Wish, read_line
from adapters.console.screen import Screen, Shown, shown_message
from bot.adapter import Capabilities, Intake
from bot.clock import Clock
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Delete, Edit, Effect, Message, React, Receipt, Send, Target
from bot.errors import Refused
from bot.events import ButtonPressed, Event, MessageDeleted, MessageEdited, MessageSent, Reacted

NETWORK = "console"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the console needs of the bot around it."""

    clock: Clock
    local: Callable[[datetime], datetime]
    """An instant on the group's clock."""
    settle: Callable[[], Awaitable[None]]
    """Returns once everything that was taken in is answered."""
    let_pass: Callable[[timedelta], Awaitable[None]]


@dataclass(slots=True)
class _Memory:
    """Which message carries which label, and who was heard last."""

    messages: dict[int, MessageRef] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    buttons: dict[int, tuple[str, ...]] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    """Place → the label of the last message there that has buttons."""
    neighbours: dict[str, str] = field(default_factory=dict)
    """Account id → name."""
    speaker: tuple[str, bool] | None = None
    asked: tuple[str, bool] | None = None
    """Whom the bot asked last, and whether in private."""


class ConsoleAdapter:
    """A network of one chat and the private chats of everybody who speaks in it."""

    network = NETWORK
    capabilities = Capabilities(threads=False, delete=False)

    def __init__(self, chat: str, screen: Screen, t: Callable[[str], str]) -> None:
        self.room = Room(network=NETWORK, chat=chat)
        self.screen = screen
        self._t = t
        self._memory = _Memory()
        self._run = secrets.token_hex(4)
        self._count = 0
        self._around: Surroundings
        self._lines: AsyncIterable[str]

    def place_in(self, around: Surroundings, lines: AsyncIterable[str]) -> None:
        """Give it its surroundings, and the lines to read."""
        self._around, self._lines = around, lines

    # --- what is typed ---

    async def run(self, intake: Intake) -> None:
        """Read lines until the last one or `/quitter`."""
        async for typed in self._lines:
            line = read_line(typed)
            match line:
                case Wish.QUIT:
                    return
                case Wish.HISTORY:
                    self.screen.history()
                case Wish.NEIGHBOURS:
                    self.screen.note(", ".join(self._memory.neighbours.values()))
                case Wish.KEYS:
                    self.show_keys()
                case Passes(time):
                    await self._around.let_pass(time)
                    self.screen.clock(self._around.local(self._around.clock.now()))
                case Spoken():
                    event = self._event(line)
                    if event is not None:
                        await intake([event])
                        await self._around.settle()

    def show_keys(self) -> None:
        """Say what can be typed."""
        t = self._t
        for key, what in (
            (t("Léa: I need a drill"), t("Léa says it to the group")),
            (t("Rosa> yes"), t("Rosa says it to the bot, in private")),
            ("Rosa> 1", t("Rosa chooses answer 1")),
            (t("Mehdi: [3] I can do it"), t("Mehdi answers message 3 ([3] 👍 reacts, [3] = text edits)")),
            ("+3d", t("three days pass (m, h, d, w)")),
            (t("/history, /neighbours, /quit"), t("what was said, who lives here, goodbye")),
        ):
            self.screen.note(f"  {key:<32}{what}")

    def _event(self, line: Spoken) -> Event | None:
        speaker = self._speaker(line)
        if speaker is None:
            self.screen.note(self._t("Who speaks? Write for example: Léa: I need a drill"))
            return None
        name, private = speaker
        self._memory.speaker = speaker
        account = self._account(name)
        room = Room(network=NETWORK, chat=f"@{account.id}") if private else self.room
        about = self._memory.messages.get(line.about) if line.about is not None else None
        if line.about is not None and about is None:
            self.screen.note(self._t("There is no message with this number."))
            return None
        now = self._around.clock.now()
        said = {
            "at": now,
            "room": room,
            "author": account,
            "name": name,
            "private": private,
            "shared_rooms": (self.room,) if private else (),
        }
        if about is not None and line.edits:
            return self._edit(line, about, said, now)
        return self._press(line, room, said) or self._say(line, about, said)

    def _press(self, line: Spoken, room: Room, said: dict[str, object]) -> Event | None:
        """A number chooses a button, of the message that it is about or of the last one that has any."""
        label = line.about if line.about is not None else self._memory.latest.get(str(room))
        buttons = self._memory.buttons.get(label, ()) if label is not None else ()
        if label is None or not line.text.isdecimal() or not 1 <= int(line.text) <= len(buttons):
            return None
        chosen = {"message": self._memory.messages[label], "action": buttons[int(line.text) - 1]}
        return ButtonPressed.model_validate({**said, **chosen, "id": self._id()})

    def _say(self, line: Spoken, about: MessageRef | None, said: dict[str, object]) -> Event | None:
        name, private = str(said["name"]), bool(said["private"])
        if about is not None and line.text and not any(c.isalnum() for c in line.text):
            self.screen.reacted(name, line.text, line.about or 0)
            return Reacted.model_validate({**said, "id": self._id(), "message": about, "emoji": line.text})
        if not line.text:
            return None
        message = MessageRef.model_validate({"room": said["room"], "id": self._id()})
        label = self._remember(message, line.text)
        self.screen.said(Shown(label, name if private else None, name, line.text))
        quoted = "" if line.about is None else self._memory.texts.get(line.about, "")
        return MessageSent.model_validate(
            {
                **said,
                "id": message.id,
                "message": message,
                "text": line.text,
                "reply_to": about,
                "quoted": quoted,
            }
        )

    def _edit(self, line: Spoken, about: MessageRef, said: dict[str, object], now: datetime) -> Event:
        id = self._id()
        if not line.text:
            return MessageDeleted(id=id, at=now, message=about)
        if line.about is not None:
            self._memory.texts[line.about] = line.text
            self.screen.said(Shown(line.about, None, str(said["name"]), line.text), edited=True)
        return MessageEdited.model_validate({**said, "id": id, "message": about, "text": line.text})

    def _speaker(self, line: Spoken) -> tuple[str, bool] | None:
        """Who says a line: the name before it; for a bare number, whoever was asked last."""
        if line.name is not None:
            return line.name, bool(line.private)
        if line.text.isdecimal() and self._memory.asked is not None:
            return self._memory.asked
        return self._memory.speaker

    def _account(self, name: str) -> Account:
        id = name.casefold()
        self._memory.neighbours.setdefault(id, name)
        return Account(network=NETWORK, id=id)

    # --- what the bot does ---

    async def perform(self, effect: Effect, key: str) -> Receipt:  # noqa: ARG002 - a screen knows no keys
        """Show it, and when it happens if some time has passed."""
        self.screen.clock(self._around.local(self._around.clock.now()))
        match effect:
            case Send():
                place = self._place(effect.to)
                room = (
                    Room(network=NETWORK, chat=f"@{effect.to.id}")
                    if isinstance(effect.to, Account)
                    else effect.to
                )
                message = MessageRef(room=room, id=self._id())
                label = self._remember(message, effect.message.text)
                self._offer(label, room, effect.message, place)
                self.screen.bot_said(shown_message(label, place, effect.message))
                return Receipt(message=message)
            case Edit():
                known = self._memory.labels.get(effect.target.id)
                label = known or self._remember(effect.target, effect.message.text)
                self._offer(label, effect.target.room, effect.message, self._place(effect.to))
                self.screen.bot_said(
                    shown_message(label, self._place(effect.to), effect.message), edited=True
                )
            case React():
                self.screen.reacted(None, effect.emoji, self._memory.labels.get(effect.target.id, "…"))
            case Delete():
                raise Refused("nothing is ever deleted from a screen")
        return Receipt()

    def _place(self, target: Target) -> str | None:
        return self._memory.neighbours.get(target.id, target.id) if isinstance(target, Account) else None

    def _offer(self, label: int, room: Room, message: Message, place: str | None) -> None:
        """Remember the buttons of a message, and whom they wait for."""
        self._memory.buttons[label] = tuple(button.action for button in message.buttons)
        if message.buttons:
            self._memory.latest[str(room)] = label
            if place is not None:
                self._memory.asked = (place, True)
        elif self._memory.latest.get(str(room)) == label:
            del self._memory.latest[str(room)]
            if place is not None and self._memory.asked == (place, True):
                self._memory.asked = None

    def _remember(self, message: MessageRef, text: str) -> int:
        label = len(self._memory.messages) + 1
        self._memory.messages[label] = message
        self._memory.labels[message.id] = label
        self._memory.texts[label] = text
        return label

    def _id(self) -> str:
        """Give an id that no other run gives, even one at the same time in the building."""
        self._count += 1
        return f"{NETWORK}/{self._run}-{self._count}"
