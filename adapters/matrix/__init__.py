"""Matrix: rooms of neighbours on any homeserver, encrypted or not."""

from adapters.matrix.account import MatrixAccount, load_account, save_account
from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.login import log_in
from adapters.matrix.options import MatrixOptions
from adapters.matrix.room_event import NETWORK
from adapters.matrix.verification import verify_device

__all__ = [
    "NETWORK",
    "MatrixAccount",
    "MatrixAdapter",
    "MatrixOptions",
    "load_account",
    "log_in",
    "save_account",
    "verify_device",
]
