"""What a homeserver's answers mean."""

from __future__ import annotations

import pytest

from adapters.matrix.faults import AuthenticationWanted, HomeserverRefused, TokenDead, fault_of
from bot.errors import RateLimited, Refused, Retryable
from tests.unit.matrix.matrix_world import NOON


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500}, 1.5),
        ({"Retry-After": "7"}, {"errcode": "M_LIMIT_EXCEEDED"}, 7),
        ({"Retry-After": "7"}, {"retry_after_ms": 6400}, 6.4),
        ({"Retry-After": "Mon, 16 Mar 2026 11:00:30 GMT"}, {}, 30),
        ({"Retry-After": "Mon, 16 Mar 2020 11:00:30 GMT"}, {}, 0.1),
        ({"Retry-After": "soon"}, {}, 5),
        ({}, {"retry_after_ms": 10**12}, 3600),
        ({}, {}, 5),
    ],
)
def test_a_rate_limit_says_how_long_to_wait(
    headers: dict[str, str], body: dict[str, object], seconds: float
) -> None:
    fault = fault_of(429, headers, body, NOON)
    assert isinstance(fault, RateLimited)
    assert fault.seconds == seconds


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 408])
def test_a_server_in_trouble_may_be_tried_again(status: int) -> None:
    assert type(fault_of(status, {}, {}, NOON)) is Retryable


def test_a_refusal_by_a_proxy_in_between_may_be_tried_again() -> None:
    assert type(fault_of(403, {}, {}, NOON)) is Retryable
    assert type(fault_of(404, {}, {"error": "no such page"}, NOON)) is Retryable


@pytest.mark.parametrize("code", ["M_FORBIDDEN", "M_TOO_LARGE", "M_NOT_FOUND", "M_BAD_JSON"])
def test_a_homeserver_that_says_no_is_believed(code: str) -> None:
    fault = fault_of(403, {}, {"errcode": code, "error": "Léa may not"}, NOON)
    assert isinstance(fault, HomeserverRefused)
    assert isinstance(fault, Refused)
    assert fault.code == code
    assert "Léa" not in str(fault), "the homeserver may quote what was sent"


def test_a_dead_token_is_told_from_other_refusals() -> None:
    assert isinstance(fault_of(401, {}, {"errcode": "M_UNKNOWN_TOKEN"}, NOON), TokenDead)


def test_more_proof_wanted_names_the_attempt() -> None:
    fault = fault_of(401, {}, {"flows": [], "session": "abc"}, NOON)
    assert isinstance(fault, AuthenticationWanted)
    assert fault.session == "abc"


def test_a_success_is_no_fault() -> None:
    assert fault_of(200, {}, {}, NOON) is None
