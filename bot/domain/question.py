"""Questions that the bot asks one neighbour in private, answered by number, button, reaction or words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.acts import Act
from bot.domain.places import MessageRef
from bot.domain.record import Record


class QuestionKind(StrEnum):
    """What is asked; `subject` is the id of what it is about."""

    CAN_YOU_HELP = "can_you_help"
    """To who has a thing: shall I introduce you to who wants it? Subject: a match."""
    MAY_I_NAME_YOU = "may_i_name_you"
    """To who asked discreetly: somebody can help, may they know who you are? Subject: a listing."""
    DID_YOU_MEAN = "did_you_mean"
    """To the author of an unclear message: is it this? Subject: empty; the act is kept with the question."""
    STILL_NEEDED = "still_needed"
    """To a listing's author. Subject: a listing."""
    IS_IT_DONE = "is_it_done"
    """To who wanted it: did it take place? Subject: a listing."""
    IS_IT_BACK = "is_it_back"
    """To both sides of a loan. Subject: a listing."""
    IS_IT_YOU = "is_it_you"
    """To who was given a code: is the account that handed it in theirs, too? Subject: the other neighbour."""


class Choice(StrEnum):
    """The answers that a question may offer. Language packs hold their wordings under these names."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
    GONE = "gone"


class Question(Record):
    """An open question. It is removed when answered, moot or forgotten."""

    kind: QuestionKind
    asked: str
    """The neighbour who is asked."""
    subject: str
    choices: tuple[Choice, ...]
    asked_at: datetime
    act: Act | None = None
    said: MessageRef | None = None
    discreet: bool = False
    """For an unclear message: it was written in private."""
