"""Language packs: each language's cues, spellings, dates, units and names of things, as data.

A folder here with a `words.toml` is a language that the bot understands; adding one takes no Python.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES: tuple[str, ...] = (
    "fr",
    *sorted({path.parent.name for path in FOLDER.glob("*/words.toml")} - {"fr"}),
)
"""The languages that are here; French stands in for those that are not."""
