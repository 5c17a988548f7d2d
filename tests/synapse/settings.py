"""What the tests' homeserver is told: alone on loopback, in SQLite, with or without rate limits."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path

import yaml

SERVER_NAME = "lilas.test"
_FREE = {"per_second": 10_000, "burst_count": 10_000}
RAISED: Mapping[str, object] = {
    "rc_message": _FREE,
    "rc_registration": _FREE,
    "rc_login": {"address": _FREE, "account": _FREE, "failed_attempts": _FREE},
    "rc_admin_redaction": _FREE,
    "rc_joins": {"local": _FREE, "remote": _FREE},
    "rc_joins_per_room": _FREE,
    "rc_invites": {"per_room": _FREE, "per_user": _FREE, "per_issuer": _FREE},
    "rc_room_creation": _FREE,
    "rc_presence": {"per_user": _FREE},
    "rc_reports": _FREE,
}
"""Every limit so high that no test meets it."""


def write(folder: Path, port: int, secret: str, limits: Mapping[str, object]) -> Path:
    """Write a homeserver's files into a folder; give its configuration's path."""
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    (folder / "signing.key").write_text(f"ed25519 a_test {seed}\n", "utf-8")
    log = folder / "log.yaml"
    log.write_text(yaml.safe_dump(_log(folder / "homeserver.log")), "utf-8")
    settings: dict[str, object] = {
        "server_name": SERVER_NAME,
        "public_baseurl": f"http://127.0.0.1:{port}/",
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [
            {
                "port": port,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"]}],
            }
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "log_config": str(log),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secrets.token_hex(),
        "form_secret": secrets.token_hex(),
        "bcrypt_rounds": 4,
        "report_stats": False,
        "federation_domain_whitelist": [],
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "url_preview_enabled": False,
        "presence": {"enabled": False},
        "allow_guest_access": False,
        **limits,
    }
    config = folder / "homeserver.yaml"
    config.write_text(yaml.safe_dump(settings), "utf-8")
    return config


def _log(file: Path) -> dict[str, object]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"file": {"class": "logging.FileHandler", "filename": str(file), "formatter": "plain"}},
        "root": {"level": "WARNING", "handlers": ["file"]},
    }
