"""`python -m bot.cli` is `palier`."""

from bot.cli import main

main()
