"""A building for tests: the whole bot on a memory store, with neighbours who speak a plain language.

    building = await neighbourhood()
    await building.says("Léa", "cherche perceuse")
    assert building.room == ["#1 · Léa cherche : perceuse…"]

The language is plain on purpose: handlers are tested here, not understanding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.acts import Act, ActKind, Category, Interval, Item, Mode
from bot.adapter import Capabilities, Intake
from bot.books import Books
from bot.bootstrap import Palier, build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.places import Account, MessageRef, Room
from bot.effects import Delete, Edit, Effect, Message, React, Receipt, Send
from bot.errors import DeliveryError
from bot.events import ButtonPressed, MessageDeleted, MessageEdited, MessageSent, Reacted
from bot.intent.catalogue import Catalogue
from bot.intent.context import Context, Reading
from bot.store.memory import MemoryStore
from bot.store.port import Store

MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris."""
ROOM = Room(network="test", chat="hall")
GROUP = Group(id="lilas", name="12 rue des Lilas", rooms=(ROOM,))
VERBS: Mapping[str, tuple[ActKind, Mode | None]] = {
    "cherche": (ActKind.REQUEST, None),
    "emprunte": (ActKind.REQUEST, Mode.LEND),
    "propose": (ActKind.OFFER, None),
    "prête": (ActKind.OFFER, Mode.LEND),
    "donne": (ActKind.OFFER, Mode.GIVE),
    "vend": (ActKind.OFFER, Mode.SELL),
    "perdu": (ActKind.LOST, None),
    "trouvé": (ActKind.FOUND, None),
    "fini": (ActKind.CLOSE, None),
}
PHRASES: Mapping[str, ActKind] = {
    "je prends": ActKind.ACCEPT,
    "je peux plus": ActKind.DECLINE,
    "merci beaucoup": ActKind.THANKS,
    "quoi de neuf": ActKind.BROWSE,
}
ANSWERS = {
    "oui": "yes",
    "non": "no",
    "pas encore": "not_yet",
    "je ne l'ai plus": "gone",
    "👍": "yes",
    "✅": "yes",
    "👎": "no",
    "❌": "no",
}


COMMANDS = {"/aide": "help", "/liste": "list", "/pourquoi": "why", "/lier": "link", "/delier": "unlink"}


class PlainLanguage:
    """`cherche perceuse`, `prête échelle urgent`, `cherche vélo peut-être`, `prête auto samedi`."""

    def parse(self, text: str, context: Context) -> Reading:
        if text in PHRASES:
            return Reading((Act(PHRASES[text]),))
        verb, *words = text.split()
        if verb == "boum":
            raise RuntimeError("a fault in the engine")
        if verb not in VERBS:
            return Reading()
        kind, mode = VERBS[verb]
        act = Act(kind, mode=mode, category=Category.TOOLS)
        if "urgent" in words:
            act = replace(act, urgent=True)
        if "samedi" in words:
            day = context.now.replace(hour=0, minute=0) + timedelta(days=(5 - context.now.weekday()) % 7)
            act = replace(act, when=Interval(day, day.replace(hour=23, minute=59)))
        names = [word for word in words if word not in {"urgent", "peut-être", "samedi"}]
        act = replace(act, items=tuple(Item(name) for name in names))
        return Reading(doubtful=act) if "peut-être" in words else Reading((act,))

    def read_answer(self, text: str, language: str, options: Sequence[str]) -> str | None:
        text = "".join(c for c in text if c not in "🏻🏼🏽🏾🏿\ufe0f\u20e3")
        if text.isdecimal():
            return options[int(text) - 1] if 1 <= int(text) <= len(options) else None
        answer = ANSWERS.get(text)
        return answer if answer in options else None

    def read_command(self, text: str) -> tuple[str, str] | None:
        name, _, argument = text.partition(" ")
        command = COMMANDS.get(name)
        return None if command is None else (command, argument)


@dataclass
class Chat:
    """A network that remembers what it shows, and does as a network does."""

    network: str = "test"
    capabilities: Capabilities = field(default_factory=Capabilities)
    shown: dict[MessageRef, Message] = field(default_factory=dict)
    reactions: list[tuple[MessageRef, str]] = field(default_factory=list)
    performed: list[tuple[str, Effect]] = field(default_factory=list)
    refusals: list[DeliveryError] = field(default_factory=list)
    unreachable: set[str] = field(default_factory=set)
    """Ids of accounts that never opened a private chat."""
    unreachable_error: DeliveryError | None = None

    async def run(self, intake: Intake) -> None:
        raise AssertionError("tests hand in events themselves")

    async def perform(self, effect: Effect, key: str) -> Receipt:
        if self.refusals:
            raise self.refusals.pop(0)
        if isinstance(effect.to, Account) and effect.to.id in self.unreachable and self.unreachable_error:
            raise self.unreachable_error
        self.performed.append((key, effect))
        match effect:
            case Send():
                ref = MessageRef(room=place(effect.to), id=f"bot{len(self.performed)}")
                self.shown[ref] = effect.message
                return Receipt(message=ref)
            case Edit():
                assert effect.target in self.shown, "the bot edits only its own messages"
                self.shown[effect.target] = effect.message
            case React():
                self.reactions.append((effect.target, effect.emoji))
            case Delete():
                del self.shown[effect.target]
        return Receipt()


def place(target: Account | Room) -> Room:
    return Room(network=target.network, chat=f"@{target.id}") if isinstance(target, Account) else target


@dataclass
class Neighbourhood:
    """The building, and what can be done in it."""

    palier: Palier
    chat: Chat
    clock: ManualClock
    group: Group
    store: Store
    count: int = 0

    @property
    def books(self) -> Books:
        return self.palier.engine.books(self.group.id)

    @property
    def room(self) -> list[str]:
        """The bot's messages in the group's room, as they stand."""
        return self.texts(ROOM)

    def private(self, name: str) -> list[str]:
        """The bot's messages to one neighbour."""
        return self.texts(place(account(name)))

    def texts(self, room: Room) -> list[str]:
        return [message.text for ref, message in self.chat.shown.items() if ref.room == room]

    def ref(self, start: str) -> MessageRef:
        """The bot's last message whose text contains this."""
        return [ref for ref, message in self.chat.shown.items() if start in message.text][-1]

    async def says(self, name: str, text: str, *, reply_to: MessageRef | None = None) -> MessageRef:
        return await self._send(name, text, ROOM, private=False, reply_to=reply_to)

    async def writes(self, name: str, text: str, *, reply_to: MessageRef | None = None) -> MessageRef:
        return await self._send(name, text, place(account(name)), private=True, reply_to=reply_to)

    async def edits(self, name: str, message: MessageRef, text: str) -> None:
        await self.hand_in(
            MessageEdited(
                id=self._id(),
                at=self.clock.now(),
                room=ROOM,
                author=account(name),
                name=name,
                message=message,
                text=text,
            )
        )

    async def deletes(self, message: MessageRef) -> None:
        await self.hand_in(MessageDeleted(id=self._id(), at=self.clock.now(), message=message))

    async def presses(self, name: str, label: str, *, on: str = "") -> None:
        """Press a button by its label, on the last message (that contains `on`) which has it."""
        ref, action = [
            (ref, button.action)
            for ref, message in self.chat.shown.items()
            for button in message.buttons
            if button.label == label and on in message.text
        ][-1]
        await self.hand_in(
            ButtonPressed(
                id=self._id(),
                at=self.clock.now(),
                room=ref.room,
                author=account(name),
                name=name,
                private=ref.room != ROOM,
                message=ref,
                action=action,
            )
        )

    async def reacts(self, name: str, message: MessageRef, emoji: str) -> None:
        await self.hand_in(
            Reacted(
                id=self._id(),
                at=self.clock.now(),
                room=message.room,
                author=account(name),
                name=name,
                private=message.room != ROOM,
                message=message,
                emoji=emoji,
            )
        )

    async def passes(self, **time: float) -> None:
        await self.palier.let_pass(timedelta(**time))

    async def hand_in(
        self, event: MessageSent | MessageEdited | MessageDeleted | ButtonPressed | Reacted
    ) -> None:
        await self.palier.engine.take_in([event])
        await self.palier.settle()

    async def _send(
        self, name: str, text: str, room: Room, *, private: bool, reply_to: MessageRef | None
    ) -> MessageRef:
        message = MessageRef(room=room, id=self._id())
        await self.hand_in(
            MessageSent(
                id=message.id,
                at=self.clock.now(),
                room=room,
                author=account(name),
                name=name,
                private=private,
                shared_rooms=(ROOM,) if private else (),
                message=message,
                text=text,
                reply_to=reply_to,
            )
        )
        return message

    def _id(self) -> str:
        self.count += 1
        return f"test/{self.count}"


def account(name: str) -> Account:
    return Account(network="test", id=name.lower())


async def neighbourhood(
    catalogue: Catalogue,
    *,
    group: Group = GROUP,
    now: datetime = MONDAY,
    store: Store | None = None,
    chat: Chat | None = None,
) -> Neighbourhood:
    clock, chat, store = ManualClock(now), chat or Chat(), store or MemoryStore()
    palier = build([group], store, [chat], clock, language=PlainLanguage(), catalogue=catalogue)
    await palier.engine.open()
    return Neighbourhood(palier, chat, clock, group, store)
