"""The network: its bot, people, chats, and what of it the bot gets to see."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.telegram.faults import Faults
from tests.telegram.hours import Hours
from tests.telegram.markup import units
from tests.telegram.pace import Limits, PaceKeeper
from tests.telegram.polling import Polling
from tests.telegram.updates import CALLBACK_LIFETIME, Updates
from tests.telegram.webhooks import Webhooks
from tests.telegram.wire import chat_json, member_json, message_json, user_json
from tests.telegram.world import IN_CHARGE, INSIDE, Bot, Chat, Json, Kind, Member, Message, Status, User

PATIENCE = 30.0
"""In seconds: after so long, what was waited for does not come."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that the bot made, and how it was answered."""

    method: str
    arguments: dict[str, str]
    status: int


@dataclass
class Press:
    """A pressed button that waits for the bot's answer."""

    id: str
    user: User
    pressed_at: float
    answer: str | None = None


@dataclass
class Network:
    """Everything that there is, in one place."""

    token: str
    hours: Hours = field(default_factory=Hours)
    limits: Limits | None = None
    username: str = "palier_bot"
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, User] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Arguments that no method has; the real server does not mind them."""

    def __post_init__(self) -> None:
        self.updates = Updates(self.hours)
        self.updates.settled = self.changed
        self.polling = Polling(self.updates)
        self.webhooks = Webhooks(self.updates, self.polling, self.hours)
        self.pace = PaceKeeper(self.limits, self.hours)
        self.faults = Faults()
        id = int(self.token.partition(":")[0])
        self.bot = Bot(User(id, "Palier", username=self.username, is_bot=True), self.token)
        self.users[id] = self.bot.user
        self.ids = itertools.count(5_000_000_001)
        self._account_messages = itertools.count(101)
        self._chat_messages: dict[int, itertools.count[int]] = {}
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def now(self) -> int:
        """The time, as the API tells it."""
        return int(self.hours.now())

    def supergroup_id(self) -> int:
        """Give the next id of its kind: -100 and the rest."""
        return -1_001_200_000_000 - next(self.ids) % 10**9

    # --- what happens ---

    def add(self, chat: Chat, **what: object) -> Message:
        """Put a message into a chat, and tell the bot if it may know."""
        message = Message(self._message_id(chat), chat, self.now)
        for name, value in what.items():
            setattr(message, name, value)
        chat.messages[message.id] = message
        if message.sender is not None and message.sender.is_bot and not message.is_service:
            chat.bot_wrote_last = message.sender is self.bot.user
        self._tell_of_message(message)
        self.changed()
        return message

    def revise(self, message: Message) -> None:
        """Tell the bot that a message was edited, if it may know."""
        message.edited = self.now
        self._tell_of_message(message)
        self.changed()

    def change_member(self, chat: Chat, member: Member, before: Member, by: User) -> None:
        """Tell the bot that somebody's place in a chat changed, if it may know."""
        mine = member.user is self.bot.user
        if mine or self.in_charge(chat):
            change: dict[str, object] = {
                "chat": chat_json(chat),
                "from": user_json(by),
                "date": self.now,
                "old_chat_member": member_json(before, chat),
                "new_chat_member": member_json(member, chat),
            }
            kind = "my_chat_member" if mine else "chat_member"
            self.updates.push(kind, change, f"{kind}/{chat.id if mine else member.user.id}")
        self.changed()

    def press(self, user: User, message: Message, data: str) -> Press:
        """Have somebody press a button with data."""
        press = Press(str(next(self.ids) * 7919), user, self.hours.now())
        self.presses[press.id] = press
        gone = message.id not in message.chat.messages
        query = {
            "id": press.id,
            "from": user_json(user),
            "message": inaccessible(message) if gone else message_json(message),
            "chat_instance": str(-message.chat.id * 31),
            "data": data,
        }
        self.updates.push("callback_query", query, f"press/{user.id}", CALLBACK_LIFETIME)
        return press

    def react(self, message: Message, actor: User | Chat, before: list[str], after: list[str]) -> None:
        """Tell the bot that somebody reacts, if it may know: an administrator or in private."""
        if message.chat.kind is Kind.PRIVATE or self.in_charge(message.chat):
            who = {"user": user_json(actor)} if isinstance(actor, User) else {"actor_chat": chat_json(actor)}
            self.updates.push(
                "message_reaction",
                {
                    "chat": chat_json(message.chat),
                    "message_id": message.id,
                    **who,
                    "date": self.now,
                    "old_reaction": reactions(before),
                    "new_reaction": reactions(after),
                },
                f"reaction/{message.chat.id}",
            )
        self.changed()

    # --- what the bot gets to see ---

    def _tell_of_message(self, message: Message) -> None:
        if self.shows_to_bot(message):
            kind = "channel_post" if message.chat.kind is Kind.CHANNEL else "message"
            kind = kind if message.edited is None else f"edited_{kind}"
            self.updates.push(kind, message_json(message), f"chat/{message.chat.id}")

    def shows_to_bot(self, message: Message) -> bool:
        """Tell whether the bot gets an update about a message (`need_skip_update_message`; privacy mode:
        https://core.telegram.org/bots/features#privacy-mode).
        """
        chat, mine = message.chat, message.sender is self.bot.user
        here = chat.member(self.bot.user)
        if chat.kind is not Kind.PRIVATE and (here is None or here.status not in INSIDE):
            left = message.content.get("left_chat_member")
            return isinstance(left, dict) and left["id"] == self.bot.user.id
        if mine:
            return message.is_service
        if message.sender is not None and message.sender.is_bot and message.sender_chat is None:
            return message.is_service
        if message.is_service or chat.kind in {Kind.PRIVATE, Kind.CHANNEL}:
            return True
        return chat.all_is_read or self.in_charge(chat) or self._is_meant_for_bot(message)

    def _is_meant_for_bot(self, message: Message) -> bool:
        if message.reply_to is not None and message.reply_to.sender is self.bot.user:
            return True
        if message.via is self.bot.user:
            return True
        ours = f"@{self.username.lower()}"
        for entity in message.entities:
            said = _part(message.text, entity).lower()
            if entity["type"] == "mention" and said == ours:
                return True
            if entity["type"] == "bot_command":  # without a name: for the bot that wrote last
                _, at, whose = said.partition("@")
                if at + whose == ours or (not at and message.chat.bot_wrote_last):
                    return True
        return False

    def in_charge(self, chat: Chat) -> bool:
        """Tell whether the bot is an administrator."""
        here = chat.member(self.bot.user)
        return here is not None and here.status in IN_CHARGE

    def may(self, chat: Chat, right: str) -> bool:
        """Tell whether the bot has an administrator's right."""
        here = chat.member(self.bot.user)
        return here is not None and here.status is Status.ADMINISTRATOR and right in here.rights

    # --- waiting ---

    def changed(self) -> None:
        """Wake who waits for something."""
        waiting, self._waiting = self._waiting, []
        for waits in waiting:
            if not waits.done():
                waits.set_result(None)

    async def until(self, condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
        """Return once something is so; fail, naming it, if it never is."""
        try:
            async with asyncio.timeout(patience):
                while not condition():
                    waits: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                    self._waiting.append(waits)
                    await waits
        except TimeoutError:
            raise AssertionError(f"never happened: {what}") from None

    def _message_id(self, chat: Chat) -> int:
        """In private chats and small groups messages share one count, as they do for an account."""
        if chat.kind in {Kind.PRIVATE, Kind.GROUP}:
            return next(self._account_messages)
        return next(self._chat_messages.setdefault(chat.id, itertools.count(1)))


def inaccessible(message: Message) -> Json:
    """Show what remains of a deleted message."""
    return {"message_id": message.id, "chat": chat_json(message.chat), "date": 0}


def reactions(emoji: list[str]) -> list[Json]:
    """Show reactions."""
    return [{"type": "emoji", "emoji": each} for each in emoji]


def _part(text: str, entity: Json) -> str:
    offset, length = int(str(entity["offset"])), int(str(entity["length"]))
    cut = text.encode("utf-16-le", "surrogatepass")[offset * 2 : (offset + length) * 2]
    assert units(text) >= offset + length
    return cut.decode("utf-16-le", "surrogatepass")
