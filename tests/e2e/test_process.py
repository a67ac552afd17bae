"""The bot as a process: what it says when it cannot start, that it stops cleanly, and what survives a restart."""

from __future__ import annotations

import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.build import build
from tests.bot_process import STARTED, BotProcess, environment_for, free_port
from tests.telegram_double import TelegramDouble

TOKEN = "123456:ABC-def_GHI"
BODY = "## Patriot\n\nTrump a promis dix missiles Patriot, rapporte Axios.\n\nLes missiles Patriot manquent."


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture
def environment(telegram: TelegramDouble, corpus: Path, tmp_path: Path, put: Callable[..., Path]) -> dict[str, str]:
    """A bot with one bulletin, indexed, that talks to the double."""
    put(body=BODY)
    build(corpus, tmp_path / "var" / "index")
    return environment_for(telegram, corpus, tmp_path / "var")


@pytest.mark.parametrize(
    ("wrong", "flags", "named"),
    [
        ({"PORT": "no"}, [], "PORT"),
        ({"TELEGRAM_BOT_TOKEN": "no-token"}, [], "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, ["--webhook"], "WEBHOOK_URL"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "WEBHOOK_URL": "https://a.example/"}, [], "WEBHOOK_SECRET"),
        ({}, ["--polling", "--webhook"], "--webhook"),
        ({}, ["--nonsense"], "--nonsense"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_wrong_settings_end_it_with_2_and_are_named(wrong: dict[str, str], flags: list[str], named: str) -> None:
    with BotProcess(wrong, *flags) as bot:
        assert bot.wait() == 2
        assert named in bot.output
        assert "Traceback" not in bot.output


def test_a_token_that_telegram_refuses_ends_it_with_1_and_is_not_shown(environment: dict[str, str]) -> None:
    with BotProcess({**environment, "TELEGRAM_BOT_TOKEN": TOKEN}) as bot:
        assert bot.wait() == 1
        assert "TELEGRAM_BOT_TOKEN is not accepted" in bot.output
        assert "ABC-def_GHI" not in bot.output
        assert "Traceback" not in bot.output


def test_a_broken_corpus_and_no_index_end_it_with_1_and_every_problem(
    environment: dict[str, str], put: Callable[..., Path], tmp_path: Path
) -> None:
    broken = put(1232, kind="monthly")
    with BotProcess({**environment, "BULLETIN_DATA": str(tmp_path / "new")}) as bot:
        assert bot.wait() == 1
        assert f"{broken}:" in bot.output
        assert "Traceback" not in bot.output


@pytest.mark.parametrize("with_telegram", [False, True], ids=["page", "webhook"])
def test_a_port_in_use_is_named(environment: dict[str, str], with_telegram: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/", "WEBHOOK_SECRET": "s"}
        here = {**environment, **hook} if with_telegram else {**environment, "TELEGRAM_BOT_TOKEN": ""}
        with BotProcess({**here, "PORT": str(port)}) as bot:
            assert bot.wait() == 1
            assert f"PORT {port}" in bot.output
            assert "Traceback" not in bot.output


def test_without_a_token_the_page_is_up_and_says_where(environment: dict[str, str]) -> None:
    port = free_port()
    with BotProcess({**environment, "TELEGRAM_BOT_TOKEN": "", "PORT": str(port)}) as bot:
        bot.wait_until_said(f"ouvrez http://127.0.0.1:{port} dans un navigateur")
        bot.wait_until_said("BotFather")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.status == 200
        bot.wait_until_said(STARTED)
        assert bot.stop()[0] == 0


def test_a_first_conversation_by_polling(telegram: TelegramDouble, environment: dict[str, str], tmp_path: Path) -> None:
    with BotProcess({**environment, "BULLETIN_DATA": str(tmp_path / "new")}, "--polling") as bot:
        answer = telegram.user().ask("missiles patriot promis")
        assert answer.marked("blockquote") == ["Trump a promis dix missiles Patriot, rapporte Axios."]
        assert bot.stop()[0] == 0
        assert f"{STARTED}polling as @{telegram.username}, generation " in bot.output
        assert "index built: 1 bulletins" in bot.output


def test_a_conversation_by_webhook_that_only_telegram_may_call(
    telegram: TelegramDouble, environment: dict[str, str]
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/cr.ochet+1"
    hook = {"WEBHOOK_URL": url, "WEBHOOK_SECRET": "s3cret", "PORT": str(port)}
    with BotProcess({**environment, **hook}) as bot:
        reader = telegram.user()
        answer = reader.ask("missiles patriot promis")
        assert reader.press(answer.button("Contexte")).reply
        assert "getUpdates" not in telegram.calls
        intruder = urllib.request.Request(url, b"{}", {"Content-Type": "application/json"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(intruder)
        refused.value.close()
        assert refused.value.code == 403
        assert bot.stop()[0] == 0
        assert "s3cret" not in bot.output
        assert telegram.server._api.webhook.url == url


def test_it_waits_for_a_telegram_that_cannot_be_reached(telegram: TelegramDouble, environment: dict[str, str]) -> None:
    reader = telegram.user()
    telegram.stop()
    with BotProcess(environment) as bot:
        bot.wait_until_said("cannot be reached")
        telegram.start()
        assert reader.ask("missiles patriot", timeout=20).marked("blockquote")
        assert bot.stop()[0] == 0


def test_it_stops_at_once_while_telegram_cannot_be_reached(
    telegram: TelegramDouble, environment: dict[str, str]
) -> None:
    telegram.stop()
    with BotProcess(environment) as bot:
        bot.wait_until_said("cannot be reached")
        code, seconds = bot.stop()
    assert code == 0
    assert seconds < 3


@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "deleteWebhook", "getUpdates"])
def test_it_stops_cleanly_at_any_step_of_its_start(
    telegram: TelegramDouble, environment: dict[str, str], method: str
) -> None:
    """Telegram keeps that step waiting; the signal comes meanwhile."""
    telegram.faults(method=method, count=0, delay_ms=2000)
    with BotProcess(environment) as bot:
        deadline = time.monotonic() + 20
        while method not in telegram.calls:
            assert time.monotonic() < deadline, bot.output
            time.sleep(0.01)
        telegram.clear_faults()
        code, seconds = bot.stop()
        assert code == 0, bot.output
        assert seconds < 8
        assert "Traceback" not in bot.output


def test_what_was_taken_is_answered_in_order_before_it_stops(
    telegram: TelegramDouble, environment: dict[str, str]
) -> None:
    readers = [telegram.user(first_name=f"L{n}") for n in range(20)]
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        for number in range(1, 6):
            for reader in readers:
                reader.send(f"/jour {number}")
        readers[-1].wait_for_reply()
        code, seconds = bot.stop()
    assert code == 0
    assert seconds < 10
    for reader in readers:
        answers = [message.text for message in reader.messages if message.from_bot]
        assert [answer.split("(jour ")[1][0] for answer in answers] == ["1", "2", "3", "4", "5"]
    assert len(telegram.server.state.updates) == 0


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_does_not_spoil_a_clean_stop(
    telegram: TelegramDouble, environment: dict[str, str], first: signal.Signals
) -> None:
    reader = telegram.user()
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        for _ in range(3):
            reader.send("missiles patriot")
        deadline = time.monotonic() + 20
        while telegram.pending:
            assert time.monotonic() < deadline, bot.output
            time.sleep(0.01)
        bot.signal(first)
        for number in (signal.SIGTERM, signal.SIGINT):
            bot.signal(number)
        assert bot.wait() == 0, bot.output
    assert sum(message.from_bot for message in reader.messages) == 3


def test_questions_asked_while_it_was_down_are_answered(telegram: TelegramDouble, environment: dict[str, str]) -> None:
    reader = telegram.user()
    reader.send("missiles patriot promis")
    with BotProcess(environment) as bot:
        assert reader.wait_for_reply(20).marked("blockquote")
        assert bot.stop()[0] == 0


def test_a_token_revoked_while_it_runs_ends_it_with_1(telegram: TelegramDouble, environment: dict[str, str]) -> None:
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        telegram.faults(method="getUpdates", count=0, error=401)
        telegram.user().send("missiles patriot")
        assert bot.wait() == 1
        assert "TELEGRAM_BOT_TOKEN" in bot.output
        assert telegram.token not in bot.output


def test_private_chats_get_no_more_than_a_message_a_second(
    telegram: TelegramDouble, environment: dict[str, str]
) -> None:
    reader = telegram.user()
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        for _ in range(3):
            reader.send("/aide")
        dates = [reader.wait_for_reply().raw["date"] for _ in range(3)]
        assert dates[2] - dates[0] >= 1
        assert bot.stop()[0] == 0
