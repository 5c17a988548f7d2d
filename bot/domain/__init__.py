"""What the bot keeps on the books of a group, and its rules."""
