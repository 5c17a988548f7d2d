"""Having the bot's device vouched for while the bot is not at work: `palier matrix verify`."""

from __future__ import annotations

from pathlib import Path

from adapters.matrix.account import load_account
from adapters.matrix.cross_signing import vouch_for_device
from adapters.matrix.homeserver import Homeserver
from adapters.matrix.key_store import close_client, open_client
from adapters.matrix.keys import Keys
from bot.clock import SystemClock


async def verify_device(folder: Path, password: str | None = None, *, replace: bool = False) -> bool:
    """Sign the device of the account in a folder; True if it was not signed before. See `vouch_for_device`.

    Raises
    ------
    PasswordWanted
        The account's password is needed.
    ConfigError
        There is no account, or it has another identity.
    DeliveryError
        The homeserver cannot be asked now.

    """
    account = load_account(folder)
    client = open_client(account, folder)
    homeserver = Homeserver(account.homeserver, account.token.get_secret_value(), SystemClock())
    try:
        await Keys(client, homeserver).upload()
        return await vouch_for_device(account, folder, homeserver, password, replace=replace)
    finally:
        await homeserver.close()
        close_client(client)
