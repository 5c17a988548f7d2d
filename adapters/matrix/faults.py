"""What a homeserver's answer means for whoever asked. Pure: status, headers and body in, an error out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from adapters.matrix.wire import Json, number_in, text_in
from bot.errors import DeliveryError, RateLimited, Refused, Retryable

DEFAULT_WAIT = 5.0
"""In seconds, where a homeserver asks to wait and does not say for how long: Synapse's default pace."""
_LONGEST_WAIT = 3600.0
_DEAD_TOKEN = frozenset({"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"})


class TokenDead(Retryable):
    """The homeserver no longer knows the login. Retryable: a new login under the same account mends it."""


class HomeserverRefused(Refused):
    """The homeserver says no; `code` is its error code (`M_FORBIDDEN`), `status` the one of HTTP."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"the homeserver refuses: {code or 'no code'} ({status})")
        self.status = status
        self.code = code


class AuthenticationWanted(HomeserverRefused):
    """The homeserver wants more proof of who asks; `session` names the attempt (API, 5.5)."""

    def __init__(self, session: str) -> None:
        super().__init__(401, "proof wanted")
        self.session = session


def fault_of(status: int, headers: Mapping[str, str], body: Json, now: datetime) -> DeliveryError | None:
    """Classify an answer; None for a success.

    What the homeserver writes in `error` is not repeated: it may quote what was sent.
    """
    if 200 <= status < 300:
        return None
    code = text_in(body, "errcode")
    if status == 429 or code == "M_LIMIT_EXCEEDED":
        return RateLimited(_wait(headers, body, now))
    if code in _DEAD_TOKEN:
        return TokenDead(f"the homeserver does not know this login any more ({code})")
    if status == 401 and "flows" in body:
        return AuthenticationWanted(text_in(body, "session"))
    if status >= 500 or status in {408, 425} or not code:
        # A refusal without a code comes from a proxy in between, not from the homeserver.
        return Retryable(f"the homeserver answers {status}")
    return HomeserverRefused(status, code)


def _wait(headers: Mapping[str, str], body: Json, now: datetime) -> float:
    """Give the seconds to wait: from the header (RFC 9110, 10.2.3), or the body of before v1.10."""
    said = headers.get("Retry-After", "").strip()
    seconds: float | None = None
    if said.isdecimal():
        seconds = float(said)
    elif said:
        try:
            at = parsedate_to_datetime(said)
            seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
        except ValueError:
            seconds = None
    in_body = number_in(body, "retry_after_ms")
    if in_body is not None:
        seconds = in_body / 1000  # the same wait, more finely
    return DEFAULT_WAIT if seconds is None else min(max(seconds, 0.1), _LONGEST_WAIT)
