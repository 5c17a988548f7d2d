"""What Telegram's errors mean. The texts are the server's, as python-telegram-bot passes them on."""

from __future__ import annotations

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.telegram.faults import AlreadyDone, AnotherPoller, NotThere, TokenDead, fault_of
from bot.errors import Moved, RateLimited, Refused, Retryable, Unopened, Unreachable


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimedOut(), Retryable),
        (NetworkError("httpx.ConnectError"), Retryable),
        (NetworkError("Bad Gateway"), Retryable),
        (TelegramError("Invalid server response"), Retryable),
        (InvalidToken(), TokenDead),
        (Conflict("Conflict: terminated by other getUpdates request"), AnotherPoller),
        (BadRequest("Bad Request: message is not modified: specified new message content"), AlreadyDone),
        (BadRequest("Bad Request: message to edit not found"), NotThere),
        (BadRequest("Bad Request: message to delete not found"), NotThere),
        (BadRequest("Bad Request: MESSAGE_ID_INVALID"), NotThere),
        (BadRequest("Bad Request: chat not found"), Refused),
        (BadRequest("Bad Request: message is too long"), Refused),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Refused),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Refused),
        (Forbidden("Forbidden: bot is not a member of the supergroup chat"), Refused),
    ],
)
def test_an_error_in_a_room_is_of_its_kind(error: TelegramError, kind: type[Exception]) -> None:
    assert type(fault_of(error)) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Unopened),
        (BadRequest("Bad Request: chat not found"), Unopened),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable),
        (Forbidden("Forbidden: user is deactivated"), Unreachable),
        (BadRequest("Bad Request: message is too long"), Refused),
        (TimedOut(), Retryable),
    ],
)
def test_who_closed_the_chat_is_told_from_who_never_opened_it(
    error: TelegramError, kind: type[Exception]
) -> None:
    assert type(fault_of(error, to_person=True)) is kind


def test_the_wait_is_the_one_that_telegram_asks_for() -> None:
    fault = fault_of(RetryAfter(17))
    assert isinstance(fault, RateLimited)
    assert fault.seconds == 17


def test_a_move_tells_the_new_address() -> None:
    fault = fault_of(ChatMigrated(-1001))
    assert isinstance(fault, Moved)
    assert fault.chat == "-1001"


def test_what_telegram_quotes_is_not_repeated() -> None:
    error = BadRequest("Bad Request: can't parse entities: besoin d'une perceuse")
    for fault in (fault_of(error), fault_of(NetworkError("https://x/bot123:AAF/sendMessage"))):
        assert "perceuse" not in str(fault)
        assert "123:AAF" not in str(fault)


@pytest.mark.parametrize("error", [InvalidToken("Not Found (404)"), Forbidden("Forbidden (403)")])
def test_a_page_from_something_in_between_is_not_telegrams_word(error: TelegramError) -> None:
    error.__cause__ = TelegramError("Invalid server response")
    assert type(fault_of(error, to_person=True)) is Retryable
