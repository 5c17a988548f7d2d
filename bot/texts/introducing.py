"""Who is who: the bot to a group, one neighbour to another, and who is to open a private chat."""

from __future__ import annotations

from bot import speech as s
from bot.effects import Message, Named
from bot.texts.tongue import Tongue


def say(told: s.Introducing, t: Tongue) -> str:
    """Word it."""
    lines = [t("Hello! I'm Palier: I note who needs what here and who can help, and introduce them.")]
    if told.reads_everything:
        lines.append(t("I read what is written here for that, and keep nothing of what is not about it."))
    else:
        only = t("Here I only see commands such as /help, replies to me, and what begins with {called}.")
        lines += [
            only.format(called=told.called),
            t("For me to understand the others, too, an administrator makes me an administrator."),
        ]
    lines.append(t("/help tells more."))
    return "\n".join(lines)


def call(speech: s.Calling, t: Tongue) -> Message:
    """Ask somebody in the group to open a private chat."""
    text = t("{name}, I have a word for you in private.", name=speech.person.name)
    return Message(text=text, people=named(speech.person), opens=t("Open the private chat"))


def named(person: s.Person) -> tuple[Named, ...]:
    """Have a person's name lead to them, on each network where they have an account."""
    return tuple(Named(name=person.name, account=account) for account in person.accounts)
