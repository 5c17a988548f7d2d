"""What an error of Telegram's means for whoever asked. Pure: an exception in, an error out.

The Bot API tells most kinds of refusal apart by their text only. The texts are those of its
server (github.com/tdlib/telegram-bot-api, `Client.cpp`); python-telegram-bot changes their case.
"""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.errors import DeliveryError, Moved, RateLimited, Refused, Retryable, Unopened, Unreachable


class TokenDead(Retryable):
    """Telegram does not know the token. Retryable: the same bot may get a new one."""


class AnotherPoller(Retryable):
    """Another process asks for the same bot's updates, or a webhook is set."""


class AlreadyDone(DeliveryError):  # noqa: N818 - a state, as in bot.errors
    """The network is as it was to become: nothing to do, nothing to report."""


class NotThere(Refused):
    """The message, or the chat, is gone."""


_DONE = ("message is not modified",)
_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message to react not found",
    "message can't be edited",
    "message_id_invalid",
)
_NEVER_OPENED = ("can't initiate conversation", "chat not found", "peer_id_invalid", "user not found")
_CLOSED = ("bot was blocked by the user", "user is deactivated", "bot can't send messages to bots")


def fault_of(error: TelegramError, *, to_person: bool = False) -> DeliveryError:
    """Classify an error; `to_person` where it was about somebody's private chat.

    What Telegram writes is not repeated: it may quote what was sent. What gets no answer may
    have been done, and is Retryable as everything that the outbox repeats.
    """
    match error:
        case TelegramError(__cause__=TelegramError()):
            # Its body could not be read: it comes from something in between.
            fault: DeliveryError = Retryable("an answer that is not Telegram's")
        case RetryAfter():
            fault = RateLimited(_seconds(error))
        case ChatMigrated():
            fault = Moved(str(error.new_chat_id))
        case InvalidToken():
            fault = TokenDead("Telegram does not know this token")
        case Conflict():
            fault = AnotherPoller("another process asks for this bot's updates")
        case Forbidden() | BadRequest():  # a BadRequest is a NetworkError, and yet final
            fault = _refusal(error, to_person=to_person)
        case _:
            fault = Retryable(f"no answer from Telegram that can be used ({type(error).__name__})")
    return fault


def _refusal(error: TelegramError, *, to_person: bool) -> DeliveryError:
    said = error.message.casefold()

    def says(texts: tuple[str, ...]) -> bool:
        return any(text in said for text in texts)

    if says(_DONE):
        return AlreadyDone("it is so already")
    if says(_GONE):
        return NotThere("the message is gone, or is not the bot's")
    if to_person and says(_NEVER_OPENED):
        return Unopened("this person has never opened a private chat with the bot")
    if to_person and (says(_CLOSED) or isinstance(error, Forbidden)):
        return Unreachable("this person has closed the private chat with the bot")
    return Refused(f"Telegram refuses ({_kind(said)})")


_KINDS = (
    "chat not found",
    "bot was kicked",
    "bot is not a member",
    "the group chat was deleted",
    "not enough rights",
    "no rights to send",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "message is too long",
    "text must be non-empty",
    "message text is empty",
    "can't parse entities",
    "button_data_invalid",
    "reaction_invalid",
    "query is too old",
    "message can't be deleted",
)
"""What of a refusal's text is known to quote nothing, and is worth telling whoever runs the bot."""


def _kind(said: str) -> str:
    return next((kind for kind in _KINDS if kind in said), "unknown reason")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
