"""What the bot does about an act, a command, a button or a timer: one file a subject."""

from handlers import (
    ending,
    introductions,
    linking,
    listings,
    loans,
    looking,
    promises,
    reminders,
    rooms,
    talks,
    unanswered,
)

ALL = (
    listings,
    introductions,
    promises,
    ending,
    loans,
    reminders,
    unanswered,
    looking,
    rooms,
    linking,
    talks,
)
"""Every module whose marked functions take part, in the order in which they hear of things."""
