"""What happens by itself: nudges, questions, expiry, quiet hours, summer time, downtime."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.calendar import QuietHours
from bot.domain.listing import ListingState
from bot.intent.catalogue import Catalogue
from bot.store.memory import MemoryStore
from tests.neighbourhood import GROUP, Neighbourhood, neighbourhood


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(["fr", "en"])


@pytest.fixture
async def building(catalogue: Catalogue) -> Neighbourhood:
    return await neighbourhood(catalogue)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day, hour, minute


async def test_an_unanswered_request_is_nudged_once_then_asked_about_then_let_go(
    building: Neighbourhood,
) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.passes(days=2)
    nudges = [text for text in building.room if text.startswith("Léa cherche toujours")]
    assert nudges == ["Léa cherche toujours : perceuse (#1). Qui peut aider ?"]
    await building.passes(days=3)
    assert building.private("Léa") == [
        "Personne n'a encore répondu : perceuse (#1). En avez-vous toujours besoin ?"
    ]
    await building.passes(days=3)
    assert building.room[0].endswith("Plus d'actualité.")
    assert len([text for text in building.room if text.startswith("Léa cherche toujours")]) == 1


async def test_still_needed_means_another_round(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.passes(days=5)
    await building.writes("Léa", "oui")
    await building.passes(days=2)
    assert len([text for text in building.room if text.startswith("Léa cherche toujours")]) == 2


async def test_no_longer_needed_ends_it(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse")
    await building.passes(days=5)
    await building.writes("Léa", "non")
    assert building.books.listings["1"].state is ListingState.DONE


async def test_offers_expire_without_a_word(building: Neighbourhood) -> None:
    await building.says("Rosa", "prête perceuse")
    await building.passes(days=91)
    assert building.room == ["#1 · Rosa prête : perceuse\nPlus d'actualité."]
    assert building.private("Rosa") == []
    assert len(building.books.timers) == 0


async def test_what_was_for_saturday_is_over_on_tuesday(building: Neighbourhood) -> None:
    await building.says("Léa", "cherche perceuse samedi")
    await building.passes(days=8)
    assert building.books.listings["1"].state is ListingState.EXPIRED


async def test_at_night_the_card_waits_for_the_morning(catalogue: Catalogue) -> None:
    building = await neighbourhood(catalogue, now=at(2026, 3, 16, 22, 30))
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    assert building.room == []
    assert building.private("Rosa") == []
    await building.passes(hours=9)
    assert len(building.room) == 2
    assert len(building.private("Rosa")) == 1


async def test_at_night_what_is_urgent_is_said_at_once(catalogue: Catalogue) -> None:
    building = await neighbourhood(catalogue, now=at(2026, 3, 16, 22, 30))
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse urgent")
    assert building.room == [building.room[0]]
    assert building.room[0].startswith("URGENT #2")
    assert len(building.private("Rosa")) == 1


async def test_at_night_whoever_writes_is_answered(catalogue: Catalogue) -> None:
    building = await neighbourhood(catalogue, now=at(2026, 3, 16, 22, 30))
    await building.writes("Simone", "cherche perceuse")
    assert building.private("Simone")[0].startswith("C'est noté")
    assert building.room == []


async def test_what_is_over_by_morning_is_never_said(catalogue: Catalogue) -> None:
    building = await neighbourhood(catalogue, now=at(2026, 3, 16, 22, 30))
    await building.says("Rosa", "prête perceuse")
    await building.says("Léa", "cherche perceuse")
    await building.says("Léa", "fini perceuse")
    await building.passes(hours=12)
    assert [text for text in building.room if "Léa" in text] == []
    assert building.private("Rosa") == []


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        (at(2026, 3, 28, 9, 0), at(2026, 3, 29, 15, 59), at(2026, 3, 29, 16, 0)),
        (at(2026, 10, 24, 9, 0), at(2026, 10, 25, 16, 59), at(2026, 10, 25, 17, 0)),
    ],
    ids=["spring", "autumn"],
)
async def test_a_nudge_keeps_six_o_clock_when_the_clocks_change(
    catalogue: Catalogue, said: datetime, before: datetime, after: datetime
) -> None:
    building = await neighbourhood(catalogue, now=said)
    await building.says("Léa", "cherche perceuse")
    await building.passes(seconds=(before - said).total_seconds())
    assert len(building.room) == 1
    await building.passes(seconds=(after - before).total_seconds())
    assert building.room[-1].startswith("Léa cherche toujours")


@pytest.mark.parametrize(
    ("night", "morning"),
    [(at(2026, 3, 28, 23, 0), at(2026, 3, 29, 6, 0)), (at(2026, 10, 24, 22, 0), at(2026, 10, 25, 7, 0))],
    ids=["spring", "autumn"],
)
async def test_quiet_hours_end_at_eight_when_the_clocks_change(
    catalogue: Catalogue, night: datetime, morning: datetime
) -> None:
    building = await neighbourhood(catalogue, now=night)
    await building.says("Léa", "cherche perceuse")
    await building.passes(seconds=(morning - night).total_seconds() - 1)
    assert building.room == []
    await building.passes(seconds=1)
    assert len(building.room) == 1


async def test_a_group_without_quiet_hours_is_answered_at_night(catalogue: Catalogue) -> None:
    never = QuietHours.model_validate({"start": "00:00", "end": "00:00"})
    group = GROUP.model_copy(update={"quiet_hours": never})
    building = await neighbourhood(catalogue, group=group, now=at(2026, 3, 16, 22, 30))
    await building.says("Léa", "cherche perceuse")
    assert len(building.room) == 1


async def test_what_fell_due_while_the_bot_was_off_happens_once_at_the_start(catalogue: Catalogue) -> None:
    store = MemoryStore()
    before = await neighbourhood(catalogue, store=store)
    await before.says("Léa", "cherche perceuse")
    after = await neighbourhood(catalogue, store=store, now=at(2026, 3, 18, 12, 0), chat=before.chat)
    await after.palier.settle()
    await after.palier.settle()
    assert len([text for text in after.room if text.startswith("Léa cherche toujours")]) == 1


async def test_timers_that_fell_due_at_night_wait_for_the_morning(catalogue: Catalogue) -> None:
    building = await neighbourhood(catalogue)
    await building.says("Léa", "cherche perceuse")
    nudge = next(timer for timer in building.books.timers if timer.kind == "nudge")
    building.books.timers.put(nudge.model_copy(update={"due": at(2026, 3, 16, 23, 0)}))
    await building.passes(hours=20)
    assert len(building.room) == 1
    await building.passes(hours=3)
    assert building.room[-1].startswith("Léa cherche toujours")
