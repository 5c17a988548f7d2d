"""What is said about rooms and accounts that become one."""

from __future__ import annotations

from bot import speech as s
from bot.texts.tongue import Tongue


def say(
    speech: s.CodeGiven | s.CodeUnknown | s.RoomsTied | s.RoomUntied | s.AccountsLinked, t: Tongue
) -> str:
    """Word it."""
    match speech:
        case s.CodeGiven(code, for_room=True):
            text = t(
                "To make another room part of this group: within a quarter of an hour, "
                "a moderator writes there: /link {code}"
            ).format(code=code)
        case s.CodeGiven(code):
            text = t(
                "If you have another account: within a quarter of an hour, "
                "write to me from there, in private: /link {code}"
            ).format(code=code)
        case s.CodeUnknown():
            text = t("I don't know this code, or it is too old. Write /link where it came from for another.")
        case s.RoomsTied(group):
            text = t(
                "The rooms of {group} are one now: what is asked in one is seen in the others. "
                "A moderator who writes /unlink takes a room out again."
            ).format(group=group)
        case s.RoomUntied(possible=True):
            text = t("This room is no longer part of the group.")
        case s.RoomUntied():
            text = t("This room is in the group by its settings: only whoever runs me can take it out.")
        case s.AccountsLinked(linked=True):
            text = t("Your accounts are one for me now. /unlink in private separates them again.")
        case s.AccountsLinked():
            text = t("This account stands for itself.")
    return text
