"""The terminal as a network: several neighbours at one keyboard."""

from adapters.console.adapter import NETWORK, ConsoleAdapter
from adapters.console.screen import Screen

__all__ = ["NETWORK", "ConsoleAdapter", "Screen"]
