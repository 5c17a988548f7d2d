"""One neighbourhood on two networks: its cards, its rooms, its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.bootstrap import Palier, build
from bot.clock import ManualClock
from bot.domain.group import Group
from bot.domain.listing import ListingState
from bot.domain.places import Account, MessageRef, Room
from bot.events import ButtonPressed, MessageSent
from bot.intent.catalogue import Catalogue
from bot.store.memory import MemoryStore
from tests.neighbourhood import MONDAY, Chat, PlainLanguage, place

HALL = Room(network="matrix", chat="hall")
YARD = Room(network="telegram", chat="yard")
CELLAR = Room(network="telegram", chat="cellar")
BOTH = Group(id="lilas", name="12 rue des Lilas", rooms=(HALL, YARD))
INTRODUCED = "Bonne nouvelle, Rosa peut vous aider : perceuse (#2). Répondez-moi ici pour vous arranger"


class LastingStore(MemoryStore):
    """Stays when its bot goes."""

    async def close(self) -> None:
        """Stay open."""


@dataclass
class TwoNetworks:
    """The bot between two networks. Each person is on one of them, unless a test says otherwise."""

    palier: Palier
    chats: dict[str, Chat]
    clock: ManualClock
    store: LastingStore
    count: int = 0
    moderators: set[str] = field(default_factory=lambda: {"Ines", "Moussa"})

    async def says(self, name: str, text: str, room: Room) -> MessageRef:
        return await self._send(name, text, room, reply_to=None)

    async def writes(
        self, name: str, text: str, network: str, *, reply_to: MessageRef | None = None
    ) -> MessageRef:
        return await self._send(name, text, place(account(name, network)), reply_to=reply_to, private=True)

    async def _send(
        self, name: str, text: str, room: Room, *, reply_to: MessageRef | None, private: bool = False
    ) -> MessageRef:
        message = MessageRef(room=room, id=self._id(room.network))
        await self.palier.engine.take_in(
            [
                MessageSent(
                    id=message.id,
                    at=self.clock.now(),
                    room=room,
                    author=account(name, room.network),
                    name=name,
                    private=private,
                    moderator=not private and name in self.moderators,
                    message=message,
                    text=text,
                    reply_to=reply_to,
                )
            ]
        )
        await self.palier.settle()
        return message

    async def claims(self, name: str, room: Room) -> None:
        ref, message = next(
            (ref, message)
            for ref, message in self.chats[room.network].shown.items()
            if ref.room == room and message.buttons
        )
        await self.palier.engine.take_in(
            [
                ButtonPressed(
                    id=self._id(room.network),
                    at=self.clock.now(),
                    room=room,
                    author=account(name, room.network),
                    name=name,
                    message=ref,
                    action=message.buttons[0].action,
                )
            ]
        )
        await self.palier.settle()

    def texts(self, room: Room) -> list[str]:
        return [m.text for ref, m in self.chats[room.network].shown.items() if ref.room == room]

    def private(self, name: str, network: str) -> list[str]:
        return self.texts(place(account(name, network)))

    def ref(self, name: str, network: str, start: str) -> MessageRef:
        room = place(account(name, network))
        shown = self.chats[network].shown
        return [ref for ref, m in shown.items() if ref.room == room and m.text.startswith(start)][-1]

    def _id(self, network: str) -> str:
        self.count += 1
        return f"{network}/{self.count}"

    async def restarts(self) -> TwoNetworks:
        await self.palier.engine.close()
        return await two_networks(before=self)


def account(name: str, network: str) -> Account:
    return Account(network=network, id=name.lower())


async def two_networks(group: Group = BOTH, before: TwoNetworks | None = None) -> TwoNetworks:
    chats = before.chats if before else {name: Chat(name) for name in ("matrix", "telegram")}
    clock = before.clock if before else ManualClock(MONDAY)
    store = before.store if before else LastingStore()
    catalogue = Catalogue.load([])
    palier = build([group], store, [*chats.values()], clock, language=PlainLanguage(), catalogue=catalogue)
    await palier.engine.open()
    return TwoNetworks(palier, chats, clock, store, before.count if before else 0)


@pytest.fixture
async def town() -> TwoNetworks:
    return await two_networks()


# --- cards ---


async def test_a_card_is_shown_on_both_and_follows_on_both(town: TwoNetworks) -> None:
    await town.says("Léa", "cherche perceuse", HALL)
    assert town.texts(HALL) == town.texts(YARD)
    await town.claims("Rosa", YARD)
    assert town.texts(HALL)[0].endswith("Rosa s'en occupe.")
    assert town.texts(HALL) == town.texts(YARD)


async def test_a_card_still_follows_on_both_after_a_restart(town: TwoNetworks) -> None:
    await town.says("Léa", "cherche perceuse", HALL)
    town = await town.restarts()
    await town.claims("Rosa", YARD)
    assert town.texts(HALL)[0].endswith("Rosa s'en occupe.")
    assert len(town.texts(HALL)) == len(town.texts(YARD)) == 1


# --- writing to each other through the bot ---


async def introduced(town: TwoNetworks) -> None:
    await town.says("Rosa", "prête perceuse", YARD)
    await town.says("Léa", "cherche perceuse", HALL)
    await town.writes("Rosa", "oui", "telegram")


async def test_who_shares_no_network_writes_through_the_bot(town: TwoNetworks) -> None:
    await introduced(town)
    assert town.private("Léa", "matrix")[-1].startswith(INTRODUCED)
    said = await town.writes("Léa", "samedi dix heures ?", "matrix")
    told = "Léa vous écrit (perceuse (#2)) :\nsamedi dix heures ?"
    assert town.private("Rosa", "telegram")[-1] == told
    assert town.chats["matrix"].reactions == [(said, "👌")]
    await town.writes(
        "Rosa", "parfait, sonnez au 3e", "telegram", reply_to=town.ref("Rosa", "telegram", "Léa vous écrit")
    )
    assert town.private("Léa", "matrix")[-1] == "Rosa vous écrit (perceuse (#2)) :\nparfait, sonnez au 3e"


async def test_a_reply_is_passed_on_even_if_it_sounds_like_a_request(town: TwoNetworks) -> None:
    await introduced(town)
    await town.writes("Léa", "cherche aussi vis", "matrix", reply_to=town.ref("Léa", "matrix", "Bonne"))
    assert town.private("Rosa", "telegram")[-1].endswith("cherche aussi vis")
    assert len(town.palier.engine.books("lilas").listings) == 2


async def test_what_is_asked_without_a_reply_is_a_request_of_its_own(town: TwoNetworks) -> None:
    await introduced(town)
    await town.writes("Léa", "cherche vis", "matrix")
    assert len(town.palier.engine.books("lilas").listings) == 3
    assert not town.private("Rosa", "telegram")[-1].endswith("cherche vis")


async def test_nobody_else_can_write_into_a_talk_and_it_ends_with_the_promise(town: TwoNetworks) -> None:
    await introduced(town)
    reply = town.ref("Léa", "matrix", "Bonne")
    await town.writes("Zoé", "coucou", "matrix", reply_to=reply)
    await town.says("Rosa", "je peux plus", YARD)
    await town.writes("Léa", "coucou", "matrix", reply_to=reply)
    assert not [text for text in town.private("Rosa", "telegram") if "coucou" in text]


async def test_who_shares_a_network_is_left_to_it(town: TwoNetworks) -> None:
    await town.says("Rosa", "prête perceuse", YARD)
    await town.says("Léa", "cherche perceuse", YARD)
    await town.writes("Rosa", "oui", "telegram")
    assert town.private("Léa", "telegram")[-1].endswith("Écrivez-vous pour vous arranger.")
    await town.writes("Léa", "samedi dix heures ?", "telegram")
    assert not [text for text in town.private("Rosa", "telegram") if "samedi dix heures" in text]


# --- rooms that become one ---


def code_in(texts: list[str]) -> str:
    return texts[-1].rpartition(" ")[2]


async def test_moderators_tie_a_room_by_a_code_given_in_one_and_handed_in_in_the_other() -> None:
    town = await two_networks(Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,)))
    await town.says("Ines", "/lier", HALL)
    await town.says("Moussa", f"/lier {code_in(town.texts(HALL)).lower()}", YARD)
    assert town.texts(YARD)[-1].startswith("Les salons de 12 rue des Lilas ne font plus qu'un")
    assert town.texts(HALL)[-1] == town.texts(YARD)[-1]
    await town.says("Rosa", "cherche perceuse", YARD)
    assert town.texts(HALL)[-1].startswith("#1 · Rosa cherche : perceuse")
    town = await town.restarts()
    assert town.palier.engine.books("lilas").group.rooms == (HALL, YARD)

    await town.says("Moussa", "/delier", YARD)
    assert town.texts(YARD)[-1] == "Ce salon ne fait plus partie du groupe."
    before = len(town.texts(HALL))
    await town.says("Rosa", "cherche échelle", YARD)
    assert len(town.texts(HALL)) == before


@pytest.mark.parametrize("who", ["Léa", "Moussa"])
async def test_a_code_ties_nothing_for_who_is_no_moderator_or_comes_too_late(who: str) -> None:
    town = await two_networks(Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,)))
    await town.says("Ines", "/lier", HALL)
    code = code_in(town.texts(HALL))
    if who in town.moderators:
        await town.palier.let_pass(timedelta(minutes=16))
    await town.says(who, f"/lier {code}", YARD)
    assert town.palier.engine.books("lilas").group.rooms == (HALL,)


async def test_a_code_counts_once_and_not_where_it_was_given() -> None:
    town = await two_networks(Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,)))
    await town.says("Ines", "/lier", HALL)
    code = code_in(town.texts(HALL))
    await town.says("Ines", f"/lier {code}", HALL)
    assert town.texts(HALL)[-1].startswith("Je ne connais pas ce code")
    await town.says("Moussa", f"/lier {code}", YARD)
    assert town.palier.engine.books("lilas").group.rooms == (HALL,)


async def test_who_is_no_moderator_gets_no_code_and_unties_nothing(town: TwoNetworks) -> None:
    await town.says("Léa", "/lier", HALL)
    await town.says("Léa", "/delier", HALL)
    assert town.texts(HALL) == ["Seule la modération peut faire cela."] * 2
    assert not len(town.palier.engine.books("lilas").codes)


async def test_a_room_of_the_settings_stays(town: TwoNetworks) -> None:
    await town.says("Ines", "/delier", HALL)
    assert town.texts(HALL)[-1].startswith("Ce salon est dans le groupe par sa configuration")
    assert town.palier.engine.books("lilas").group.rooms == (HALL, YARD)


async def test_guessing_codes_leads_nowhere_after_some_tries() -> None:
    town = await two_networks(Group(id="lilas", name="12 rue des Lilas", rooms=(HALL,)))
    await town.says("Ines", "/lier", HALL)
    for guess in range(20):
        await town.says("Moussa", f"/lier AAAA{guess:02}", CELLAR)
    await town.says("Moussa", f"/lier {code_in(town.texts(HALL))}", YARD)
    assert town.palier.engine.books("lilas").group.rooms == (HALL,)
    await town.palier.let_pass(timedelta(minutes=11))
    await town.says("Moussa", f"/lier {code_in(town.texts(HALL))}", YARD)
    assert town.palier.engine.books("lilas").group.rooms == (HALL, YARD)


# --- one neighbour with two accounts ---


async def linked(town: TwoNetworks, answer: str = "oui") -> None:
    await town.writes("Léa", "/lier", "matrix")
    await town.writes("Léa", f"/lier {code_in(town.private('Léa', 'matrix'))}", "telegram")
    await town.writes("Léa", answer, "matrix")


async def test_two_accounts_are_one_neighbour_once_both_sides_agree(town: TwoNetworks) -> None:
    await town.says("Léa", "cherche perceuse", HALL)
    await town.says("Léa", "prête échelle", YARD)
    await linked(town)
    books = town.palier.engine.books("lilas")
    (lea,) = books.neighbours
    assert {account.network for account in lea.accounts} == {"matrix", "telegram"}
    assert {listing.author for listing in books.listings} == {lea.id}
    await town.says("Léa", "fini perceuse", YARD)
    assert books.listings["1"].state is ListingState.DONE


async def test_a_code_alone_links_nothing(town: TwoNetworks) -> None:
    await town.says("Léa", "cherche perceuse", HALL)
    await linked(town, "non")
    assert len(town.palier.engine.books("lilas").neighbours) == 2
    assert town.private("Léa", "telegram")[-1] == "Ce compte est à part."


async def test_nobody_helps_themselves_from_another_account(town: TwoNetworks) -> None:
    await town.says("Léa", "prête perceuse", YARD)
    await town.says("Léa", "cherche perceuse", HALL)
    await linked(town)
    books = town.palier.engine.books("lilas")
    assert not [question for question in books.questions if question.subject == "2-1"]
    await town.says("Léa", "prête perceuse", YARD)
    assert books.listings["2"].state is ListingState.OPEN
    assert len(books.questions) == 0


async def test_a_promise_to_oneself_is_taken_back_when_two_become_one(town: TwoNetworks) -> None:
    await town.says("Léa", "cherche perceuse", HALL)
    await town.claims("Léa", YARD)
    await linked(town)
    assert town.palier.engine.books("lilas").listings["1"].state is ListingState.OPEN


async def test_accounts_are_separated_at_any_time(town: TwoNetworks) -> None:
    await town.says("Léa", "cherche perceuse", HALL)
    await town.says("Léa", "prête échelle", YARD)
    await linked(town)
    await town.writes("Léa", "/delier", "telegram")
    books = town.palier.engine.books("lilas")
    (lea,) = books.neighbours
    assert [account.network for account in lea.accounts] == ["matrix"]
    await town.says("Léa", "cherche vélo", YARD)
    assert len({listing.author for listing in books.listings}) == 2


async def test_the_bot_writes_where_a_neighbour_was_last_heard(town: TwoNetworks) -> None:
    await town.says("Léa", "prête perceuse", HALL)
    await town.says("Léa", "prête échelle", YARD)
    await linked(town)
    await town.says("Léa", "prête vélo", YARD)
    await town.says("Rosa", "cherche perceuse", HALL)
    assert town.private("Léa", "telegram")[-1].startswith("Bonjour Léa ! Rosa cherche : perceuse")
