"""What speaks for two listings, and against them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """One thing that was compared, and how it came out."""

    SAME = "same"
    """Both name one thing, whatever their words and languages."""
    NEAR = "near"
    """The one thing does for the other: a kind of it, or something close."""
    COVERS = "covers"
    """The offer takes any request of this sort: a handyman, an errand to the market."""
    SAME_WORDS = "same words"
    """A thing that the catalogue does not know, named alike."""
    SAME_CATEGORY = "same category"
    MODE_FITS = "mode fits"
    MODE_DIFFERS = "mode differs"
    """Lent was asked, sold is offered, and the like."""
    TIME_FITS = "time fits"
    TIME_DIFFERS = "time differs"
    QUANTITY_SHORT = "quantity short"
    AUDIENCE_DIFFERS = "audience differs"
    """For a baby, for a grown-up; for a cat, for a dog."""
    DETAIL_DIFFERS = "detail differs"
    """Another place, size or look: Lyon and Nantes, 38 and 42, black and ginger."""


_ENGLISH = {
    ReasonKind.SAME: "{wanted} is what is offered",
    ReasonKind.NEAR: "{had} can do for {wanted}",
    ReasonKind.COVERS: "{had} covers {wanted}",
    ReasonKind.SAME_WORDS: "{wanted} and {had} are named alike",
    ReasonKind.SAME_CATEGORY: "both are about {wanted}",
    ReasonKind.MODE_FITS: "{wanted} was asked, {had} is offered",
    ReasonKind.MODE_DIFFERS: "{wanted} was asked, but {had} is offered",
    ReasonKind.TIME_FITS: "the times meet",
    ReasonKind.TIME_DIFFERS: "the times do not meet",
    ReasonKind.QUANTITY_SHORT: "{had} of {wanted} are there",
    ReasonKind.AUDIENCE_DIFFERS: "the one is for {wanted}, the other for {had}",
    ReasonKind.DETAIL_DIFFERS: "{wanted} is not {had}",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was compared; `str()` says it in English."""

    kind: ReasonKind
    wanted: str = ""
    """An item, mode, audience or number on the side that wants."""
    had: str = ""
    """The same on the side that has."""
    degree: float = 1.0
    """0 to 1: what the score is multiplied by, or starts from."""

    def __str__(self) -> str:
        return _ENGLISH[self.kind].format(wanted=self.wanted, had=self.had)
