"""The bot's identity, checked with another library than the one that signs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import vodozemac
from pydantic import SecretStr

from adapters.matrix.account import MatrixAccount, new_store_key
from adapters.matrix.cross_signing import FILE, Identity, vouch_for_device
from adapters.matrix.faults import AuthenticationWanted
from adapters.matrix.wire import Json, object_in, text_in
from bot.errors import ConfigError, Retryable
from tests.unit.matrix.matrix_world import ME, ScriptedHomeserver

ACCOUNT = MatrixAccount(homeserver="https://lilas.test", user=ME, device="ABC", token=SecretStr("t"))
DEVICE: Json = {
    "user_id": ME,
    "device_id": "ABC",
    "algorithms": ["m.megolm.v1.aes-sha2"],
    "keys": {"ed25519:ABC": "é"},
    "signatures": {ME: {"ed25519:ABC": "its own"}},
    "unsigned": {"device_display_name": "Palier"},
}


def verify(signed: Json, public: str) -> None:
    bare = {name: value for name, value in signed.items() if name not in {"signatures", "unsigned"}}
    canonical = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    signature = text_in(object_in(signed, "signatures", ME), f"ed25519:{public}")
    key = vodozemac.Ed25519PublicKey.from_base64(public)
    key.verify_signature(canonical.encode(), vodozemac.Ed25519Signature.from_base64(signature))


def public_of(key: Json) -> str:
    (public,) = object_in(key, "keys").values()
    return str(public)


class Server(ScriptedHomeserver):
    """A homeserver with an account on it."""

    def __init__(self, *, wants: str | None = None, knows_device: bool = True) -> None:
        super().__init__(self._answer)
        self.identity: Json = {}
        self.device: Json = DEVICE if knows_device else {}
        self._wants = wants

    def _answer(self, method: str, path: str, body: Json) -> Json:
        if path.endswith("/keys/query"):
            found = {"master_keys": {ME: self.identity["master_key"]}} if self.identity else {}
            return {**found, "device_keys": {ME: {"ABC": self.device} if self.device else {}}}
        if path.endswith("/device_signing/upload"):
            proof = object_in(body, "auth")
            if self._wants is not None and (proof.get("password"), proof.get("session")) != (
                self._wants,
                "s",
            ):
                raise AuthenticationWanted("s")
            self.identity = body
            return {}
        if path.endswith("/signatures/upload"):
            added = object_in(body, ME, "ABC")
            signatures = {**object_in(self.device, "signatures", ME), **object_in(added, "signatures", ME)}
            self.device = {**self.device, "signatures": {ME: signatures}}
            return {}
        raise AssertionError(path)


async def test_the_identity_vouches_for_the_device(tmp_path: Path) -> None:
    server = Server()
    assert await vouch_for_device(ACCOUNT, tmp_path, server)
    master, own, others = (object_in(server.identity, f"{usage}_key") for usage in USAGES)
    verify(own, public_of(master))
    verify(others, public_of(master))
    verify(server.device, public_of(own))
    assert object_in(server.device, "signatures", ME)["ed25519:ABC"] == "its own"


USAGES = ("master", "self_signing", "user_signing")


async def test_it_does_so_once(tmp_path: Path) -> None:
    server = Server()
    await vouch_for_device(ACCOUNT, tmp_path, server)
    before = len(server.asked)
    assert not await vouch_for_device(ACCOUNT, tmp_path, server)
    assert len(server.asked) == before + 1, "it only looks"


async def test_an_identity_that_was_made_elsewhere_is_left_alone(tmp_path: Path) -> None:
    server = Server()
    await vouch_for_device(ACCOUNT, tmp_path / "one", server)
    with pytest.raises(ConfigError, match="another app"):
        await vouch_for_device(ACCOUNT, tmp_path / "other", server)


async def test_where_the_password_is_wanted_it_is_asked_for(tmp_path: Path) -> None:
    server = Server(wants="lilas")
    with pytest.raises(ConfigError, match="palier matrix verify"):
        await vouch_for_device(ACCOUNT, tmp_path, server)
    assert await vouch_for_device(ACCOUNT, tmp_path, server, password="lilas")


async def test_a_device_that_has_no_keys_yet_is_signed_later(tmp_path: Path) -> None:
    with pytest.raises(Retryable):
        await vouch_for_device(ACCOUNT, tmp_path, Server(knows_device=False))


def test_the_seeds_are_nowhere_in_clear(tmp_path: Path) -> None:
    identity = Identity.kept(ACCOUNT, tmp_path)
    written = (tmp_path / FILE).read_bytes()
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert identity.master.seed.hex().encode() not in written
    assert Identity.kept(ACCOUNT, tmp_path).master == identity.master


def test_seeds_open_with_their_own_account_only(tmp_path: Path) -> None:
    Identity.kept(ACCOUNT, tmp_path)
    for other in ({"store_key": new_store_key()}, {"user": "@other:lilas.test"}):
        with pytest.raises(ConfigError, match="damaged or belongs"):
            Identity.kept(ACCOUNT.model_copy(update=other), tmp_path)
