"""Buttons as reactions: 1️⃣ presses the first. What each means is in the bot's own message.

So it survives any restart, and needs no memory. Whoever has no reactions answers with the number.
"""

from __future__ import annotations

from collections.abc import Sequence

from adapters.matrix.wire import Json, object_in, texts_in
from bot.effects import Button

CHOICES = "org.palier.choices"
"""The key under which a message of the bot holds the actions of its buttons, in order."""
KEYS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")
_VARIATION = "\N{VARIATION SELECTOR-16}"
_PLAIN_KEYS = tuple(key.replace(_VARIATION, "") for key in KEYS)


def choices_in(content: Json) -> tuple[str, ...]:
    """Give the actions of a message's buttons; those of its new content, if it is an edit."""
    return texts_in(object_in(content, "m.new_content") or content, CHOICES)


def action_for_reaction(key: str, choices: Sequence[str]) -> str | None:
    """Give the action that a reaction chooses; not all clients write the variation selector."""
    plain = key.replace(_VARIATION, "")
    position = _PLAIN_KEYS.index(plain) if plain in _PLAIN_KEYS else None
    return choices[position] if position is not None and position < len(choices) else None


def action_for_number(text: str, choices: Sequence[str]) -> str | None:
    """Give the action that a typed number chooses, also where it is typed as a keycap."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal()):
        return action_for_reaction(typed, choices)
    position = int(typed[:4]) - 1
    return choices[position] if 0 <= position < len(choices) else None


def lines_of(buttons: Sequence[Button]) -> list[str]:
    """Show buttons as lines of a message."""
    return [
        f"{KEYS[number] if number < len(KEYS) else f'{number + 1}.'} {button.label}"
        for number, button in enumerate(buttons)
    ]
