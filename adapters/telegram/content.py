"""From a message of the bot's to what the Bot API takes: texts of a length that it takes, and entities.

Entities rather than HTML: nothing needs escaping, and nothing that a neighbour writes can be
taken for markup. Lengths and offsets are in UTF-16 units (Bot API, `MessageEntity`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import MessageEntity, User

from adapters.telegram.options import NETWORK
from bot.effects import Message, Named

LONGEST = 4096
"""UTF-16 units in one message (Bot API, `sendMessage`)."""
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Text:
    """What one message shows."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def texts_of(message: Message) -> list[Text]:
    """Give a message in as many parts as it needs."""
    return [_marked(part, message.people) for part in _split(_clean(message.text))]


def text_of_edit(message: Message) -> Text:
    """Give what an edited message shows: one message stays one, and ends where there is no more room."""
    text = _clean(message.text)
    if units(text) > LONGEST:
        text = _head(text, LONGEST - units(_CUT)) + _CUT
    return _marked(text, message.people)


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _clean(text: str) -> str:
    """Take away what the server would: space around, and half surrogate pairs, which it refuses."""
    return text.encode("utf-8", "replace").decode().strip()


def _marked(text: str, people: Sequence[Named]) -> Text:
    return Text(text, tuple(_entities(text, people)))


def _entities(text: str, people: Sequence[Named]) -> Iterator[MessageEntity]:
    """Make each person's name a link to its person, where it first stands by itself."""
    taken: list[range] = []
    for named in people:
        if named.account.network != NETWORK or not named.account.id.isdecimal():
            continue
        name = _clean(named.name)
        at = _position(text, name, taken)
        if at < 0:
            continue
        taken.append(range(at, at + len(name)))
        person = User(id=int(named.account.id), first_name=name, is_bot=False)
        yield MessageEntity(
            type=MessageEntity.TEXT_MENTION, offset=units(text[:at]), length=units(name), user=person
        )


def _position(text: str, name: str, taken: Sequence[range]) -> int:
    at = text.find(name) if name else -1
    while at >= 0:
        end = at + len(name)
        alone = not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
        if alone and not any(at in range_ or end - 1 in range_ for range_ in taken):
            return at
        at = text.find(name, at + 1)
    return -1


def _split(text: str) -> list[str]:
    """Part a text between paragraphs, lines or words, so that each part fits into one message."""
    parts: list[str] = []
    while units(text) > LONGEST:
        fits = _head(text, LONGEST)
        # The coarsest of the cuts that leave a part at least half full.
        cuts = (at for mark in ("\n\n", "\n", " ") if (at := fits.rfind(mark)) > len(fits) // 2)
        head = fits[: next(cuts, len(fits))]
        parts.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return [*parts, text] if text or not parts else parts


def _head(text: str, most: int) -> str:
    """Give as much of a text's beginning as has so many UTF-16 units at most."""
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
