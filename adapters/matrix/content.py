"""From what the bot says to a message's content. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from adapters.matrix.buttons import CHOICES, lines_of
from adapters.matrix.room_event import NETWORK
from bot.effects import Message

LONGEST_BYTES = 8000
"""Of a body. An edit holds it four times, encryption adds a third: an event may have 65,536 bytes."""
_USER_ID = re.compile(r"@[a-zA-Z0-9._=/+-]+:[a-zA-Z0-9.-]+(?::\d+)?(?<![.:])")
_PERMALINK = "https://matrix.to/#/"


@dataclass(frozen=True, slots=True)
class Placing:
    """Where in a room a message goes."""

    thread: str = ""
    """The first message of the thread."""
    reply_to: str = ""
    """The message that it answers."""


def contents_of(
    message: Message, placing: Placing, *, aloud: bool, members: Collection[str] = ()
) -> list[dict[str, object]]:
    """Give the contents that show a message, in order; the last one has its buttons.

    What is said `aloud` rings the phones of those who are in the room; a notice does not. The people
    of the message are mentioned, and of the user ids in its text those of `members`; such a message
    is never a notice.
    """
    people = _users_of(message)
    contents = [
        _written(part, aloud=aloud, members=members, people=people) for part in _split(_body(message))
    ]
    if message.buttons:
        contents[-1][CHOICES] = [button.action for button in message.buttons]
    for content in contents:
        relation = _relation(placing)
        if relation:
            content["m.relates_to"] = relation
    return contents


def edit_of(message: Message, target: str, *, aloud: bool) -> dict[str, object]:
    """Give the content that changes a message of the bot's. It is one event: a long text is cut."""
    parts = _split(_body(message))
    body = parts[0] if len(parts) == 1 else parts[0].rstrip()[:-1] + "…"
    people = _users_of(message)
    new = _written(body, aloud=aloud, members=(), people=people)
    new[CHOICES] = [button.action for button in message.buttons]
    return {
        **_written(f"* {body}", aloud=aloud, members=(), people=people),
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def reaction_of(target: str, key: str) -> dict[str, object]:
    """Give the content of a reaction."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": key}}


def _body(message: Message) -> str:
    text = message.text.encode("utf-8", "replace").decode()
    return "\n".join((text, "", *lines_of(message.buttons))) if message.buttons else text


def _users_of(message: Message) -> dict[str, str]:
    """Give the people of a message who are on Matrix: name → user id."""
    return {
        person.name: person.account.id
        for person in message.people
        if person.account.network == NETWORK and person.name.strip()
    }


def _written(
    body: str, *, aloud: bool, members: Collection[str], people: Mapping[str, str]
) -> dict[str, object]:
    """Give a text; with a formatted body where it names somebody, so that they can be tapped on."""
    named = _named(body, people)
    mentioned = [user for user in dict.fromkeys(user for _, user in named) if _counts(user, members, people)]
    content: dict[str, object] = {"msgtype": "m.text" if aloud or mentioned else "m.notice", "body": body}
    # Always there, or old push rules would look for names in the text.
    content["m.mentions"] = {"user_ids": mentioned} if mentioned else {}
    if named:
        content["format"] = "org.matrix.custom.html"
        content["formatted_body"] = _html(body, named)
    return content


def _counts(user: str, members: Collection[str], people: Mapping[str, str]) -> bool:
    return user in members or user in people.values()


def _named(body: str, people: Mapping[str, str]) -> list[tuple[re.Match[str], str]]:
    """Find where a text names users: each of the people by the first time that their name is there."""
    names = "|".join(map(re.escape, sorted(people, key=len, reverse=True)))
    pattern = rf"(?<!\w)(?:{names})(?!\w)|{_USER_ID.pattern}" if names else _USER_ID.pattern
    named: list[tuple[re.Match[str], str]] = []
    left = dict(people)
    for found in re.finditer(pattern, body):
        user = left.pop(found[0], None) or (found[0] if _USER_ID.fullmatch(found[0]) else None)
        if user is not None:
            named.append((found, user))
    return named


def _html(body: str, named: Sequence[tuple[re.Match[str], str]]) -> str:
    """Escape a text; who is named becomes a link, which clients show as the person."""
    written, at = "", 0
    for found, user in named:
        link = f'<a href="{_PERMALINK}{quote(user, safe="@:/=+")}">{_escaped(found[0])}</a>'
        written += _escaped(body[at : found.start()]) + link
        at = found.end()
    return written + _escaped(body[at:])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _relation(placing: Placing) -> dict[str, object]:
    if placing.thread:
        return {
            "rel_type": "m.thread",
            "event_id": placing.thread,
            "m.in_reply_to": {"event_id": placing.reply_to or placing.thread},
            "is_falling_back": not placing.reply_to,
        }
    return {"m.in_reply_to": {"event_id": placing.reply_to}} if placing.reply_to else {}


def _split(body: str) -> list[str]:
    """Part a text between paragraphs, lines or words, so that each part fits into one event."""
    parts = list(_parts(body))
    return parts or [""]


def _parts(rest: str) -> Iterator[str]:
    while len(rest.encode()) > LONGEST_BYTES:
        fits = rest.encode()[:LONGEST_BYTES].decode("utf-8", "ignore")
        # The coarsest of the cuts that leave a part at least half full.
        cuts = (at for mark in ("\n\n", "\n", " ") if (at := fits.rfind(mark)) > len(fits) // 2)
        head = fits[: next(cuts, len(fits))]
        yield head
        rest = rest[len(head) :].lstrip()
    if rest:
        yield rest
