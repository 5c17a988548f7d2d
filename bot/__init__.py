"""The core of Palier: it knows no network and no database by name."""
