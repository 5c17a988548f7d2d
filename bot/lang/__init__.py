"""Language packs: each language's cues, spellings, dates and units, and the catalogue of things, as data."""
