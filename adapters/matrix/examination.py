"""Looking at the account, its keys and its device, for `palier doctor`.

It only asks, and never syncs: what a sync tells a device once would be lost to the bot.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.matrix.account import FILE as ACCOUNT_FILE
from adapters.matrix.account import MatrixAccount
from adapters.matrix.faults import TokenDead
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.key_store import BACKUP, back_up, close_client, open_client
from adapters.matrix.key_store import FILE as KEYS_FILE
from adapters.matrix.options import MatrixOptions
from adapters.matrix.position import Position
from adapters.matrix.room_examination import examine_room
from adapters.matrix.wire import object_in, text_in, texts_in
from bot.clock import SystemClock
from bot.diagnosis import Finding
from bot.errors import DeliveryError

_SECONDS = 10.0


async def examine(account: MatrixAccount, folder: Path, options: MatrixOptions) -> list[Finding]:
    """Look at everything, up to what is so wrong that the rest cannot be seen."""
    homeserver = Homeserver(account.homeserver, account.token.get_secret_value(), SystemClock())
    findings = _files(folder)
    try:
        await _ask(account, folder, options, homeserver, findings)
    except TokenDead:
        remedy = "run `palier matrix login`"
        findings.append(Finding("login", f"{account.user} is not logged in any more", remedy))
    except DeliveryError as error:
        remedy = "see whether it is up, and whether this is its address"
        findings.append(Finding("homeserver", f"{account.homeserver}: {error}", remedy))
    finally:
        await homeserver.close()
    return findings


async def _ask(
    account: MatrixAccount,
    folder: Path,
    options: MatrixOptions,
    homeserver: Homeserver,
    findings: list[Finding],
) -> None:
    answer = await homeserver.get("/_matrix/client/versions", seconds=_SECONDS)
    newest = "".join(texts_in(answer, "versions")[-1:])
    findings.append(Finding("homeserver", f"{account.homeserver} answers ({newest})"))
    login = await _login(account, homeserver)
    findings.append(login)
    if not login.is_well:
        return
    findings.append(await _device(account, folder, homeserver))
    joined = texts_in(await homeserver.get(path_of("joined_rooms")), "joined_rooms")
    position = Position(folder)
    for room in sorted(map(position.last_of, options.rooms)):
        if room in joined:
            findings += await examine_room(room, account.user, homeserver)
        else:
            remedy = f"invite {account.user} to it: it enters as soon as it runs"
            findings.append(Finding(f"room {room}", "the bot is not in it", remedy))


def _files(folder: Path) -> list[Finding]:
    findings: list[Finding] = []
    account, keys = folder / ACCOUNT_FILE, folder / KEYS_FILE
    if account.stat().st_mode & 0o077:
        remedy = f"run `chmod 600 {account}`, then `palier matrix login --anew`"
        findings.append(Finding("token", f"{account} can be read by others", remedy))
    if keys.exists() and not _is_whole(keys):
        remedy = f"stop the bot and put {BACKUP} in its place, or run `palier matrix login --anew`"
        findings.append(Finding("keys", f"{keys} is damaged", remedy))
    return findings


def _is_whole(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            return bool(opened.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _kept_key(account: MatrixAccount, folder: Path) -> str | None:
    """Give the device's public key, from a copy of the key store: the bot may be at work with it."""
    keys = folder / KEYS_FILE
    if not keys.exists() or not _is_whole(keys):
        return None
    with TemporaryDirectory() as place:
        copy = Path(place)
        back_up(keys, copy / KEYS_FILE)
        client = open_client(account, copy)
        try:
            return str(client.olm.account.identity_keys["ed25519"])
        finally:
            close_client(client)


async def _login(account: MatrixAccount, homeserver: Homeserver) -> Finding:
    answer = await homeserver.get(path_of("account", "whoami"))
    user, device = text_in(answer, "user_id"), text_in(answer, "device_id")
    if (user, device) != (account.user, account.device):
        return Finding("login", f"the token is for {user} ({device})", "run `palier matrix login --anew`")
    return Finding("login", f"{user}, device {device}")


async def _device(account: MatrixAccount, folder: Path, homeserver: Homeserver) -> Finding:
    """Tell whether the device is the one whose keys are kept, and whether an identity vouches for it.

    The homeserver has checked the identity's signatures.
    """
    answer = await homeserver.post(path_of("keys", "query"), {"device_keys": {account.user: []}})
    device = object_in(answer, "device_keys", account.user, account.device)
    if not device:
        return Finding("device", "it has no keys yet", "run `palier matrix verify`, or start the bot once")
    if text_in(object_in(device, "keys"), f"ed25519:{account.device}") != _kept_key(account, folder):
        state = "its key store was lost, and encrypted messages cannot be read"
        return Finding("device", state, "stop the bot and run `palier matrix login --anew`")
    signers = object_in(answer, "self_signing_keys", account.user, "keys")
    if not signers.keys() & object_in(device, "signatures", account.user).keys():
        return Finding(
            "device", "it is not signed: red shields beside its words", "run `palier matrix verify`"
        )
    return Finding("device", "signed by the account's identity")
