"""Synapse for the tests: where it cannot be had, that is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.synapse import installation

pytestmark = pytest.mark.slow


def test_without_a_package_index_it_is_said_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = tmp_path / "constraints.txt"
    nothing.write_text("matrix-synapse == 0\n", "utf-8")
    monkeypatch.setattr(installation, "CONSTRAINTS", nothing)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(pytest.fail.Exception, match="cannot be installed from PyPI"):
        installation.installed(tmp_path / "venv")
    assert not (tmp_path / "venv" / ".ready").exists(), "it tries again the next time"
