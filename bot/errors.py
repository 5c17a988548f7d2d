"""What can go wrong, as a tree.

PalierError
├── ConfigError             an option is wrong: says which, and what to write instead
├── PackError               a language pack or the catalogue is wrong: file, entry, mend
├── StoreError
│   ├── StoreLocked         another process holds the data folder
│   └── StoreCorrupted      a file is damaged: which, where, and how to go back to its backup
├── ImpossibleStep          a listing or pledge cannot go from where it is to there
└── DeliveryError           a network did not take an effect
    ├── Retryable           try again later: the network is down or slow
    │   └── RateLimited     try again after `seconds`
    ├── Moved               the room has a new address
    ├── Unreachable         this person has no private chat with the bot
    │   └── Unopened        and has never had one: only they can open it
    └── Refused             never: the network says no for good

An error's text is for whoever runs the bot: it holds no message's text, no name and no
token. What a neighbour is told is in `bot.texts`.
"""

from __future__ import annotations


class PalierError(Exception):
    """Anything that Palier itself finds wrong."""


class ConfigError(PalierError):
    """An option is wrong. The text names it and says what to write instead."""


class PackError(PalierError):
    """A language pack or the catalogue is wrong. The text names the file and the entry."""


class StoreError(PalierError):
    """The store cannot do what it is asked."""


class StoreLocked(StoreError):  # noqa: N818 - states, read as sentences: "raise StoreLocked"
    """Another process works with this data folder."""


class StoreCorrupted(StoreError):  # noqa: N818 - as above
    """A file of the store is damaged beyond what a crash explains."""


class ImpossibleStep(PalierError):  # noqa: N818 - as above
    """A lifecycle has no such step from this state."""


class DeliveryError(PalierError):
    """A network did not take an effect."""


class Retryable(DeliveryError):  # noqa: N818 - as above
    """The network is down, slow or confused; the same call may work later."""


class RateLimited(Retryable):
    """The network asks to wait. `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the network asks to wait {seconds:g} s")
        self.seconds = seconds


class Moved(DeliveryError):  # noqa: N818 - as above
    """The room has a new address on its network: `chat`."""

    def __init__(self, chat: str) -> None:
        super().__init__("the room has a new address")
        self.chat = chat


class Unreachable(DeliveryError):  # noqa: N818 - as above
    """The person has no private chat with the bot, or has closed it."""


class Unopened(Unreachable):
    """The person has never opened a private chat with the bot, and may be asked to."""


class Refused(DeliveryError):  # noqa: N818 - as above
    """The network says no, and would say so again."""
