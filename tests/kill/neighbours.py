"""The people of one building, on a network that repeats what was not confirmed, and more."""

from __future__ import annotations

import random
from collections.abc import Iterable

from bot.domain.group import Group
from bot.domain.places import Account, MessageRef
from bot.effects import Button, Edit, Effect, Send
from bot.events import ButtonPressed, Event, MessageSent
from tests.kill.pipeline_child import shown_as
from tests.neighbourhood import MONDAY, account, place

PEOPLE = tuple(f"Neighbour{number}" for number in range(8))
PHRASES = ("merci beaucoup", "je peux plus", "je prends", "quel temps !", "/liste", "quoi de neuf", "perdu")
RECENT = 60


class Neighbours:
    """They ask, offer, promise, thank and chat; what they press are buttons that they were shown.

    A thing is asked for and offered once, so that nothing is left to chance in who is asked. What
    is lost has no name: it makes a new listing each time that the event is applied.
    """

    def __init__(self, group: Group, chance: random.Random) -> None:
        self.group = group
        self.unconfirmed: dict[str, Event] = {}
        self.confirmed: dict[str, Event] = {}
        self._chance = chance
        self._repeat: list[Event] = []
        self._wanted: list[str] = []
        self._buttons: list[tuple[Send | Edit, MessageRef, Button]] = []

    def see(self, key: str, effect: Effect) -> None:
        """See what the bot does."""
        if isinstance(effect, Send | Edit):
            shown = shown_as(effect, key) if isinstance(effect, Send) else effect.target
            self._buttons += ((effect, shown, button) for button in effect.message.buttons)

    def reconnect(self) -> None:
        """A new connection: the network begins where it was not confirmed."""
        self._repeat = list(self.unconfirmed.values())

    def confirm(self, ids: Iterable[str]) -> None:
        """The bot has taken these in."""
        for id in ids:
            event = self.unconfirmed.pop(id, None)
            if event is not None:
                self.confirmed[id] = event

    def delivery(self, *, more: bool) -> list[Event]:
        """Give the next events: those to be repeated first, then new ones if there are `more`."""
        size = self._chance.randint(1, 3)
        events, self._repeat = self._repeat[:size], self._repeat[size:]
        if not events and more:
            events = [self._new() for _ in range(size)]
        if events and self.confirmed and self._chance.random() < 0.15:
            again = self._chance.choice(list(self.confirmed.values())[-RECENT:])
            events.insert(self._chance.randint(0, len(events)), again)
        return events

    def _new(self) -> Event:
        number = len(self.unconfirmed) + len(self.confirmed)
        id = f"{self.group.id}/{number}"
        kind = self._chance.random()
        if kind < 0.3 and self._buttons:
            event = self._press(id)
        elif kind < 0.45:
            event = self._say(id, self._chance.choice(PHRASES))
        elif kind < 0.55:
            event = self._say(id, f"fini chose{self._chance.randint(number // 2, number)}")
        elif kind < 0.75 and self._wanted:
            verb = self._chance.choice(("prête", "propose", "donne"))
            event = self._say(id, f"{verb} {self._wanted.pop(self._chance.randrange(len(self._wanted)))}")
        else:
            self._wanted.append(f"chose{number}")
            event = self._say(id, f"cherche chose{number}")
        self.unconfirmed[id] = event
        return event

    def _say(self, id: str, text: str) -> Event:
        name = self._chance.choice(PEOPLE)
        private = self._chance.random() < 0.2
        room = place(account(self._id(name))) if private else self.group.rooms[0]
        return MessageSent(
            id=id,
            at=MONDAY,
            room=room,
            author=account(self._id(name)),
            name=name,
            private=private,
            shared_rooms=self.group.rooms if private else (),
            message=MessageRef(room=room, id=id),
            text=text,
        )

    def _press(self, id: str) -> Event:
        effect, shown, button = self._chance.choice(self._buttons[-RECENT:])
        private = isinstance(effect.to, Account)
        name = self._chance.choice(PEOPLE)
        return ButtonPressed(
            id=id,
            at=MONDAY,
            room=shown.room,
            author=effect.to if isinstance(effect.to, Account) else account(self._id(name)),
            name=self._name(effect.to) if isinstance(effect.to, Account) else name,
            private=private,
            shared_rooms=self.group.rooms if private else (),
            message=shown,
            action=button.action,
        )

    def _id(self, name: str) -> str:
        return f"{name}.{self.group.id}"

    def _name(self, asked: Account) -> str:
        return next(name for name in PEOPLE if account(self._id(name)) == asked)
