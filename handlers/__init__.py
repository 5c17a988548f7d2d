"""What the bot does about an act, a command, a button or a timer: one file a subject."""
