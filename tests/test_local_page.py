"""The chat page's side of the local server: what it serves and streams, whom it refuses, and the tests' routes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.local import LocalServer
from tests.telegram_double import TelegramDouble

Json = dict[str, Any]

READER = 5_000_000_000


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def controlled() -> Iterator[TelegramDouble]:
    with TelegramDouble(control=True) as double:
        yield double


class Stream:
    """The events a page receives."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def next(self) -> Json:
        line = next(line for line in self._lines if line.startswith("data: "))
        event: Json = json.loads(line.removeprefix("data: "))
        return event


@pytest.fixture
def stream(telegram: TelegramDouble) -> Iterator[Stream]:
    address = f"{telegram.url}/page/events?user={READER}&lang=fr"
    with httpx.Client(timeout=5) as client, client.stream("GET", address) as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        yield Stream(response.iter_lines())


def act(telegram: TelegramDouble, action: str, **wish: object) -> httpx.Response:
    return httpx.post(f"{telegram.url}/page/{action}", json={"user": READER, **wish})


def as_bot(telegram: TelegramDouble, method: str, **params: object) -> Any:
    return httpx.post(f"{telegram.url}/bot{telegram.token}/{method}", json=params).json()["result"]


@pytest.mark.parametrize("path", ["/", "/page/chat.css", "/page/chat.js", "/page/pattern.svg"])
def test_the_page_is_served_with_a_policy_that_lets_nothing_foreign_in(telegram: TelegramDouble, path: str) -> None:
    response = httpx.get(telegram.url + path)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_page_names_no_foreign_address(telegram: TelegramDouble) -> None:
    text = httpx.get(telegram.url).text
    assert "http://" not in text
    assert "https://" not in text


@pytest.mark.parametrize("path", ["/page/../server.py", "/page/secret.js", "/page/", "/etc/passwd"])
def test_nothing_else_is_served(telegram: TelegramDouble, path: str) -> None:
    assert httpx.get(telegram.url + path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", "192.168.1.2:80"])
@pytest.mark.parametrize("path", ["/", "/page/events", "/control/messages", "/bot123456:double/getMe"])
def test_a_foreign_host_name_is_refused(controlled: TelegramDouble, host: str, path: str) -> None:
    response = httpx.get(controlled.url + path, headers={"Host": host})
    assert response.status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:9999"])
def test_this_machine_s_names_are_accepted(telegram: TelegramDouble, host: str) -> None:
    assert httpx.get(telegram.url, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/page/send", "/control/send", "/bot123456:double/sendMessage"])
def test_another_site_s_page_cannot_post(controlled: TelegramDouble, path: str, headers: dict[str, str]) -> None:
    alice = controlled.user()
    wish = {"user": alice.person_id, "chat_id": alice.person_id, "text": "x"}
    assert httpx.post(controlled.url + path, json=wish, headers=headers).status_code == 403
    assert alice.messages == []


def test_the_page_s_own_posts_are_accepted_as_json_only(telegram: TelegramDouble) -> None:
    alice = telegram.user()
    wish = {"user": alice.person_id, "text": "bonjour"}
    own = {"Origin": telegram.url, "Sec-Fetch-Site": "same-origin"}
    assert httpx.post(f"{telegram.url}/page/send", data=wish, headers=own).status_code == 415
    assert httpx.post(f"{telegram.url}/page/send", json=wish, headers=own).status_code == 200
    assert [message.text for message in alice.messages] == ["bonjour"]


@pytest.mark.parametrize("text", ["", " ", "\0\0", "x" * 4097])
def test_a_text_that_no_client_sends_is_refused_with_what_it_may_be(telegram: TelegramDouble, text: str) -> None:
    alice = telegram.user()
    answer = httpx.post(f"{telegram.url}/page/send", json={"user": alice.person_id, "text": text})
    assert (answer.status_code, answer.json()) == (400, {"problem": "a client sends texts of 1 to 4096 characters"})
    assert alice.messages == []


def test_following_a_link_from_elsewhere_to_the_page_is_no_attack(telegram: TelegramDouble) -> None:
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert httpx.get(telegram.url, headers=visit).status_code == 200
    assert httpx.get(f"{telegram.url}/page/events?user={READER}&lang=fr", headers=visit).status_code == 403


def test_only_loopback_is_listened_on() -> None:
    with pytest.raises(ValueError, match="loopback only"):
        LocalServer(host="0.0.0.0")


def test_the_stream_starts_with_everything_and_goes_on_with_each_change(
    telegram: TelegramDouble, stream: Stream
) -> None:
    everything = stream.next()
    assert (everything["event"], everything["messages"], everything["me"]) == ("everything", [], READER)
    assert everything["bot"] == {"name": "Bulletin", "username": "bulletin_local_bot"}

    assert act(telegram, "send", text="bonjour").status_code == 200
    said = stream.next()
    assert (said["event"], said["message"]["text"]) == ("message", "bonjour")
    assert said["message"]["from"]["language_code"] == "fr"

    as_bot(telegram, "getUpdates")
    assert stream.next()["message_ids"] == [said["message"]["message_id"]]

    as_bot(telegram, "sendChatAction", chat_id=READER, action="typing")
    assert stream.next()["action"] == "typing"

    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "d"}]]}
    sent = as_bot(telegram, "sendMessage", chat_id=READER, text="oui ?", reply_markup=markup)
    assert stream.next()["message"]["reply_markup"] == markup

    query_id = act(telegram, "press", message_id=sent["message_id"], data="d").json()["query_id"]
    as_bot(telegram, "answerCallbackQuery", callback_query_id=query_id, text="fait", show_alert=True)
    answer = stream.next()
    assert (answer["query_id"], answer["text"], answer["show_alert"]) == (query_id, "fait", True)

    as_bot(telegram, "editMessageText", chat_id=READER, message_id=sent["message_id"], text="non")
    assert stream.next()["message"]["text"] == "non"
    as_bot(telegram, "deleteMessage", chat_id=READER, message_id=sent["message_id"])
    assert stream.next() == {"event": "deleted", "chat_id": READER, "message_id": sent["message_id"]}

    as_bot(telegram, "setMyCommands", commands=[{"command": "aide", "description": "Aide"}], language_code="fr")
    assert stream.next()["commands"] == [{"command": "aide", "description": "Aide"}]

    assert act(telegram, "attach", kind="sticker").status_code == 200
    assert stream.next()["message"]["sticker"]["emoji"] == "👍"


def test_a_page_that_comes_back_finds_its_history(telegram: TelegramDouble, stream: Stream) -> None:
    stream.next()
    act(telegram, "send", text="bonjour")
    address = f"{telegram.url}/page/events?user={READER}&lang=en"
    with httpx.stream("GET", address, timeout=5) as response:
        everything = Stream(response.iter_lines()).next()
    assert [message["text"] for message in everything["messages"]] == ["bonjour"]
    assert everything["unfetched"] == [everything["messages"][0]["message_id"]]


def test_stopping_the_server_ends_the_streams(telegram: TelegramDouble, stream: Stream) -> None:
    stream.next()
    telegram.stop()
    with pytest.raises(StopIteration):
        stream.next()


@pytest.mark.parametrize("query", ["", "user=abc&lang=fr", "user=12&lang=fr", f"user={READER}&lang=xx"])
def test_a_stream_needs_a_reader_and_a_language(telegram: TelegramDouble, query: str) -> None:
    assert httpx.get(f"{telegram.url}/page/events?{query}").status_code == 400


@pytest.mark.parametrize(
    ("action", "wish"),
    [
        ("send", {"text": " "}),
        ("send", {"text": "x" * 4097}),
        ("send", {}),
        ("attach", {"kind": "elephant"}),
        ("press", {"message_id": 1, "data": "d"}),
    ],
)
def test_what_no_client_would_do_is_refused(telegram: TelegramDouble, stream: Stream, action: str, wish: Json) -> None:
    stream.next()
    response = act(telegram, action, **wish)
    assert response.status_code == 400
    assert response.json()["problem"]


def test_the_tests_routes_are_off_unless_asked_for(telegram: TelegramDouble) -> None:
    assert httpx.post(f"{telegram.url}/control/users", json={}).status_code == 404


def test_a_test_in_another_process_acts_as_a_reader(controlled: TelegramDouble) -> None:
    def do(name: str, **wish: object) -> Any:
        answer = httpx.post(f"{controlled.url}/control/{name}", json=wish).json()
        assert answer["ok"], answer
        return answer["result"]

    user = do("users", language="en", first_name="Bob")["id"]
    asked = do("send", user=user, text="hello")
    do("edit", user=user, message_id=asked["message_id"], text="hello there")
    do("send", user=user, kind="photo", caption="look")
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "d"}]]}
    sent = as_bot(controlled, "sendMessage", chat_id=user, text="x", reply_markup=markup)
    do("press", user=user, message_id=sent["message_id"], data="d")
    group = do("groups", user=user, title="Team")["id"]
    do("send", user=user, chat=group, text="/aide@bulletin_local_bot")
    do("block", user=user)

    kinds = [next(iter(set(update) - {"update_id"})) for update in as_bot(controlled, "getUpdates")]
    expected = ["message", "edited_message", "message", "callback_query", "my_chat_member", "message", "my_chat_member"]
    assert kinds == expected
    messages = httpx.get(f"{controlled.url}/control/messages", params={"chat": user}).json()["result"]
    assert [message.get("text") for message in messages] == ["hello there", None, "x"]
    assert messages[0]["from"] == {"id": user, "is_bot": False, "first_name": "Bob", "language_code": "en"}
    after = httpx.get(f"{controlled.url}/control/messages", params={"chat": user, "after": messages[1]["message_id"]})
    assert [message["text"] for message in after.json()["result"]] == ["x"]


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("send", {"user": 1, "text": "x"}),
        ("send", {"text": "x"}),
        ("press", {"user": 1, "message_id": 1, "data": "d"}),
        ("groups", {}),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_a_reason(controlled: TelegramDouble, name: str, wish: Json) -> None:
    answer = httpx.post(f"{controlled.url}/control/{name}", json=wish)
    assert answer.status_code == 400
    assert answer.json()["description"]
