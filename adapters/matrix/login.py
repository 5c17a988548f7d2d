"""Logging in: once for good, since every login is a new device that knows no keys."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from adapters.matrix.account import FILE, MatrixAccount, load_account, save_account
from adapters.matrix.faults import HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.wire import object_in, text_in
from bot.clock import SystemClock
from bot.errors import ConfigError, DeliveryError, RateLimited

DEVICE_NAME = "Palier"


async def log_in(homeserver: str, user: str, password: str, folder: Path) -> MatrixAccount:
    """Log in and keep the account in a folder; the account that is kept there already, if it is the same.

    `user` is the whole id (`@palier:example.org`) or its first part.

    Raises
    ------
    ConfigError
        The homeserver does not answer, says no, or the folder holds another account.

    """
    if (folder / FILE).exists():
        kept = load_account(folder)
        if user not in {kept.user, kept.user.removeprefix("@").partition(":")[0]}:
            raise ConfigError(f"{folder} holds the account {kept.user}; take another folder, or move it away")
        return kept
    address = await discovered(homeserver)
    server = Homeserver(address, None, SystemClock())
    try:
        answer = await server.post(
            path_of("login"),
            {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": user},
                "password": password,
                "initial_device_display_name": DEVICE_NAME,
            },
        )
    except DeliveryError as error:
        raise ConfigError(_sentence(address, error)) from None
    finally:
        await server.close()
    account = MatrixAccount(
        homeserver=address,
        user=text_in(answer, "user_id"),
        device=text_in(answer, "device_id"),
        token=SecretStr(text_in(answer, "access_token")),
    )
    save_account(account, folder)
    return account


async def discovered(server: str) -> str:
    """Give a homeserver's address from what somebody typed: an address, or a server's name.

    A name is looked up at its `/.well-known/matrix/client` (Client-Server API, 4.1).
    """
    if "://" in server:
        return server.rstrip("/")
    site = Homeserver(f"https://{server}", None, SystemClock())
    try:
        found = await site.get("/.well-known/matrix/client")
    except DeliveryError:
        return f"https://{server}"
    finally:
        await site.close()
    return text_in(object_in(found, "m.homeserver"), "base_url").rstrip("/") or f"https://{server}"


def _sentence(address: str, error: DeliveryError) -> str:
    match error:
        case HomeserverRefused(code="M_FORBIDDEN"):
            return f"{address} does not know this user with this password"
        case RateLimited():
            return f"{address} asks to wait for {error.seconds:.0f} s before another login"
        case HomeserverRefused():
            return f"{address} does not let this user log in with a password ({error.code})"
        case _:
            return f"{address} does not answer as a Matrix homeserver; is the address right?"
