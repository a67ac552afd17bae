"""The local server told to misbehave, from Python and over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.telegram_double import TelegramDouble, User

Send = Callable[[str], httpx.Response]


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble(control=True) as double:
        yield double


@pytest.fixture
def alice(telegram: TelegramDouble) -> User:
    return telegram.user()


@pytest.fixture
def send(telegram: TelegramDouble, alice: User) -> Iterator[Send]:
    with httpx.Client() as client:
        address = f"{telegram.url}/bot{telegram.token}/sendMessage"
        yield lambda text: client.post(address, json={"chat_id": alice.person_id, "text": text})


def texts(alice: User) -> list[str]:
    return [message.text for message in alice.messages]


def test_the_next_calls_of_a_method_are_refused_then_all_is_well(
    telegram: TelegramDouble, alice: User, send: Send
) -> None:
    telegram.faults(method="sendMessage", count=2, error=429, retry_after=7)
    for _ in range(2):
        response = send("trop vite")
        assert response.status_code == 429
        assert response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    assert telegram.faults_left == 0
    assert send("bien").json()["ok"]
    assert texts(alice) == ["bien"]
    assert telegram.calls["sendMessage"] == 3


def test_an_inner_error_comes_as_json_and_a_bad_gateway_as_a_page(
    telegram: TelegramDouble, alice: User, send: Send
) -> None:
    telegram.faults(error=500)
    telegram.faults(error=502)
    assert send("a").json() == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    page = send("b")
    assert (page.status_code, page.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert texts(alice) == []


@pytest.mark.parametrize(("moment", "arrived"), [("before", []), ("after", ["perdu ?"])])
def test_a_dropped_connection_leaves_the_sender_in_doubt(
    telegram: TelegramDouble, alice: User, send: Send, moment: str, arrived: list[str]
) -> None:
    telegram.faults(drop=moment)
    with pytest.raises(httpx.RemoteProtocolError):
        send("perdu ?")
    assert texts(alice) == arrived
    assert send("suite").json()["ok"]


def test_a_delay_only_takes_time(telegram: TelegramDouble, alice: User, send: Send) -> None:
    telegram.faults(method="sendMessage", delay_ms=200)
    started = time.monotonic()
    assert send("lent").json()["ok"]
    assert time.monotonic() - started >= 0.2
    assert texts(alice) == ["lent"]


def test_a_fault_of_one_method_spares_the_others(telegram: TelegramDouble, send: Send) -> None:
    telegram.faults(method="editMessageText", error=500)
    assert send("bien").json()["ok"]
    assert telegram.faults_left == 1


def test_a_fault_without_end_lasts_until_it_is_cleared(telegram: TelegramDouble, send: Send) -> None:
    telegram.faults(count=0, error=500)
    assert [send("a").status_code for _ in range(3)] == [500, 500, 500]
    telegram.clear_faults()
    assert send("a").status_code == 200


def test_faults_are_ordered_and_cleared_over_http_too(telegram: TelegramDouble, send: Send) -> None:
    order = {"method": "sendMessage", "count": 3, "error": 429, "retry_after": 2}
    assert httpx.post(f"{telegram.url}/control/faults", json=order).json() == {"ok": True, "result": None}
    assert send("a").json()["parameters"] == {"retry_after": 2}
    assert httpx.delete(f"{telegram.url}/control/faults").json()["ok"]
    assert send("a").status_code == 200


@pytest.mark.parametrize("wishes", [{}, {"colour": "red"}, {"method": "sendMessage", "count": 2}])
def test_an_order_that_makes_no_sense_is_refused(telegram: TelegramDouble, wishes: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        telegram.faults(**wishes)
    assert httpx.post(f"{telegram.url}/control/faults", json=wishes).status_code == 400
