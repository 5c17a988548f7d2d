"""The networks: each adapter turns what its network says into events, and effects into calls."""
