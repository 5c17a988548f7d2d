"""What can be chosen about Telegram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.adapter import MenuEntry
from bot.domain.places import Room
from bot.errors import ConfigError

NETWORK = "telegram"


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """Where Telegram brings updates itself, instead of being asked for them."""

    url: str
    """The public address, `https://…`; whatever answers there passes it on to `host` and `port`."""
    secret: str
    """1–256 letters, digits, `_` and `-`, which Telegram sends along (Bot API, `setWebhook`)."""
    host: str = "127.0.0.1"
    port: int = 8443


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """How the bot behaves on Telegram."""

    rooms: tuple[Room, ...] = ()
    """The groups' rooms."""
    ghosts: frozenset[str] = frozenset()
    """Usernames without `@`, or ids, with `*` for any part, of bridges' puppets, which are not read."""
    menus: Mapping[str, Sequence[MenuEntry]] = field(default_factory=dict)
    """The commands that Telegram shows: language code → entries, "" for any other language."""
    webhook: WebhookOptions | None = None
    base_url: str = "https://api.telegram.org"
    """The Bot API server, without a slash at the end."""
    poll_seconds: float = 30.0
    """How long the server holds a question for updates open."""

    def __post_init__(self) -> None:
        for room in self.rooms:
            if not _is_number(room.chat) or not (room.thread is None or _is_number(room.thread)):
                raise ConfigError(
                    f"groups: {room.chat!r} is no Telegram chat; write its number, such as -1001234567890"
                )

    def is_ghost(self, id: int, username: str | None) -> bool:
        """Tell whether an account is a bridge's puppet."""
        names = [str(id), *([username.casefold()] if username else [])]
        return any(fnmatchcase(name, pattern.casefold()) for name in names for pattern in self.ghosts)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii()
