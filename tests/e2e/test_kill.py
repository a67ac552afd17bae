"""A process that is killed, by the machine or for want of memory, loses no question that Telegram gave it."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot_process import PATIENCE, STARTED, UNLIMITED, BotProcess, environment_for, free_port
from tests.e2e.conftest import SHIPPED
from tests.telegram_double import TelegramDouble, User

QUESTIONS = range(1, 6)


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


def answered(reader: User) -> list[int]:
    """The days asked for that were answered, in the order of the answers."""
    answers = (re.search(r"\(jour (\d+)\)", message.text) for message in reader.messages if message.from_bot)
    return [int(found[1]) for found in answers if found]


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_every_question_that_was_taken_is_answered_though_the_bot_is_killed(
    telegram: TelegramDouble, data: Path, way: str
) -> None:
    environment = {**environment_for(telegram, SHIPPED, data), **UNLIMITED}
    if way == "webhook":
        port = free_port()
        hook = {"WEBHOOK_URL": f"http://127.0.0.1:{port}/", "WEBHOOK_SECRET": "s3cret", "PORT": str(port)}
        environment |= hook
    readers = [telegram.user() for _ in range(20)]
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        telegram.faults(method="sendMessage", count=0, delay_ms=500)
        for day in QUESTIONS:
            for reader in readers:
                reader.send(f"/jour {day}")
        wait_until(lambda: telegram.pending == 0)
        bot.signal(signal.SIGKILL)
        bot.wait()
    assert min(map(len, map(answered, readers))) < len(QUESTIONS)
    telegram.clear_faults()
    with BotProcess(environment) as bot:
        wait_until(lambda: all(set(answered(reader)) == set(QUESTIONS) for reader in readers))
        assert bot.stop()[0] == 0
        assert " ERROR " not in bot.output
    for reader in readers:
        assert list(dict.fromkeys(answered(reader))) == list(QUESTIONS)
        # Only what was answered just before the kill, or was being answered, may be answered again.
        assert len(answered(reader)) <= len(QUESTIONS) + 2


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
