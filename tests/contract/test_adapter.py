"""What every adapter does, whatever its network is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.domain.places import MessageRef
from bot.effects import Button, Delete, Edit, Message, React, Send
from bot.errors import DeliveryError, Refused, Unreachable
from bot.events import ButtonPressed, Event, MessageSent
from tests.contract.networks import Network, console
from tests.contract.on_matrix import house
from tests.contract.on_telegram import landing

BUTTONS = (Button(label="Oui", action="answer:q1:yes"), Button(label="Pas cette fois", action="answer:q1:no"))
DRILL = Message(text="Léa cherche : perceuse")


@pytest.fixture(
    params=[
        "console",
        "telegram",
        pytest.param("matrix, clear", marks=pytest.mark.slow),
        pytest.param("matrix, encrypted", marks=pytest.mark.slow),
    ]
)
async def network(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Network]:
    name, _, kind = request.param.partition(", ")
    opened: AbstractAsyncContextManager[Network]
    if name == "console":
        opened = console()
    elif name == "telegram":
        opened = landing(tmp_path)
    else:
        opened = house(request.getfixturevalue("synapse"), tmp_path, encrypted=kind == "encrypted")
    async with opened as network:
        yield network


# --- what happens comes in ---


async def test_what_somebody_writes_comes_in_with_who_and_where(network: Network) -> None:
    await network.says("besoin d'une perceuse")
    event = await network.inbox.first(lambda e: isinstance(e, MessageSent) and "perceuse" in e.text)
    assert isinstance(event, MessageSent)
    assert (event.text, event.room, event.author) == ("besoin d'une perceuse", network.room, network.person)
    assert (event.name, event.private, event.reply_to) == ("Léa", False, None)
    assert event.message.room == network.room


async def test_what_is_written_in_private_comes_in_as_private(network: Network) -> None:
    await network.adapter.perform(Send(to=network.person, message=Message(text="Bonjour")), "k1")
    await network.shows("Bonjour", privately=True)
    await network.says("oui", privately=True)
    event = await network.inbox.first(lambda e: isinstance(e, MessageSent) and e.text == "oui")
    assert isinstance(event, MessageSent)
    assert event.private
    assert network.room in event.shared_rooms


async def test_every_event_has_an_id_of_its_own_and_the_time_in_utc(network: Network) -> None:
    for text in ("un", "deux", "un"):
        await network.says(text)
    await network.says("fin")
    await network.inbox.first(lambda e: isinstance(e, MessageSent) and e.text == "fin")
    ids = [event.id for event in network.inbox.events]
    assert len(set(ids)) == len(ids) >= 4
    for event in network.inbox.events:
        assert event.id.startswith(network.adapter.network)
        offset = event.at.utcoffset()
        assert offset is not None
        assert not offset


async def test_the_bots_own_messages_do_not_come_back(network: Network) -> None:
    await network.adapter.perform(Send(to=network.room, message=DRILL), "k1")
    await network.shows("perceuse")
    await network.says("fin")
    await network.inbox.first(lambda e: isinstance(e, MessageSent) and e.text == "fin")
    assert not [e for e in network.inbox.events if isinstance(e, MessageSent) and "perceuse" in e.text]


# --- what the bot does is seen ---


async def test_a_message_is_seen_and_its_receipt_tells_which_it_is(network: Network) -> None:
    receipt = await network.adapter.perform(Send(to=network.room, message=DRILL), "k1")
    await network.shows("Léa cherche : perceuse")
    assert receipt.message is not None
    assert receipt.message.room == network.room


async def test_two_messages_are_two(network: Network) -> None:
    first = await network.adapter.perform(Send(to=network.room, message=DRILL), "k1")
    second = await network.adapter.perform(Send(to=network.room, message=DRILL), "k2")
    assert first.message != second.message


async def test_an_edit_changes_the_message_and_makes_no_other(network: Network) -> None:
    sent = await send(network, DRILL)
    changed = Message(text="Léa cherche : perceuse\nMehdi s'en occupe.")
    await network.adapter.perform(Edit(to=network.room, target=sent, message=changed), "k2")
    await network.shows("Mehdi s'en occupe.")
    assert len(await network.texts()) == 1


async def test_the_same_key_again_makes_no_other_message(network: Network) -> None:
    if not network.knows_keys:
        pytest.skip("this network knows no keys")
    effect = Send(to=network.room, message=DRILL)
    receipts = [await network.adapter.perform(effect, "k1") for _ in range(3)]
    await send(network, Message(text="fin"), "k2")
    await network.shows("fin")
    assert len(set(receipts)) == 1
    assert len(await network.texts()) == 2


async def test_a_private_message_is_seen_by_one_and_not_in_the_room(network: Network) -> None:
    receipt = await network.adapter.perform(Send(to=network.person, message=DRILL), "k1")
    await network.shows("perceuse", privately=True)
    assert not await network.texts()
    assert receipt.message is not None
    assert receipt.message.room != network.room


async def test_private_messages_to_one_person_share_one_chat(network: Network) -> None:
    rooms = set()
    for number in range(3):
        receipt = await network.adapter.perform(Send(to=network.person, message=DRILL), f"k{number}")
        assert receipt.message is not None
        rooms.add(receipt.message.room)
    assert len(rooms) == 1


async def test_a_private_message_is_edited_in_place(network: Network) -> None:
    receipt = await network.adapter.perform(Send(to=network.person, message=DRILL), "k1")
    assert receipt.message is not None
    edit = Edit(to=network.person, target=receipt.message, message=Message(text="→ Oui"))
    await network.adapter.perform(edit, "k2")
    await network.shows("→ Oui", privately=True)
    assert len(await network.texts(privately=True)) == 1


async def test_buttons_can_be_chosen_by_their_number(network: Network) -> None:
    question = Message(text="Je vous mets en relation ?", buttons=BUTTONS)
    receipt = await network.adapter.perform(Send(to=network.person, message=question), "k1")
    await network.shows("Pas cette fois", privately=True)
    await network.says("2", privately=True)
    event = await network.inbox.first(chooses)
    if isinstance(event, ButtonPressed):
        assert (event.action, event.message) == ("answer:q1:no", receipt.message)
    else:  # the core counts the choices of the last question itself
        assert isinstance(event, MessageSent)
        assert (event.text, event.private) == ("2", True)


@pytest.mark.parametrize(
    "text", ["<b>gras</b> & *étoiles* _tirets_ [lien](x) `code`", "1. un\n2. deux", "🪜 l’été"]
)
async def test_text_is_seen_as_it_was_written(network: Network, text: str) -> None:
    await send(network, Message(text=text))
    for line in text.split("\n"):
        await network.shows(line)


async def test_the_longest_text_that_the_network_says_it_takes_arrives(network: Network) -> None:
    text = ("é" * 79 + "\n") * (network.adapter.capabilities.longest_text // 80 - 1) + "fin du texte"
    await send(network, Message(text=text))
    await network.shows("fin du texte")


async def test_a_reaction_is_no_message(network: Network) -> None:
    if not network.adapter.capabilities.react:
        pytest.skip("this network has no reactions")
    await network.says("merci")
    said = await network.inbox.first(lambda e: isinstance(e, MessageSent) and e.text == "merci")
    assert isinstance(said, MessageSent)
    receipt = await network.adapter.perform(React(to=network.room, target=said.message, emoji="👍"), "k1")
    await network.adapter.perform(React(to=network.room, target=said.message, emoji="👍"), "k1")
    assert receipt.message is None
    assert not await network.texts()


async def test_a_deleted_message_is_gone(network: Network) -> None:
    sent = await send(network, DRILL)
    delete = Delete(to=network.room, target=sent)
    if not network.adapter.capabilities.delete:
        with pytest.raises(Refused):
            await network.adapter.perform(delete, "k2")
        return
    await network.adapter.perform(delete, "k2")
    await send(network, Message(text="fin"), "k3")
    await network.shows("fin")
    assert len(await network.texts()) == 1


# --- what goes wrong is said by its kind ---


async def test_who_cannot_be_written_to_is_unreachable(network: Network) -> None:
    if network.stranger is None:
        pytest.skip("on this network everybody can be written to")
    with pytest.raises(Unreachable):
        await network.adapter.perform(Send(to=network.stranger, message=DRILL), "k1")


async def test_a_room_that_is_not_there_is_refused(network: Network) -> None:
    if network.nowhere is None:
        pytest.skip("this network has one room")
    with pytest.raises(DeliveryError) as refused:
        await network.adapter.perform(Send(to=network.nowhere, message=DRILL), "k1")
    assert isinstance(refused.value, Refused)
    assert "perceuse" not in str(refused.value)


# --- in short ---


async def send(network: Network, message: Message, key: str = "k1") -> MessageRef:
    receipt = await network.adapter.perform(Send(to=network.room, message=message), key)
    assert receipt.message is not None
    return receipt.message


def chooses(event: Event) -> bool:
    return isinstance(event, ButtonPressed) or (isinstance(event, MessageSent) and event.text == "2")
