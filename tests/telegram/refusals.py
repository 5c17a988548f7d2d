"""What the server refuses, in the words of the real one.

The words are those of `telegram-bot-api/Client.cpp` (tdlib/telegram-bot-api, Boost licence), where
`fail_query_with_error` gives an error its prefix and a small first letter, and of TDLib below it.
"""

from __future__ import annotations

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_CAME = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refusal(Exception):  # noqa: N818 - reads as a sentence: "raise Refusal"
    """An answer with `ok: false`. `parameters` are what the API calls ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(text: str) -> Refusal:
    """Refuse with 400; a first letter that begins a word becomes small, as in `fail_query_with_error`."""
    return Refusal(400, f"Bad Request: {_begun(text)}")


def forbidden(text: str) -> Refusal:
    """Refuse with 403."""
    return Refusal(403, f"Forbidden: {text}")


def too_many_requests(seconds: int) -> Refusal:
    """Refuse with 429; only the parameter and the text say for how long."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def upgraded(chat: int) -> Refusal:
    """Refuse because the group is a supergroup now (`check_chat_access`)."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, text, migrate_to_chat_id=chat)


def _begun(text: str) -> str:
    if len(text) > 1 and (text[1] == "_" or text[1].isupper()):
        return text
    return text[:1].lower() + text[1:]
