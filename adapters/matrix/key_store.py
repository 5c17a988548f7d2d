"""nio's sans-IO client on its key store, `keys.db`, beside the account.

The store holds what decrypts the rooms; it is encrypted with the account's store key. At each
start a copy is set aside as `keys.backup.db`, to go back to should the disk damage the file.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import nio
import vodozemac

from adapters.matrix.account import MatrixAccount
from bot.errors import ConfigError

FILE = "keys.db"
BACKUP = "keys.backup.db"


def open_client(account: MatrixAccount, folder: Path) -> nio.Client:
    """Open the client: it parses, remembers and encrypts; it does no I/O, and is given no token.

    Raises
    ------
    ConfigError
        The key store is damaged, or belongs to another account.

    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    config = nio.ClientConfig(
        store_name=FILE, pickle_key=account.store_key.get_secret_value(), store_sync_tokens=False
    )
    client = nio.Client(account.user, account.device, str(folder), config)
    try:
        if path.exists():
            back_up(path, folder / BACKUP)
        client.restore_login(account.user, account.device, "not given")
    except (sqlite3.DatabaseError, vodozemac.PickleException, vodozemac.LibolmPickleException) as error:
        raise ConfigError(
            f"{path} is damaged or belongs to another account: put {BACKUP} in its place "
            "(the newest messages may stay unread), or log in anew with `palier matrix login --anew`"
        ) from error
    path.chmod(0o600)
    return client


def close_client(client: nio.Client) -> None:
    """Close the key store."""
    if client.store is not None:
        client.store.database.close()


def back_up(path: Path, to: Path) -> None:
    """Copy a key store as it is at this moment, also while it is in use.

    Raises
    ------
    sqlite3.DatabaseError
        It is damaged.

    """
    draft = to.with_name(f".{to.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as copy:
        if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the quick check finds damage")
        source.backup(copy)
    draft.replace(to)
