"""A group's numbers are given once, and its rooms are where the network moved them to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.group import Group
from bot.domain.places import Room

KINDS = st.lists(st.sampled_from(["listing", "neighbour", "question"]), max_size=20)
CHATS = st.sampled_from("ABCD")
GROUP = Group(id="lilas", name="12 rue des Lilas", rooms=(Room(network="telegram", chat="A", thread="7"),))


def at(chat: str) -> tuple[Room, ...]:
    return (Room(network="telegram", chat=chat, thread="7"),)


@given(KINDS)
def test_no_number_of_a_kind_is_given_twice_and_none_is_left_out(kinds: list[str]) -> None:
    group = GROUP
    given_out: dict[str, list[int]] = {}
    for kind in kinds:
        group, number = group.numbered(kind)
        given_out.setdefault(kind, []).append(number)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in given_out.values())
    assert GROUP.serials == {}


@given(st.lists(CHATS, max_size=8))
def test_after_every_move_the_room_is_at_its_new_address(chats: list[str]) -> None:
    group = GROUP
    for chat in chats:
        group = group.moved(*group.rooms, *at(chat))
        assert group.rooms == at(chat)


@given(st.lists(CHATS, max_size=8))
def test_a_restart_finds_the_room_where_the_last_run_left_it(chats: list[str]) -> None:
    group = GROUP
    for chat in chats:
        group = group.moved(*group.rooms, *at(chat))
    assert GROUP.settled(group) == group


def test_a_room_that_moved_twice_is_found_from_either_address_in_the_configuration() -> None:
    moved = GROUP.moved(*at("A"), *at("B")).moved(*at("B"), *at("C"))
    for chat in "ABC":
        assert GROUP.model_copy(update={"rooms": at(chat)}).settled(moved).rooms == at("C")


def test_a_move_leaves_the_other_rooms_alone() -> None:
    other = Room(network="matrix", chat="!a:b")
    both = GROUP.model_copy(update={"rooms": (*GROUP.rooms, other)})
    assert both.moved(*at("A"), *at("B")).rooms == (*at("B"), other)


def test_numbers_go_on_after_a_restart() -> None:
    kept, _ = GROUP.numbered("listing")
    assert GROUP.settled(kept).numbered("listing")[1] == 2


def test_what_is_configured_now_wins_over_what_was_kept() -> None:
    kept = GROUP.model_copy(update={"name": "old", "language": "en", "serials": {"listing": 3}})
    settled = GROUP.settled(kept)
    assert (settled.name, settled.language, settled.serials) == (GROUP.name, "fr", {"listing": 3})
