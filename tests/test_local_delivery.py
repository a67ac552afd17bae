"""How the local server hands updates to the bot: the long poll and the webhook, as Telegram does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.telegram_double import TelegramDouble, User

Json = dict[str, Any]
Call = Callable[..., Json]

OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def alice(telegram: TelegramDouble) -> User:
    return telegram.user()


@pytest.fixture
def call(telegram: TelegramDouble) -> Iterator[Call]:
    with httpx.Client(timeout=10) as client:
        yield lambda method, **params: client.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params).json()


@pytest.fixture
def later(call: Call, telegram: TelegramDouble) -> Iterator[Callable[..., Future[Json]]]:
    """Starts a long poll, and returns once the server has it waiting."""
    with ThreadPoolExecutor(4) as threads:

        def start(**params: object) -> Future[Json]:
            polls = telegram.calls.get("getUpdates", 0)
            future = threads.submit(call, "getUpdates", timeout=5, **params)
            until(lambda: telegram.calls.get("getUpdates", 0) > polls)
            return future

        yield start


def until(happened: Callable[[], bool], patience: float = 5.0) -> None:
    end = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def texts(answer: Json) -> list[str]:
    return [update["message"]["text"] for update in answer["result"]]


def test_updates_come_again_until_they_are_acknowledged(call: Call, alice: User) -> None:
    for text in ("un", "deux", "trois"):
        alice.send(text)
    assert texts(call("getUpdates")) == ["un", "deux", "trois"]
    first, second, third = (update["update_id"] for update in call("getUpdates")["result"])
    assert (second, third) == (first + 1, first + 2)
    assert texts(call("getUpdates", offset=second, limit=1)) == ["deux"]
    assert texts(call("getUpdates")) == ["deux", "trois"]
    assert texts(call("getUpdates", offset=-1)) == ["trois"]
    assert texts(call("getUpdates")) == ["trois"]
    assert texts(call("getUpdates", offset=third + 1)) == []


def test_a_long_poll_ends_as_soon_as_something_arrives(later: Callable[..., Future[Json]], alice: User) -> None:
    poll = later()
    assert not poll.done()
    started = time.monotonic()
    alice.send("bonjour")
    assert texts(poll.result()) == ["bonjour"]
    assert time.monotonic() - started < 2


def test_a_long_poll_without_news_ends_empty_after_its_timeout(call: Call) -> None:
    started = time.monotonic()
    assert call("getUpdates", timeout=1) == {"ok": True, "result": []}
    assert 0.9 < time.monotonic() - started < 4


def test_a_second_poller_sends_the_first_one_away(later: Callable[..., Future[Json]], alice: User) -> None:
    first, second = later(), later()
    assert first.result() == {"ok": False, "error_code": 409, "description": OTHER_POLLER}
    alice.send("bonjour")
    assert texts(second.result()) == ["bonjour"]


def test_the_kinds_asked_for_stay_until_they_are_changed(call: Call, alice: User) -> None:
    call("getUpdates", allowed_updates=["edited_message"])
    sent = alice.send("un")
    alice.edit(sent, "deux")
    assert [next(iter(set(update) - {"update_id"})) for update in call("getUpdates")["result"]] == ["edited_message"]
    call("getUpdates", allowed_updates=[], offset=-1)
    alice.send("trois")
    assert call("getUpdates")["result"][-1]["message"]["text"] == "trois"


def test_a_message_counts_as_fetched_once_the_bot_has_taken_it(call: Call, alice: User) -> None:
    sent = alice.send("bonjour")
    with pytest.raises(AssertionError, match="no fetch by the bot"):
        alice.wait_until_fetched(sent, timeout=0.01)
    call("getUpdates")
    alice.wait_until_fetched(sent)


def test_stopping_lets_a_waiting_poller_go_and_starting_again_forgets_nothing(
    telegram: TelegramDouble, call: Call, later: Callable[..., Future[Json]], alice: User
) -> None:
    poll = later()
    url = telegram.url
    telegram.stop()
    assert poll.result() == {"ok": True, "result": []}
    alice.send("pendant la panne")
    telegram.start()
    assert telegram.url == url
    assert texts(call("getUpdates")) == ["pendant la panne"]


class Receiver:
    """A bot's end of a webhook; answers with the statuses given, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.texts: list[str] = []
        self.secrets: list[str | None] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                update = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                receiver.secrets.append(self.headers["X-Telegram-Bot-Api-Secret-Token"])
                receiver.texts.append(f"{status} {update['message']['text']}")
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def test_a_webhook_gets_each_update_in_order_with_the_secret(call: Call, alice: User, receiver: Receiver) -> None:
    alice.send("un")
    assert call("setWebhook", url=receiver.url, secret_token="s3cret_-")["ok"]
    alice.send("deux")
    sent = alice.send("trois")
    alice.wait_until_fetched(sent)
    assert receiver.texts == ["200 un", "200 deux", "200 trois"]
    assert set(receiver.secrets) == {"s3cret_-"}
    info = call("getWebhookInfo")["result"]
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)


def test_an_update_the_webhook_did_not_take_comes_again_before_the_next(
    call: Call, alice: User, receiver: Receiver
) -> None:
    receiver.statuses = [500, 302, 404]
    call("setWebhook", url=receiver.url)
    alice.send("un")
    alice.wait_until_fetched(alice.send("deux"))
    assert receiver.texts == ["500 un", "302 un", "404 un", "200 un", "200 deux"]
    info = call("getWebhookInfo")["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"
    assert receiver.secrets[0] is None


def test_a_webhook_that_nobody_listens_to_is_tried_until_it_is_deleted(call: Call, alice: User) -> None:
    with Receiver() as gone:
        url = gone.url
    call("setWebhook", url=url)
    sent = alice.send("il y a quelqu'un ?")
    until(lambda: call("getWebhookInfo")["result"].get("last_error_message") == "Connection refused")
    assert call("getWebhookInfo")["result"]["pending_update_count"] == 1
    with pytest.raises(AssertionError):
        alice.wait_until_fetched(sent, timeout=0.01)
    assert call("deleteWebhook")["ok"]
    assert texts(call("getUpdates")) == ["il y a quelqu'un ?"]


def test_polling_and_webhook_exclude_each_other(
    call: Call, later: Callable[..., Future[Json]], receiver: Receiver
) -> None:
    poll = later()
    call("setWebhook", url=receiver.url)
    assert poll.result()["description"] == "Conflict: terminated by setWebhook request"
    refusal = call("getUpdates")
    assert refusal["error_code"] == 409
    assert refusal["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    call("deleteWebhook")
    assert call("getUpdates")["ok"]
    assert call("getWebhookInfo")["result"]["url"] == ""


def test_pending_updates_can_be_dropped(call: Call, alice: User) -> None:
    alice.send("vieille question")
    assert call("deleteWebhook", drop_pending_updates=True)["ok"]
    assert call("getUpdates")["result"] == []


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "hook"}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://[::1"}, "bad webhook: invalid webhook URL specified"),
        (
            {"url": "https://example.org/hook"},
            "bad webhook: this local server pushes to http://127.0.0.1 or http://localhost only",
        ),
        (
            {"url": "http://127.0.0.1:9/hook", "secret_token": "à propos"},
            "secret token contains unallowed characters",
        ),
        ({"url": "http://127.0.0.1:9/hook", "secret_token": "a" * 257}, "secret token contains unallowed characters"),
    ],
)
def test_a_bad_webhook_is_refused(call: Call, params: Json, description: str) -> None:
    assert call("setWebhook", **params)["description"] == f"Bad Request: {description}"
    assert call("getWebhookInfo")["result"]["url"] == ""


def test_an_empty_webhook_address_deletes_the_webhook(call: Call, receiver: Receiver) -> None:
    call("setWebhook", url=receiver.url)
    assert call("setWebhook", url="")["ok"]
    assert call("getUpdates")["ok"]


def test_a_new_server_s_identifiers_go_on_from_the_clock(
    call: Call, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = alice.send("un")
    (update,) = call("getUpdates")["result"]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2)
    monkeypatch.setattr(time, "time_ns", lambda: int((now + 2) * 1e9))
    with TelegramDouble() as other:
        again = other.user().send("un")
        (later_update,) = other.run(lambda: other.server.state.updates.first(1))
    assert later_update.id > update["update_id"]
    assert again.message_id > sent.message_id
