"""What can be chosen about Telegram."""

from __future__ import annotations

import pytest

from adapters.telegram import TelegramOptions
from bot.domain.places import Room
from bot.errors import ConfigError


@pytest.mark.parametrize(
    ("id", "username", "ghost"),
    [(7, None, True), (8, "lea_bridge", True), (8, "LEA_BRIDGE", True), (8, "lea", False), (77, None, False)],
)
def test_bridges_puppets_are_known_by_id_or_username(id: int, username: str | None, ghost: bool) -> None:
    assert TelegramOptions(ghosts=frozenset({"*_bridge", "7"})).is_ghost(id, username) is ghost


@pytest.mark.parametrize("chat", ["@lilas", "lilas", "", "-", "１２"])
def test_a_chat_that_is_no_number_is_named(chat: str) -> None:
    with pytest.raises(ConfigError, match="write its number"):
        TelegramOptions(rooms=(Room(network="telegram", chat=chat),))
