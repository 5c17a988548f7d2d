"""The people on the server: what a test has them do, and what they see.

town = Town(server.network)
lea, rosa = town.person("Léa"), town.person("Rosa")
hall = town.supergroup("Le palier", lea, rosa)
lea.says(hall, "besoin d'une perceuse")
card = await rosa.sees(hall, "perceuse")
rosa.presses(card, "Je peux aider")
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram.markup import found_entities
from tests.telegram.network import Network, Press
from tests.telegram.rooms import Room
from tests.telegram.wire import chat_json
from tests.telegram.world import (
    CHANNEL_BOT,
    GROUP_ANONYMOUS_BOT,
    INSIDE,
    SERVICE_NOTIFICATIONS,
    Chat,
    Kind,
    Member,
    Message,
    Status,
    User,
)


@dataclass(eq=False)
class Person:
    """Somebody with an account. Only who opened the private chat can be written to in private."""

    network: Network
    user: User

    @property
    def id(self) -> int:
        """Their account's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """As the network shows it."""
        return f"{self.user.first_name} {self.user.last_name}".strip()

    # --- in a group ---

    def says(
        self,
        room: Room,
        text: str,
        *,
        reply_to: Message | None = None,
        topic: int | None = None,
        via: User | None = None,
    ) -> Message:
        """Write to a group they are in."""
        return self._put(room.chat, text, reply_to=reply_to, topic=topic, via=via)

    def says_anonymously(self, room: Room, text: str, *, reply_to: Message | None = None) -> Message:
        """Write as the group itself, as an anonymous administrator does."""
        member = room.chat.member(self.user)
        assert member is not None
        assert member.anonymous, "they are not anonymous here"
        stand_in = User(GROUP_ANONYMOUS_BOT, "Group", username="GroupAnonymousBot", is_bot=True)
        return self._put(room.chat, text, reply_to=reply_to, sender=stand_in, sender_chat=room.chat)

    def says_as(self, room: Room, channel: Room, text: str) -> Message:
        """Write in the name of a channel of theirs."""
        stand_in = User(CHANNEL_BOT, "Channel", username="Channel_Bot", is_bot=True)
        return self._put(room.chat, text, sender=stand_in, sender_chat=channel.chat)

    def shows_photo(self, room: Room, caption: str = "") -> Message:
        """Show a photo, with words below it."""
        photo = {"file_id": "AgAD" + "x" * 40, "file_unique_id": "AQADxxxx", "width": 90, "height": 67}
        content = {"photo": [{**photo, "file_size": 1500}]}
        return self._put(room.chat, caption, content=content, is_caption=True)

    def shares(self, room: Room, **content: object) -> Message:
        """Share a contact, a place…"""
        return self._put(room.chat, "", content=content)

    # --- in private ---

    def starts(self, payload: str = "") -> Message:
        """Open the private chat, by a link that brings something along, and press Start."""
        chat = self.private()
        if chat is None:
            chat = self.network.chats[self.id] = Chat(self.id, Kind.PRIVATE, user=self.user)
        elif chat.blocked:
            self.unblocks()
        return self._put(chat, f"/start {payload}".strip())

    def writes(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write to the bot; who never opened the chat presses Start first."""
        chat = self.private()
        if chat is None:
            self.starts()
            chat = self.network.chats[self.id]
        return self._put(chat, text, reply_to=reply_to)

    def private(self) -> Chat | None:
        """Give the private chat, if there is one."""
        return self.network.chats.get(self.id)

    def blocks(self) -> None:
        """Want nothing more from the bot."""
        self._turn(blocked=True)

    def unblocks(self) -> None:
        """Want something from it again."""
        self._turn(blocked=False)

    def _turn(self, *, blocked: bool) -> None:
        chat = self.private()
        assert chat is not None
        chat.blocked = blocked
        status = (Status.MEMBER, Status.KICKED)
        before, after = (Member(self.network.bot.user, s) for s in (status if blocked else status[::-1]))
        self.network.change_member(chat, after, before, self.user)

    # --- with messages ---

    def edits(self, message: Message, text: str) -> None:
        """Change a message of theirs."""
        assert message.sender is self.user
        message.text, message.entities = text, found_entities(text)
        self.network.revise(message)

    def deletes(self, message: Message) -> None:
        """Take a message away; bots are not told."""
        del message.chat.messages[message.id]
        self.network.changed()

    def reacts(self, message: Message, *emoji: str) -> None:
        """Put these emoji on a message, and take any others back."""
        before = message.reactions.get(self.id, [])
        message.reactions[self.id] = list(emoji)
        self.network.react(message, self.user, before, list(emoji))

    def presses(self, message: Message, label: str) -> Press:
        """Press a button, by its label or a part of it."""
        for button in (button for row in message.keyboard or () for button in row):
            if label in str(button["text"]):
                assert "callback_data" in button, "this button opens an address"
                return self.network.press(self.user, message, str(button["callback_data"]))
        raise AssertionError(f"no such button; there are {message.buttons}")

    def follows(self, message: Message, label: str) -> Message:
        """Press a button with an address that leads to the bot's private chat."""
        for button in (button for row in message.keyboard or () for button in row):
            if label in str(button["text"]) and "url" in button:
                link = f"https://t.me/{self.network.username}"
                address = str(button["url"])
                assert address.startswith(link), address
                return self.starts(address.removeprefix(link).removeprefix("?start="))
        raise AssertionError(f"no such button; there are {message.buttons}")

    # --- what they see ---

    async def sees(self, room: Room, text: str) -> Message:
        """Return the bot's last message in a group that contains this, as soon as there is one."""
        return await self._sees(room.chat, text)

    async def sees_privately(self, text: str) -> Message:
        """Return the bot's last message in private that contains this, as soon as there is one."""
        await self.network.until(self.private, f"{self.name} has a private chat")
        chat = self.private()
        assert chat is not None
        return await self._sees(chat, text)

    def texts(self) -> list[str]:
        """Give the bot's messages in private, as they stand."""
        chat = self.private()
        return [] if chat is None else [message.text for message in by_bot(self.network, chat)]

    async def _sees(self, chat: Chat, text: str) -> Message:
        def found() -> list[Message]:
            return [message for message in by_bot(self.network, chat) if text in message.text]

        await self.network.until(found, f"{self.name} sees « {text} »")
        return found()[-1]

    def _put(self, chat: Chat, text: str, *, topic: int | None = None, **others: object) -> Message:
        member = chat.member(self.user)
        assert chat.kind is Kind.PRIVATE or (member and member.status in INSIDE), "they are not in this chat"
        assert chat.upgraded_to is None, "nobody can write to a group that was upgraded"
        others = {"sender": self.user, "thread": topic, "in_topic": topic is not None, **others}
        return self.network.add(chat, text=text, entities=found_entities(text), **others)


def by_bot(network: Network, chat: Chat) -> list[Message]:
    """Give what the bot said in a chat."""
    return [m for m in chat.messages.values() if m.sender is network.bot.user and not m.is_service]


@dataclass(eq=False)
class Town:
    """Makes people and chats."""

    network: Network

    def person(self, name: str, *, started: bool = True, username: str = "", language: str = "fr") -> Person:
        """Make somebody; `started`: they have opened the bot's private chat before."""
        first, _, last = name.partition(" ")
        user = User(next(self.network.ids), first, last, username, language)
        self.network.users[user.id] = user
        if started:
            self.network.chats[user.id] = Chat(user.id, Kind.PRIVATE, user=user)
        return Person(self.network, user)

    def bot(self, name: str) -> User:
        """Make another bot."""
        user = User(next(self.network.ids), name, username=f"{name}_bot", is_bot=True)
        self.network.users[user.id] = user
        return user

    def group(self, title: str, *people: Person, with_bot: bool = True) -> Room:
        """Make a small group, made by the first of the people."""
        return self._make(
            -(4_000_000_000 + next(self.network.ids) % 10**9), Kind.GROUP, title, people, with_bot=with_bot
        )

    def supergroup(self, title: str, *people: Person, forum: bool = False, with_bot: bool = True) -> Room:
        """Make a supergroup, or a forum, which has topics."""
        room = self._make(self.network.supergroup_id(), Kind.SUPERGROUP, title, people, with_bot=with_bot)
        room.chat.is_forum = forum
        return room

    def channel(self, title: str, *people: Person) -> Room:
        """Make a channel in which the bot is not."""
        return self._make(self.network.supergroup_id(), Kind.CHANNEL, title, people, with_bot=False)

    def forwards(self, channel: Room, room: Room, text: str) -> Message:
        """Have a channel's post appear in the group that discusses it."""
        telegram = User(SERVICE_NOTIFICATIONS, "Telegram")
        origin = {
            "type": "channel",
            "chat": chat_json(channel.chat),
            "message_id": 12,
            "date": self.network.now,
        }
        return self.network.add(
            room.chat,
            sender=telegram,
            sender_chat=channel.chat,
            text=text,
            forwarded={"forward_origin": origin, "is_automatic_forward": True},
        )

    def _make(self, id: int, kind: Kind, title: str, people: tuple[Person, ...], *, with_bot: bool) -> Room:
        chat = Chat(id, kind, title)
        for person in people:
            status = Status.MEMBER if chat.members else Status.CREATOR
            chat.members[person.id] = Member(person.user, status)
        self.network.chats[id] = chat
        room = Room(self.network, chat)
        if with_bot:
            room.adds_bot()
        return room
