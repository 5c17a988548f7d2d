"""What the bot does about an act, a command, a button or a timer: one file a subject."""

from handlers import ending, introductions, listings, loans, looking, promises, reminders, rooms, unanswered

ALL = (listings, introductions, promises, ending, loans, reminders, unanswered, looking, rooms)
"""Every module whose marked functions take part, in the order in which they hear of things."""
