"""What should have come of a group's events: told again to a bot that is never killed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.bootstrap import build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.effects import Edit, Effect, Message, Send
from bot.events import Event
from bot.intent.catalogue import Catalogue
from bot.outbox import TABLE as OUTBOX
from bot.outgoing import Outgoing
from bot.store.memory import MemoryStore
from bot.store.port import Change, Tables
from tests.neighbourhood import MONDAY, Chat, PlainLanguage


class WatchedStore(MemoryStore):
    """Remembers every effect that was ever decided."""

    def __init__(self) -> None:
        super().__init__()
        self.decided: dict[str, Outgoing] = {}

    async def commit(self, group: str, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.table == OUTBOX and change.document is not None:
                self.decided[change.id] = Outgoing.model_validate(change.document)
        await super().commit(group, changes)


@dataclass(frozen=True)
class Told:
    """How it should have ended."""

    tables: Tables
    decided: Mapping[str, Outgoing]
    """Every effect by its key, in order."""
    performed: Mapping[str, Effect]


async def tell_again(group: Group, events: Iterable[Event]) -> Told:
    """Hand a group's events to a new bot, each after the one before was done with."""
    store, chat = WatchedStore(), Chat()
    palier = build(
        [group], store, [chat], ManualClock(MONDAY), language=PlainLanguage(), catalogue=Catalogue.load([])
    )
    await palier.engine.open()
    for event in events:
        await palier.engine.take_in([event])
        await palier.settle()
    tables = await store.load(group.id)
    await palier.engine.close()
    return Told(tables, store.decided, dict(chat.performed))


def shown_at_last(
    performed: Mapping[str, Effect], decided: Mapping[str, Outgoing]
) -> dict[tuple[str, str], Message]:
    """Give what each subject's message shows in each place in the end."""
    last: dict[tuple[str, str], Message] = {}
    for key, effect in performed.items():
        meant = decided[key].effect
        if isinstance(effect, Send | Edit) and isinstance(meant, Send) and meant.subject is not None:
            last[meant.subject, str(effect.to)] = effect.message
    return last
