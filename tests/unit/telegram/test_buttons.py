"""Buttons as inline keyboards."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup

from adapters.telegram.buttons import choices_in, keyboard_of
from bot.effects import Button, Message

LONGEST = "x" * 48


def shown(message: Message, link: str = "") -> InlineKeyboardMarkup:
    keyboard = keyboard_of(message, link)
    assert keyboard is not None
    return keyboard


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label=label, action=f"answer:q1:{n}") for n, label in enumerate(labels))


def test_short_answers_stand_side_by_side_and_long_ones_below_each_other() -> None:
    short = shown(Message(text="x", buttons=buttons("Oui", "Non")))
    assert [len(row) for row in short.inline_keyboard] == [2]
    long = shown(Message(text="x", buttons=buttons("Oui", "Pas cette fois", "Je ne l'ai plus du tout")))
    assert [len(row) for row in long.inline_keyboard] == [1, 1, 1]


def test_the_longest_action_fits_into_64_bytes() -> None:
    [[button]] = shown(Message(text="x", buttons=(Button(label="Oui", action=LONGEST),))).inline_keyboard
    assert isinstance(button.callback_data, str)
    assert len(button.callback_data.encode()) <= 64


def test_what_a_button_means_is_read_back_from_it() -> None:
    message = Message(text="x", buttons=buttons("Oui", "Pas cette fois", "Je ne l'ai plus du tout"))
    keyboard = shown(message)
    assert choices_in(keyboard) == tuple(button.action for button in message.buttons)


def test_a_link_to_the_private_chat_is_no_choice() -> None:
    keyboard = shown(Message(text="x", opens="Ouvrir"), "https://t.me/palier_bot?start=x")
    [[button]] = keyboard.inline_keyboard
    assert (button.text, button.url) == ("Ouvrir", "https://t.me/palier_bot?start=x")
    assert choices_in(keyboard) == ()


def test_without_buttons_there_is_no_keyboard() -> None:
    assert keyboard_of(Message(text="x")) is None
    assert keyboard_of(Message(text="x", opens="Ouvrir")) is None
