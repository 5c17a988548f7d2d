"""What goes wrong between the bot and Telegram: nothing is lost, and nothing said twice without a doubt."""

from __future__ import annotations

import pytest
import structlog
import telegram
from telegram.error import Conflict

from bot.errors import ConfigError
from tests.end_to_end.telegram.conftest import Landing
from tests.end_to_end.telegram.home import free_port
from tests.telegram.faults import Fault

pytestmark = pytest.mark.slow

WISH = "besoin d'une perceuse"
BROKEN = [Fault.RESET, Fault.TRUNCATED, Fault.BAD_GATEWAY, Fault.INTERNAL]


@pytest.mark.parametrize("fault", BROKEN)
async def test_polls_that_fail_lose_nothing(landing: Landing, fault: Fault) -> None:
    async with landing.served():
        for number, thing in enumerate(("perceuse", "échelle", "scie")):
            landing.network.faults.plan("getUpdates", fault, times=number + 1, done=number == 1)
            landing.lea.says(landing.room, f"besoin d'une {thing}")
            await landing.rosa.sees(landing.room, f"Léa cherche : {thing}")
    assert len(landing.cards) == 3
    assert len(landing.network.faults.happened) == 6


@pytest.mark.parametrize("fault", BROKEN)
async def test_what_was_not_said_is_said_once(landing: Landing, fault: Fault) -> None:
    async with landing.served() as bot:
        landing.network.faults.plan("sendMessage", fault, times=2)
        landing.lea.says(landing.room, WISH)
        card = await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        landing.network.faults.plan("editMessageText", fault, times=2)
        landing.mehdi.presses(card, "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
        await bot.palier.settle()
    assert len(landing.cards) == 1


@pytest.mark.parametrize("fault", BROKEN)
async def test_what_was_said_in_doubt_is_said_twice_at_most(landing: Landing, fault: Fault) -> None:
    async with landing.served() as bot:
        landing.network.faults.plan("sendMessage", fault, done=True)
        landing.lea.says(landing.room, WISH)
        await landing.network.until(
            lambda: len(landing.cards) == 2 or _sent(landing) > 1, "it is said again, for it was in doubt"
        )
        await bot.palier.settle()
        landing.mehdi.presses(landing.room.messages[-1], "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
    assert len(landing.cards) <= 2


async def test_an_answer_that_never_comes_is_a_doubt_too(landing: Landing) -> None:
    async with landing.served() as bot:
        landing.network.faults.plan("sendMessage", Fault.HANG, done=True)
        landing.lea.says(landing.room, WISH)
        await landing.network.until(lambda: _sent(landing) == 2, "it is said again", patience=60)
        await bot.palier.settle()
        landing.mehdi.presses(landing.room.messages[-1], "Je peux aider")
        await landing.lea.sees(landing.room, "Mehdi s'en occupe.")
    assert len(landing.cards) == 2


def _sent(landing: Landing) -> int:
    return _made(landing, "sendMessage")


def _made(landing: Landing, method: str) -> int:
    return sum(call.method == method for call in landing.network.calls)


@pytest.mark.parametrize("fault", BROKEN)
async def test_a_change_in_doubt_is_made_once(landing: Landing, fault: Fault) -> None:
    async with landing.served() as bot:
        landing.lea.says(landing.room, WISH)
        card = await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
        landing.network.faults.plan("editMessageText", fault, done=True)
        with structlog.testing.capture_logs() as lines:
            landing.mehdi.presses(card, "Je peux aider")
            await landing.network.until(lambda: _made(landing, "editMessageText") == 2, "it is made again")
            await bot.palier.settle()
    assert len(landing.cards) == 1
    assert "Mehdi s'en occupe." in card.text
    given_up = [line for line in lines if line.get("kind") == "Refused"]
    assert not given_up, "that it is made already is no refusal"


async def test_starting_while_telegram_is_down_waits_for_it(landing: Landing) -> None:
    landing.network.faults.plan("", Fault.BAD_GATEWAY, times=4)
    landing.lea.says(landing.room, WISH)
    async with landing.served():
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")


async def test_a_poll_that_hangs_is_given_up(landing: Landing) -> None:
    async with landing.served(poll_seconds=1.0):
        landing.network.faults.plan("getUpdates", Fault.HANG)
        await landing.network.until(lambda: landing.network.faults.happened, "a poll hangs", patience=60)
        landing.lea.says(landing.room, WISH)
        await landing.network.until(
            lambda: any("perceuse" in text for text in landing.cards), "the card", patience=90
        )


async def test_a_second_poller_is_a_nuisance_and_no_more(landing: Landing) -> None:
    async with landing.served() as bot:
        async with telegram.Bot(landing.network.token, base_url=landing.server.base_url) as other:
            for _ in range(2):
                try:
                    await other.get_updates(timeout=1, allowed_updates=["message", "callback_query"])
                except Conflict:
                    continue
        assert not bot.running.done()
        landing.lea.says(landing.room, WISH)
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")


async def test_a_token_that_is_not_known_stops_the_bot_with_a_sentence(landing: Landing) -> None:
    dead = "7000000001:AAnotherTokenThatIsNotTheirs_00000"
    with pytest.raises(ConfigError) as error:
        async with landing.served(token=dead):
            pass
    assert "AAnother" not in str(error.value)


# --- webhook ---


async def test_a_request_lives_its_life_through_a_webhook(landing: Landing) -> None:
    lea, rosa, room = landing.lea, landing.rosa, landing.room
    hook = f"http://127.0.0.1:{free_port()}/hook-4711"
    async with landing.served(hook=hook, secret="sesame"):
        await landing.network.until(lambda: landing.network.webhooks.registered, "the webhook is set")
        rosa.says(room, "je peux prêter ma perceuse si quelqu'un en a besoin")
        lea.says(room, "qui aurait une perceuse à me prêter ?")
        question = await rosa.sees_privately("Je vous mets en relation ?")
        press = rosa.presses(question, "Oui")
        await lea.sees_privately("Rosa peut vous aider : perceuse")
        await landing.network.until(lambda: press.answer is not None, "the button stops waiting")
        assert not landing.network.polling.polls
        await landing.has_read()
    lea.says(room, "besoin d'une échelle")
    async with landing.served(hook=hook, secret="sesame"):
        await lea.sees(room, "échelle")
    lea.says(room, "besoin d'une scie")
    async with landing.served():
        await lea.sees(room, "scie")


async def test_who_does_not_know_the_secret_is_not_heard(landing: Landing) -> None:
    port = free_port()
    async with landing.served(hook=f"http://127.0.0.1:{port}/hook", secret="sesame") as bot:
        await landing.network.until(lambda: landing.network.webhooks.registered, "the webhook is set")
        registered = landing.network.webhooks.registered
        assert registered is not None
        registered.secret = "guess"
        landing.lea.says(landing.room, WISH)
        await landing.network.until(lambda: "403" in registered.last_error, "it is refused")
        await bot.palier.settle()
        assert not landing.cards
        registered.secret = "sesame"
        await landing.rosa.sees(landing.room, "Léa cherche : perceuse")
