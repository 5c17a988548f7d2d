"""The things and services that neighbours share, by name and by nearness."""

from __future__ import annotations

from dataclasses import dataclass

from bot.acts import Category, Mode


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing or service: `perceuse`, in every language."""

    id: str
    category: Category
    mode: Mode | None = None
    """How it usually changes hands; None where that is open."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept named by the tokens from `start` to before `end`; `exact` unless a typo was forgiven."""

    concept: Concept
    start: int
    end: int
    exact: bool = True

    def shifted(self, by: int) -> Hit:
        """Count the token indexes from elsewhere."""
        return Hit(self.concept, self.start + by, self.end + by, self.exact)
