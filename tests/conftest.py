"""What tests of several kinds share: a homeserver, started when the first test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.synapse.server import Synapse


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """Give a Synapse without rate limits; tests make accounts of their own on it."""
    with Synapse.started(tmp_path_factory.mktemp("synapse")) as running:
        yield running
