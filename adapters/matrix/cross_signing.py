"""The bot's identity: three signing keys, the middle one of which vouches for its device.

Without, every client shows a red shield beside what the bot says. Client-Server API, "Cross-signing";
what nio 0.26 lacks (its issue 229).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from Crypto.Cipher import AES
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from adapters.matrix.account import MatrixAccount
from adapters.matrix.faults import AuthenticationWanted, HomeserverRefused
from adapters.matrix.homeserver import Homeserver, path_of
from adapters.matrix.private_file import write_private
from adapters.matrix.wire import Json, decoded, object_in, text_in
from bot.errors import ConfigError, Retryable

FILE = "signing.json"
USAGES = ("master", "self_signing", "user_signing")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One Ed25519 key of the account's."""

    usage: str
    seed: bytes

    @property
    def public(self) -> str:
        """The public key, in base64 without padding."""
        return _base64(self._key().public_key().export_key(format="raw"))

    @property
    def id(self) -> str:
        """What signatures by it are called."""
        return f"ed25519:{self.public}"

    def sign(self, what: Json) -> str:
        """Sign an object, as it is without its signatures (appendices, "Signing JSON")."""
        bare = {name: value for name, value in what.items() if name not in {"signatures", "unsigned"}}
        canonical = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return _base64(eddsa.new(self._key(), "rfc8032").sign(canonical.encode()))

    def _key(self) -> ECC.EccKey:
        return ECC.construct(curve="Ed25519", seed=self.seed)


class Identity:
    """The account's three keys. Their seeds are on disk, encrypted with the account's store key."""

    def __init__(self, user: str, seeds: Mapping[str, bytes]) -> None:
        self._user = user
        self.master, self.self_signing, self.user_signing = (
            SigningKey(usage, seeds[usage]) for usage in USAGES
        )

    @classmethod
    def kept(cls, account: MatrixAccount, folder: Path) -> Identity:
        """Give the identity that is kept in a folder; a new one, kept from now on, where there is none.

        Raises
        ------
        ConfigError
            The file is damaged, or belongs to another account.

        """
        path = folder / FILE
        if path.exists():
            return cls(account.user, _opened(decoded(path.read_bytes()), account, path))
        seeds = {usage: secrets.token_bytes(32) for usage in USAGES}
        write_private(path, json.dumps(_sealed(seeds, account)))
        return cls(account.user, seeds)

    def public_keys(self) -> dict[str, dict[str, object]]:
        """Give the three public keys as they are uploaded, the other two signed by the master key."""
        keys = {
            f"{key.usage}_key": self._public(key)
            for key in (self.master, self.self_signing, self.user_signing)
        }
        for usage in ("self_signing_key", "user_signing_key"):
            signature = self.master.sign(keys[usage])
            keys[usage]["signatures"] = {self._user: {self.master.id: signature}}
        return keys

    def vouched(self, device_keys: Json) -> dict[str, object]:
        """Give a device's keys with the identity's signature, and no other."""
        bare = {name: value for name, value in device_keys.items() if name not in {"signatures", "unsigned"}}
        return {
            **bare,
            "signatures": {self._user: {self.self_signing.id: self.self_signing.sign(bare)}},
        }

    def has_vouched(self, device_keys: Json) -> bool:
        """Tell whether a device's keys bear the identity's signature."""
        made = text_in(object_in(device_keys, "signatures", self._user), self.self_signing.id)
        return made == self.self_signing.sign(device_keys)

    def _public(self, key: SigningKey) -> dict[str, object]:
        return {"user_id": self._user, "usage": [key.usage], "keys": {key.id: key.public}}


class PasswordWanted(ConfigError):  # noqa: N818 - states, as in bot.errors
    """The homeserver wants the account's password before it takes the identity."""


async def vouch_for_device(
    account: MatrixAccount,
    folder: Path,
    homeserver: Homeserver,
    password: str | None = None,
    *,
    replace: bool = False,
) -> bool:
    """Have the identity vouch for the account's device; True if that was not so before.

    The device's keys must be uploaded already. `password` is only needed where the homeserver asks
    for it, which Synapse does not at the first upload. `replace` puts the bot's identity in the
    place of one that another app made.

    Raises
    ------
    PasswordWanted
        The homeserver asks for the password.
    ConfigError
        The account has an identity that another app made, or the password is wrong.
    DeliveryError
        The homeserver cannot be asked now.

    """
    identity = Identity.kept(account, folder)
    answer = await homeserver.post(path_of("keys", "query"), {"device_keys": {account.user: []}})
    master = object_in(answer, "master_keys", account.user, "keys")
    known = identity.master.id in master
    if master and not known and not replace:
        raise ConfigError(
            f"{account.user} already has an identity that another app made: confirm the bot's device "
            "there, or put the bot's own in its place with `palier matrix verify --replace`"
        )
    if not known:
        await _upload(identity, account, homeserver, password)
    device = object_in(answer, "device_keys", account.user, account.device)
    if not device:
        raise Retryable("the homeserver does not know the keys of the bot's device yet")
    if identity.has_vouched(device):
        return False
    signed = {account.user: {account.device: identity.vouched(device)}}
    answer = await homeserver.post(path_of("keys", "signatures", "upload"), signed)
    if object_in(answer, "failures"):
        raise Retryable("the homeserver did not take the signature of the bot's device")
    return True


async def _upload(
    identity: Identity, account: MatrixAccount, homeserver: Homeserver, password: str | None
) -> None:
    path, keys = path_of("keys", "device_signing", "upload"), identity.public_keys()
    try:
        await homeserver.post(path, keys)
    except AuthenticationWanted as wanted:
        if password is None:
            raise PasswordWanted(
                "the homeserver wants the account's password to let the bot sign its device: "
                "run `palier matrix verify`"
            ) from None
        proof = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": account.user},
            "password": password,
            "session": wanted.session,
        }
        try:
            await homeserver.post(path, {**keys, "auth": proof})
        except HomeserverRefused as refused:
            raise ConfigError(f"the homeserver does not take this password ({refused.code})") from None


def _store_key(account: MatrixAccount) -> bytes:
    whole = account.store_key.get_secret_value().encode()
    return hashlib.blake2b(whole, digest_size=32, person=b"signing-seeds").digest()


def _sealed(seeds: Mapping[str, bytes], account: MatrixAccount) -> dict[str, str]:
    nonce = secrets.token_bytes(12)
    cipher = AES.new(_store_key(account), AES.MODE_GCM, nonce=nonce)
    cipher.update(account.user.encode())
    document = json.dumps({usage: seed.hex() for usage, seed in seeds.items()}).encode()
    sealed, tag = cipher.encrypt_and_digest(document)
    return {name: _base64(value) for name, value in (("nonce", nonce), ("seeds", sealed), ("tag", tag))}


def _opened(document: Json, account: MatrixAccount, path: Path) -> dict[str, bytes]:
    try:
        nonce, sealed, tag = (_bytes(text_in(document, name)) for name in ("nonce", "seeds", "tag"))
        cipher = AES.new(_store_key(account), AES.MODE_GCM, nonce=nonce)
        cipher.update(account.user.encode())
        seeds = decoded(cipher.decrypt_and_verify(sealed, tag))
        return {usage: bytes.fromhex(text_in(seeds, usage)) for usage in USAGES}
    except ValueError:
        raise ConfigError(
            f"{path} is damaged or belongs to another account; restore it from a backup"
        ) from None


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
