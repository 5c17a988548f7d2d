"""The settings of Telegram, under `networks.telegram`."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from bot.errors import ConfigError
from bot.section import Section

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")
_WHERE = "set PALIER_NETWORKS__TELEGRAM__TOKEN, or write it into"
TOKEN_FILE = Path("telegram") / "token"
"""Where the token is looked for, in the data folder."""


class TelegramWebhookSettings(Section):
    """Where Telegram brings updates, instead of being asked for them."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://")]
    secret: SecretStr
    host: str = "127.0.0.1"
    port: int = Field(8443, ge=1, le=65535)


class TelegramSettings(Section):
    """One bot account, and how it behaves."""

    token: SecretStr | None = None
    """From the environment; what is in the file that others may read is no secret."""
    token_file: Path | None = None
    ghosts: tuple[str, ...] = ()
    webhook: TelegramWebhookSettings | None = None
    base_url: str = "https://api.telegram.org"
    poll_seconds: float = Field(30.0, ge=1, le=50)

    def secret_token(self, data: Path) -> str:
        """Give the bot's token.

        Raises
        ------
        ConfigError
            There is none, it is none, or others can read its file.

        """
        file = self.token_file or data / TOKEN_FILE
        token = self.token.get_secret_value() if self.token is not None else _in_file(file)
        if not _TOKEN.fullmatch(token.strip()):
            raise ConfigError(
                "networks.telegram: this is no token of @BotFather's, such as 123456789:AAF…; "
                f"{_WHERE} {file}"
            )
        return token.strip()


def telegram_chat(chat: str) -> str:
    """Give a chat's number; a ValueError says what to write."""
    if not re.fullmatch(r"-?[0-9]+", chat):
        raise ValueError(f"{chat!r} is no Telegram chat; write its number, such as -1001234567890")
    return chat


def _in_file(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"{file} can be read by others: chmod 600 {file}")
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        raise ConfigError(f"networks.telegram: there is no token; {_WHERE} {file}, mode 600") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read ({type(error).__name__})") from None
