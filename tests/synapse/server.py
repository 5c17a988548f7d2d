"""A running Synapse: where it is, how to make accounts on it, and how it ends.

with Synapse.started(folder) as synapse:
    lea = synapse.registers("lea")
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.synapse import settings
from tests.synapse.installation import installed

STARTS_WITHIN = 60.0
"""In seconds; it takes about five, unless the machine is busy."""


@dataclass(frozen=True, slots=True)
class Access:
    """One account's device on the homeserver."""

    user_id: str
    device_id: str
    token: str
    password: str


@dataclass(frozen=True, slots=True)
class Synapse:
    """A homeserver that runs."""

    address: str
    secret: str
    folder: Path
    admins: list[Access] = field(default_factory=list)

    @classmethod
    @contextmanager
    def started(cls, folder: Path, limits: Mapping[str, object] = settings.RAISED) -> Iterator[Synapse]:
        """Start one in an empty folder, with these rate limits; with `{}`, those that Synapse comes with."""
        port, secret = free_port(), secrets.token_hex()
        config = settings.write(folder, port, secret, limits)
        keeper = Path(__file__).with_name("keeper.py")
        with (folder / "output.txt").open("w") as output:
            process = subprocess.Popen(
                [str(installed()), str(keeper), str(config)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=folder,
            )
        synapse = cls(f"http://127.0.0.1:{port}", secret, folder)
        try:
            synapse.wait_for(process)
            yield synapse
        finally:
            process.kill()
            process.communicate()

    def wait_for(self, process: subprocess.Popen[bytes]) -> None:
        """Return once it answers; fail with what it said if it does not."""
        end = time.monotonic() + STARTS_WITHIN
        while process.poll() is None and time.monotonic() < end:
            try:
                self.call("GET", "/_matrix/client/versions")
            except OSError:
                time.sleep(0.1)
            else:
                return
        said = (self.folder / "output.txt").read_text("utf-8")
        raise AssertionError(f"Synapse does not start:\n{said[-4000:]}")

    def registers(self, name: str, *, shown_as: str = "", admin: bool = False) -> Access:
        """Make an account with one device; no rate limit applies."""
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        password = secrets.token_hex(8)
        parts = (str(nonce), name, password, "admin" if admin else "notadmin")
        mac = hmac.new(self.secret.encode(), b"\0".join(p.encode() for p in parts), hashlib.sha1)
        made = self.call(
            "POST",
            "/_synapse/admin/v1/register",
            {
                "nonce": nonce,
                "username": name,
                "displayname": shown_as or name,
                "password": password,
                "admin": admin,
                "mac": mac.hexdigest(),
            },
        )
        return Access(str(made["user_id"]), str(made["device_id"]), str(made["access_token"]), password)

    def logs_in(self, user_id: str, password: str) -> Access:
        """Log in on a new device."""
        identifier = {"type": "m.id.user", "user": user_id}
        login = {"type": "m.login.password", "identifier": identifier, "password": password}
        made = self.call("POST", "/_matrix/client/v3/login", login)
        return Access(user_id, str(made["device_id"]), str(made["access_token"]), password)

    def frees(self, user: str) -> None:
        """Lift the rate limits on one user's messages."""
        if not self.admins:
            self.admins.append(self.registers("admin", admin=True))
        path = f"/_synapse/admin/v1/users/{quote(user)}/override_ratelimit"
        self.call("POST", path, {"messages_per_second": 0, "burst_count": 0}, self.admins[0].token)

    def call(self, method: str, path: str, body: object = None, token: str = "") -> dict[str, object]:
        """Make one request by hand."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            answered: dict[str, object] = json.load(answer)
        return answered


def free_port() -> int:
    """Give a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
