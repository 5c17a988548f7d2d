"""Text in, acts out. Pure: no I/O after loading, no clock, no network."""
