"""Where groups are kept: one port, several implementations."""
