"""The `palier` command: one file for what each group of subcommands does."""

from bot.cli.commands import main

__all__ = ["main"]
