"""What `palier doctor` finds when it looks at a thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is. For whoever runs the bot: it holds no token and nothing that somebody wrote."""

    about: str
    """What was looked at: `homeserver`, `room !abc:lilas.example`."""
    state: str
    remedy: str = ""
    """What to do about it; empty where all is well."""

    @property
    def is_well(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self.remedy
