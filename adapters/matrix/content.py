"""From what the bot says to a message's content. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from adapters.matrix.buttons import CHOICES, lines_of
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

    What is said `aloud` rings the phones of those who are in the room; a notice does not. Of the
    user ids in the text, those of `members` are mentioned; such a message is never a notice.
    """
    *before, last = _split(_body(message))
    contents = [_written(part, aloud=aloud, members=members) for part in (*before, last)]
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
    new = _written(body, aloud=aloud, members=())
    new[CHOICES] = [button.action for button in message.buttons]
    return {
        **_written(f"* {body}", aloud=aloud, members=()),
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": target},
    }


def reaction_of(target: str, key: str) -> dict[str, object]:
    """Give the content of a reaction."""
    return {"m.relates_to": {"rel_type": "m.annotation", "event_id": target, "key": key}}


def _body(message: Message) -> str:
    text = message.text.encode("utf-8", "replace").decode()
    return "\n".join((text, "", *lines_of(message.buttons))) if message.buttons else text


def _written(body: str, *, aloud: bool, members: Collection[str]) -> dict[str, object]:
    """Give a text; with a formatted body where it names somebody, so that they can be tapped on."""
    named = list(dict.fromkeys(_USER_ID.findall(body)))
    mentioned = [user for user in named if user in members]
    content: dict[str, object] = {"msgtype": "m.text" if aloud or mentioned else "m.notice", "body": body}
    # Always there, or old push rules would look for names in the text.
    content["m.mentions"] = {"user_ids": mentioned} if mentioned else {}
    if named:
        content["format"] = "org.matrix.custom.html"
        content["formatted_body"] = _html(body)
    return content


def _html(body: str) -> str:
    """Escape a text; user ids become links, which clients show as the person."""
    escaped = html.escape(body, quote=False).replace("\n", "<br>")
    return _USER_ID.sub(lambda found: f'<a href="{_PERMALINK}{found[0]}">{found[0]}</a>', escaped)


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
