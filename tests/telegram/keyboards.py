"""Buttons below a message (`get_reply_markup` in Client.cpp, ReplyMarkup.cpp in TDLib)."""

from __future__ import annotations

import re

from tests.telegram.arguments import Arguments
from tests.telegram.refusals import bad_request
from tests.telegram.world import Json

LONGEST_DATA = 64
"""In bytes: https://core.telegram.org/bots/api#inlinekeyboardbutton."""
MOST_BUTTONS = 100
_URL = re.compile(r"(?:https?|tg)://[^\s/]+\S*$")


def read_keyboard(arguments: Arguments) -> list[list[Json]] | None:
    """Give the rows of an inline keyboard; None for no keyboard, which is also what an empty one is.

    Raises
    ------
    Refusal
        A button has no text or does nothing, or its data is more than 64 bytes.

    """
    markup = arguments.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list):
        raise bad_request('Field "inline_keyboard" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, keyboard)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return keyboard or None


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unreadable('Can\'t find field "text"')
    text = button["text"]
    if not isinstance(text, str):
        raise _unreadable('Field "text" must be of type String')
    made: Json
    if button.get("url"):
        made = {"text": text, "url": _address(button["url"])}
    elif button.get("callback_data"):
        made = {"text": text, "callback_data": _data(button["callback_data"])}
    else:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if not text.strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    return made


def _data(data: object) -> str:
    if not isinstance(data, str):
        raise _unreadable('Field "callback_data" must be of type String')
    if len(data.encode()) > LONGEST_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _address(url: object) -> str:
    if not isinstance(url, str) or not _URL.match(url):
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return url


def _unreadable(text: str) -> Exception:
    return bad_request(f"Can't parse inline keyboard button: {text}")
