"""Which offers answer which requests, which found things which lost ones, and why."""

from bot.matching.fitting import ENOUGH, Fit, fit
from bot.matching.index import Index
from bot.matching.line import match_line
from bot.matching.reasons import Reason, ReasonKind

__all__ = ["ENOUGH", "Fit", "Index", "Reason", "ReasonKind", "fit", "match_line"]
