"""What goes out. Handlers decide effects; the outbox performs them through an adapter.

Text is plain: an adapter escapes it for its network and may show buttons in its
own way, as long as each can also be chosen by its number, counted from 1.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from bot.domain.places import Account, MessageRef, Room, Value

Target: TypeAlias = Account | Room
"""A room, or one person in private."""


class Button(Value):
    """One answer to choose. `action` says what it does, whoever shows it; at most 48 ASCII characters."""

    label: str
    action: str = Field(max_length=48, pattern=r"^[\x21-\x7e]+$")


class Named(Value):
    """Somebody who is named in a text, so that whoever reads it can write to them."""

    name: str
    account: Account


class Message(Value):
    """A text and the answers that go with it."""

    text: str
    buttons: tuple[Button, ...] = ()
    people: tuple[Named, ...] = ()
    """Whose name in the text leads to a chat with them, where the network knows their account."""
    opens: str = ""
    """Label of a link to the bot's private chat, where a network needs one opened; none elsewhere."""


class Send(Value):
    """Show a message. Where the same subject was shown to this target before, that message is edited."""

    type: Literal["send"] = "send"
    to: Target
    message: Message
    subject: str | None = None
    """What the message shows (`listing/12`); None for what is said once."""
    reply_to: MessageRef | None = None
    worth_a_call: bool = False
    """Whether to ask this person in the group to open a private chat with the bot, if they never did."""


class Edit(Value):
    """Change a message of the bot's own."""

    type: Literal["edit"] = "edit"
    to: Target
    target: MessageRef
    message: Message


class Delete(Value):
    """Take back a message of the bot's own."""

    type: Literal["delete"] = "delete"
    to: Target
    target: MessageRef


class React(Value):
    """Put an emoji on a message: the quietest answer there is."""

    type: Literal["react"] = "react"
    to: Target
    target: MessageRef
    emoji: str


Effect: TypeAlias = Send | Edit | Delete | React
EFFECT: TypeAdapter[Effect] = TypeAdapter(Annotated[Effect, Field(discriminator="type")])
"""Reads and writes effects as JSON."""


class Receipt(Value):
    """What the network says of an effect performed: the message that it made, if any."""

    message: MessageRef | None = None
