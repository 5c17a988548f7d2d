"""From what config.yaml says about Matrix to what the adapter does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.matrix import MatrixAccount, save_account
from adapters.matrix.options import MatrixOptions
from adapters.matrix.position import Position
from bot.adapter import Pace
from bot.cli.matrix import account_of, folder_of, options_of
from bot.config import Settings
from bot.errors import ConfigError
from tests.unit.matrix.matrix_world import HALL, ME
from tests.unit.matrix.rooms_world import CELLAR, NEW_HALL


def settings(folder: Path, **matrix: object) -> Settings:
    """Give the settings of a French group in the hall and an English one in the cellar."""
    groups = [
        {"id": id, "name": id, "language": language, "rooms": [{"network": "matrix", "chat": chat}]}
        for id, language, chat in (("lilas", "fr", HALL), ("roses", "en", CELLAR))
    ]
    return Settings.model_validate({"data": folder, "networks": {"matrix": matrix}, "groups": groups})


def test_every_option_reaches_the_adapter(tmp_path: Path) -> None:
    chosen = {
        "inviters": ["*:lilas.test"],
        "ghosts": ["@telegram_*:lilas.test"],
        "pace": {"burst": 3, "every": 1.5},
        "encrypt_private_rooms": False,
        "share_with_unverified": False,
        "offer_reactions": False,
        "oldest_days": 1,
        "poll_seconds": 5,
    }
    options = options_of(settings(tmp_path, **chosen))
    assert options == MatrixOptions(
        rooms=frozenset({HALL, CELLAR}),
        inviters=frozenset({"*:lilas.test"}),
        ghosts=frozenset({"@telegram_*:lilas.test"}),
        pace=Pace(burst=3, every=1.5),
        encrypt_private_rooms=False,
        share_with_unverified=False,
        offer_reactions=False,
        oldest=timedelta(days=1),
        poll_seconds=5,
        cannot_read=options.cannot_read,
    )


def test_each_room_is_told_in_its_language_that_something_cannot_be_read(tmp_path: Path) -> None:
    say = options_of(settings(tmp_path)).cannot_read
    assert "déchiffrer" in say(HALL)
    assert "decrypt" in say(CELLAR)
    assert "déchiffrer" in say("!elsewhere:lilas.test")


def test_an_account_that_the_settings_do_not_name_is_not_used(tmp_path: Path) -> None:
    account = MatrixAccount(homeserver="https://lilas.test", user=ME, device="ABC", token=SecretStr("x"))
    save_account(account, folder_of(tmp_path))
    assert account_of(settings(tmp_path, user=ME)) == account_of(settings(tmp_path)) == account
    with pytest.raises(ConfigError, match=r"networks\.matrix\.user"):
        account_of(settings(tmp_path, user="@other:lilas.test"))


def test_a_room_that_moved_is_known_by_its_first_and_its_last_id(tmp_path: Path) -> None:
    position = Position(tmp_path)
    position.note_followed(HALL, NEW_HALL)
    position.note_followed(NEW_HALL, "!hall3:lilas.test")
    again = Position(tmp_path)
    assert again.first_of("!hall3:lilas.test") == HALL
    assert again.last_of(HALL) == "!hall3:lilas.test"
    assert again.first_of(CELLAR) == again.last_of(CELLAR) == CELLAR
