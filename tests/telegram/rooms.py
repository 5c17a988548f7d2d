"""Groups on the server: who comes and goes, who is in charge, topics, and the move to a supergroup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from tests.telegram.network import Network
from tests.telegram.wire import ORDINARY_RIGHTS, message_json, user_json
from tests.telegram.world import Chat, Kind, Member, Message, Status, Topic, User


class Somebody(Protocol):
    """Whoever has an account."""

    user: User


@dataclass(eq=False)
class Room:
    """A group, a supergroup or a channel."""

    network: Network
    chat: Chat

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def _creator(self) -> User:
        return next(m.user for m in self.chat.members.values() if m.status is Status.CREATOR)

    # --- what is to be seen ---

    @property
    def messages(self) -> list[Message]:
        """The bot's messages, as they stand."""
        mine = self.network.bot.user
        return [m for m in self.chat.messages.values() if m.sender is mine and not m.is_service]

    def texts(self) -> list[str]:
        """The texts of the bot's messages, as they stand."""
        return [message.text for message in self.messages]

    # --- who comes and goes ---

    def welcomes(self, *people: Somebody) -> None:
        """Have people join."""
        for person in people:
            self._place(person.user, Status.MEMBER, person.user)
        self._announce(self._creator, new_chat_members=[user_json(p.user) for p in people])

    def sees_off(self, person: Somebody) -> None:
        """Have somebody leave."""
        self._place(person.user, Status.LEFT, person.user)
        self._announce(person.user, left_chat_member=user_json(person.user))

    def adds_bot(self, *, rights: Iterable[str] | None = None) -> None:
        """Take the bot in; with `rights` as an administrator. Its privacy setting counts from now on."""
        bot = self.network.bot
        self.chat.all_is_read = not bot.privacy
        status = Status.MEMBER if rights is None else Status.ADMINISTRATOR
        self._place(bot.user, status, self._creator, frozenset(rights or ()))
        self._announce(self._creator, new_chat_members=[user_json(bot.user)])

    def kicks_bot(self) -> None:
        """Throw the bot out."""
        user = self.network.bot.user
        self._place(user, Status.KICKED, self._creator)
        self._announce(self._creator, left_chat_member=user_json(user))

    def promotes_bot(self, rights: Iterable[str] = ORDINARY_RIGHTS) -> None:
        """Make the bot an administrator."""
        self._place(self.network.bot.user, Status.ADMINISTRATOR, self._creator, frozenset(rights))

    def demotes_bot(self) -> None:
        """Make the bot an ordinary member."""
        self._place(self.network.bot.user, Status.MEMBER, self._creator)

    def silences_bot(self) -> None:
        """Let nobody but administrators write."""
        for member in self.chat.members.values():
            member.silent = True

    def promotes(self, person: Somebody, *, anonymous: bool = False) -> None:
        """Put somebody in charge."""
        self._place(person.user, Status.ADMINISTRATOR, self._creator, ORDINARY_RIGHTS)
        self.chat.members[person.user.id].anonymous = anonymous

    # --- what changes ---

    def renames(self, title: str) -> None:
        """Give the group another name."""
        self.chat.title = title
        self._announce(self._creator, new_chat_title=title)

    def pins(self, message: Message) -> None:
        """Pin a message."""
        self._announce(self._creator, pinned_message=message_json(message, with_reply=False))

    def topic(self, name: str) -> int:
        """Open a topic in a forum; give its id."""
        assert self.chat.is_forum
        created = {"name": name, "icon_color": 7322096}
        message = self.network.add(
            self.chat, sender=self._creator, content={"forum_topic_created": created}, in_topic=True
        )
        message.thread = message.id
        self.chat.topics[message.id] = Topic(message.id, name)
        return message.id

    def closes(self, topic: int) -> None:
        """Close a topic."""
        self.chat.topics[topic].closed = True
        self._announce(self._creator, forum_topic_closed={}, thread=topic, in_topic=True)

    def is_upgraded(self) -> Room:
        """Become a supergroup: another chat with the same people, of which both chats tell."""
        assert self.chat.kind is Kind.GROUP
        id = self.network.supergroup_id()
        after = Chat(id, Kind.SUPERGROUP, self.chat.title, all_is_read=self.chat.all_is_read)
        after.members = {id: Member(m.user, m.status, m.rights) for id, m in self.chat.members.items()}
        self.network.chats[id] = after
        room = Room(self.network, after)
        self._announce(self._creator, migrate_to_chat_id=id)
        self.chat.upgraded_to = after
        room._announce(self._creator, migrate_from_chat_id=self.chat.id)
        return room

    def _announce(
        self, by: User, *, thread: int | None = None, in_topic: bool = False, **content: object
    ) -> Message:
        if "new_chat_members" in content:
            joined = content["new_chat_members"]
            assert isinstance(joined, list)
            content = {"new_chat_member": joined[0], "new_chat_participant": joined[0], **content}
        if "left_chat_member" in content:
            content = {"left_chat_participant": content["left_chat_member"], **content}
        return self.network.add(self.chat, sender=by, content=content, thread=thread, in_topic=in_topic)

    def _place(self, user: User, status: Status, by: User, rights: frozenset[str] = frozenset()) -> None:
        known = self.chat.members.get(user.id) or Member(user, Status.LEFT)
        before = Member(user, known.status, known.rights)
        known.status, known.rights = status, rights
        self.chat.members[user.id] = known
        self.network.change_member(self.chat, known, before, by)
