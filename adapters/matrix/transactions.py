"""From the outbox's key to the transaction id by which the homeserver knows a repeated request.

The Client-Server API (v1.11, "Transaction identifiers") ties ids to one device; Synapse
remembers them for a day, as long as the outbox tries.
"""

from __future__ import annotations

import hashlib


def transaction_id(key: str, part: str = "") -> str:
    """Give the id for a key, and for a part of what it stands for; safe in any path."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"palier-{digest}{'-' if part else ''}{part}"
