"""The bot's account on its homeserver, as one login made it. Kept in `account.json`, 0600."""

from __future__ import annotations

import base64
import json
import secrets
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from adapters.matrix.private_file import write_private
from bot.errors import ConfigError

FILE = "account.json"


def new_store_key() -> SecretStr:
    """Make the key that encrypts what is kept beside the account: 32 random bytes, in base64."""
    return SecretStr(base64.b64encode(secrets.token_bytes(32)).decode())


class MatrixAccount(BaseModel):
    """One device of one user, logged in for good.

    Transaction ids only protect from saying something twice for as long as token and
    device stay the same, and a new device has none of the old one's keys.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    homeserver: str
    """Its address, without a slash at the end."""
    user: str
    device: str
    token: SecretStr
    store_key: SecretStr = Field(default_factory=new_store_key)
    """Encrypts the key store and the signing seeds; they are worth nothing without it."""


def save_account(account: MatrixAccount, folder: Path) -> None:
    """Keep an account."""
    secrets_in_clear = {
        "token": account.token.get_secret_value(),
        "store_key": account.store_key.get_secret_value(),
    }
    document = account.model_dump(mode="json") | secrets_in_clear
    write_private(folder / FILE, json.dumps(document, indent=2) + "\n")


def load_account(folder: Path) -> MatrixAccount:
    """Read the account that is kept.

    Raises
    ------
    ConfigError
        There is none yet, or the file is damaged.

    """
    path = folder / FILE
    try:
        return MatrixAccount.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: log in first, with `palier matrix login`") from error
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        # Pydantic's own text would show the token.
        raise ConfigError(
            f"{path} cannot be read: mend it, or log in anew with `palier matrix login --anew`"
        ) from (error if isinstance(error, OSError) else None)
