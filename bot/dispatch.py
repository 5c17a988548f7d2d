"""Which handlers take which meaning.

    @on(ActKind.REQUEST)
    def note_request(said: ActSaid, uow: UnitOfWork) -> None: ...

The decorator only marks the function; `Dispatch.of(modules)` gathers the marked ones,
so a test can dispatch to any set of handlers and nothing is registered by importing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import TypeVar, cast, overload

from bot.acts import ActKind
from bot.domain.question import QuestionKind
from bot.domain.timer import TimerKind
from bot.events import DeliveryFailed, RoomMoved, RoomSeen
from bot.meaning import (
    ActSaid,
    CardPressed,
    Command,
    Commanded,
    Happened,
    ListingRevised,
    Meaning,
    MessageUnclear,
    PassOn,
    QuestionAnswered,
    TimerFired,
    Unclear,
    Verb,
)
from bot.unit_of_work import UnitOfWork

M = TypeVar("M", bound=Meaning)
Handler = Callable[[M, UnitOfWork], None]
_MARK = "_palier_handles"


@overload
def on(*keys: ActKind) -> Callable[[Handler[ActSaid]], Handler[ActSaid]]: ...
@overload
def on(*keys: QuestionKind) -> Callable[[Handler[QuestionAnswered]], Handler[QuestionAnswered]]: ...
@overload
def on(*keys: Verb) -> Callable[[Handler[CardPressed]], Handler[CardPressed]]: ...
@overload
def on(*keys: Command) -> Callable[[Handler[Commanded]], Handler[Commanded]]: ...
@overload
def on(*keys: Unclear) -> Callable[[Handler[MessageUnclear]], Handler[MessageUnclear]]: ...
@overload
def on(*keys: TimerKind) -> Callable[[Handler[TimerFired]], Handler[TimerFired]]: ...
@overload
def on(*keys: type[ListingRevised]) -> Callable[[Handler[ListingRevised]], Handler[ListingRevised]]: ...
@overload
def on(*keys: type[PassOn]) -> Callable[[Handler[PassOn]], Handler[PassOn]]: ...
@overload
def on(
    *keys: type[DeliveryFailed | RoomMoved | RoomSeen],
) -> Callable[[Handler[Happened]], Handler[Happened]]: ...
def on(*keys: object) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a function as the handler of these keys."""

    def mark(handler: Callable[..., None]) -> Callable[..., None]:
        setattr(handler, _MARK, keys)
        return handler

    return mark


class Dispatch:
    """A table of handlers by what they handle, in the order of their modules."""

    def __init__(self, handlers: Iterable[tuple[object, Handler[Meaning]]]) -> None:
        self._handlers: dict[object, list[Handler[Meaning]]] = {}
        for key, handler in handlers:
            self._handlers.setdefault(key, []).append(handler)

    @classmethod
    def of(cls, modules: Iterable[ModuleType]) -> Dispatch:
        """Gather the marked functions of modules."""
        return cls(
            (key, cast("Handler[Meaning]", function))
            for module in modules
            for function in vars(module).values()
            for key in getattr(function, _MARK, ())
            if getattr(function, "__module__", None) == module.__name__
        )

    def handles(self, key: object) -> bool:
        """Tell whether anything is done about this kind of meaning."""
        return key in self._handlers

    def __call__(self, meaning: Meaning, uow: UnitOfWork) -> None:
        """Run the handlers of a meaning, in order."""
        for handler in self._handlers.get(meaning.key, ()):
            handler(meaning, uow)
