"""Matrix: rooms of neighbours on any homeserver, encrypted or not."""

from adapters.matrix.account import MatrixAccount, load_account, save_account
from adapters.matrix.adapter import MatrixAdapter
from adapters.matrix.cross_signing import PasswordWanted
from adapters.matrix.examination import examine
from adapters.matrix.login import log_in, still_works
from adapters.matrix.options import MatrixOptions
from adapters.matrix.room_event import NETWORK
from adapters.matrix.verification import verify_device

__all__ = [
    "NETWORK",
    "MatrixAccount",
    "MatrixAdapter",
    "MatrixOptions",
    "PasswordWanted",
    "examine",
    "load_account",
    "log_in",
    "save_account",
    "still_works",
    "verify_device",
]
