"""Logging in, once: every login is a new device that knows no keys."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from adapters.matrix.account import FILE, MatrixAccount, load_account, new_store_key, save_account
from adapters.matrix.cross_signing import FILE as SIGNING_FILE
from adapters.matrix.faults import HomeserverRefused, TokenDead
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.key_store import FILE as KEYS_FILE
from adapters.matrix.wire import object_in, text_in
from bot.clock import SystemClock
from bot.errors import ConfigError, DeliveryError, RateLimited

DEVICE_NAME = "Palier"


async def log_in(
    homeserver: str, user: str, password: str, folder: Path, *, anew: bool = False
) -> MatrixAccount:
    """Log in and keep the account in a folder; the account that is kept there already, if it is the same.

    `user` is the whole id (`@palier:example.org`) or its first part. `anew` makes a new device all the
    same: for when the old login is dead, or its keys are lost. The identity that vouches for devices
    stays, as does how far the bot has read; the old device is logged out, its key store put aside.

    Raises
    ------
    ConfigError
        The homeserver does not answer, says no, or the folder holds another account.

    """
    kept = _kept(folder, anew=anew)
    if kept is not None and user not in {kept.user, kept.user.removeprefix("@").partition(":")[0]}:
        raise ConfigError(f"{folder} holds the account {kept.user}; take another folder, or move it away")
    if kept is not None and not anew:
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
        store_key=kept.store_key if kept is not None else new_store_key(),
    )
    _put_aside(folder, KEYS_FILE)
    if kept is None:
        _put_aside(folder, SIGNING_FILE)
    save_account(account, folder)
    if kept is not None:
        await _log_out(kept)
    return account


async def still_works(account: MatrixAccount) -> bool:
    """Tell whether the homeserver still knows a login.

    Raises
    ------
    DeliveryError
        It cannot be asked now.

    """
    server = Homeserver(account.homeserver, account.token.get_secret_value(), SystemClock())
    try:
        await server.get(path_of("account", "whoami"))
    except TokenDead:
        return False
    finally:
        await server.close()
    return True


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


def _kept(folder: Path, *, anew: bool) -> MatrixAccount | None:
    """Give the account in a folder; a damaged one keeps nobody from logging in anew."""
    if not (folder / FILE).exists():
        return None
    try:
        return load_account(folder)
    except ConfigError:
        if anew:
            return None
        raise


def _put_aside(folder: Path, name: str) -> None:
    """Keep a file that the new device cannot use under another name, instead of what was put aside before."""
    path = folder / name
    if path.exists():
        path.replace(path.with_name(f"{path.stem}.old{path.suffix}"))


async def _log_out(account: MatrixAccount) -> None:
    """End a login, so that neighbours' clients share no more keys with it."""
    server = Homeserver(account.homeserver, account.token.get_secret_value(), SystemClock())
    try:
        await server.post(path_of("logout"), {})
    except DeliveryError:
        return  # it is dead already, or will stay as a device that nobody uses
    finally:
        await server.close()


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
