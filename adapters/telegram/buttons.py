"""Buttons as an inline keyboard. What each means is in its own data, so that it survives any restart."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.effects import Message

_VERSION = "v1:"
_WIDEST_ROW = 30
"""In characters of all labels: what a small telephone shows without cutting."""


def keyboard_of(message: Message, opening_link: str = "") -> InlineKeyboardMarkup | None:
    """Give the keyboard under a message; `opening_link` is where its link to a private chat leads.

    The Bot API takes 64 bytes of data for each button and does not check them before the
    message is sent; an action has at most 48.
    """
    buttons = [
        InlineKeyboardButton(text=button.label, callback_data=f"{_VERSION}{button.action}")
        for button in message.buttons
    ]
    narrow = sum(len(button.label) for button in message.buttons) <= _WIDEST_ROW
    rows = [buttons] if narrow and buttons else [[button] for button in buttons]
    if message.opens and opening_link:
        rows.append([InlineKeyboardButton(text=message.opens, url=opening_link)])
    return InlineKeyboardMarkup(rows) if rows else None


def action_in(data: str | None) -> str | None:
    """Give the action that a button's data holds; None where it is not of the bot's making."""
    action = (data or "").removeprefix(_VERSION)
    known = data is not None and data != action
    return action if known and 0 < len(action) <= 48 and action.isascii() and action.isprintable() else None


def choices_in(keyboard: InlineKeyboardMarkup | None) -> tuple[str, ...]:
    """Give the actions of a keyboard's buttons, in order."""
    if keyboard is None:
        return ()
    actions = (
        action_in(button.callback_data if isinstance(button.callback_data, str) else None)
        for row in keyboard.inline_keyboard
        for button in row
    )
    return tuple(action for action in actions if action is not None)


def action_for_number(text: str, choices: Sequence[str]) -> str | None:
    """Give the action that a typed number chooses, also where it is typed as a keycap."""
    typed = (
        text.strip().replace("\N{VARIATION SELECTOR-16}", "").removesuffix("\N{COMBINING ENCLOSING KEYCAP}")
    )
    if not (typed.isascii() and typed.isdecimal()):
        return None
    position = int(typed[:4]) - 1
    return choices[position] if 0 <= position < len(choices) else None
