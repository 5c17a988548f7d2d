"""From an account to a bot that everybody can trust, on a real homeserver."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from adapters.matrix import load_account, log_in, verify_device
from bot.errors import ConfigError
from tests.synapse.server import Access, Synapse

pytestmark = pytest.mark.slow
_numbers = itertools.count(1)


@pytest.fixture
def access(synapse: Synapse) -> Access:
    return synapse.registers(f"newcomer-{next(_numbers)}", shown_as="Palier")


async def test_logging_in_twice_makes_one_device(synapse: Synapse, access: Access, tmp_path: Path) -> None:
    first = await log_in(synapse.address, access.user_id, access.password, tmp_path)
    again = await log_in(synapse.address, access.user_id, access.password, tmp_path)
    assert first == again == load_account(tmp_path)
    assert (first.user, first.homeserver) == (access.user_id, synapse.address)
    assert first.device != access.device_id


async def test_a_wrong_password_is_told_in_a_sentence(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="does not know this user with this password"):
        await log_in(synapse.address, access.user_id, "wrong", tmp_path)
    with pytest.raises(ConfigError, match="does not exist"):
        load_account(tmp_path)


async def test_what_is_no_homeserver_is_told_from_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is the address right"):
        await log_in("http://127.0.0.1:9", "@palier:lilas.test", "x", tmp_path)


async def test_the_device_is_signed_once_without_asking_for_the_password(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    await log_in(synapse.address, access.user_id, access.password, tmp_path)
    assert await verify_device(tmp_path)
    assert not await verify_device(tmp_path)


async def test_an_account_with_an_identity_of_its_own_keeps_it(
    synapse: Synapse, access: Access, tmp_path: Path
) -> None:
    for folder in (tmp_path / "first", tmp_path / "second"):
        await log_in(synapse.address, access.user_id, access.password, folder)
    assert await verify_device(tmp_path / "first")
    with pytest.raises(ConfigError, match="another app made"):
        await verify_device(tmp_path / "second")
