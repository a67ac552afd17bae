"""When the file of the readers' state fails under the bot: readers are answered, the operator is told what to do."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.state import State
from tests.bot_process import STARTED, BotProcess
from tests.telegram_double import TelegramDouble

QUESTION = "combien de missiles patriot trump a promis"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """As while another process holds the file."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def garbled(path: Path) -> Iterator[None]:
    """All but the first page, which the bot has read before it answers anyone."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"garbled!" * ((len(whole) - 4096) // 8))
    yield


@pytest.mark.parametrize(
    ("failing", "remedy"), [(locked, "end the other process that holds it"), (garbled, "move the file away")]
)
def test_a_file_that_fails_costs_no_answer_and_the_log_says_what_to_do(
    telegram: TelegramDouble,
    environment: dict[str, str],
    data: Path,
    failing: Callable[[Path], AbstractContextManager[None]],
    remedy: str,
) -> None:
    path = data / "readers.sqlite"
    path.unlink(missing_ok=True)
    reader = telegram.user()
    with BotProcess(environment) as bot:
        bot.wait_until_said(STARTED)
        onward = reader.ask(QUESTION).button("→")
        with failing(path):
            answer = reader.ask(QUESTION)
            assert answer.marked("blockquote")
            assert reader.press(answer.button("Contexte")).reply
            labels = [button.text for row in answer.buttons for button in row]
            assert onward.text not in labels
            bot.wait_until_said(f"{path} cannot be used (")
            bot.wait_until_said(remedy)
        assert bot.stop()[0] == 0
        assert "Traceback" not in bot.output
        assert QUESTION not in bot.output


async def make(path: Path) -> None:
    async with State.open(path) as state:
        await state.keep_question(5, QUESTION, datetime.now(UTC))


def test_a_bot_that_starts_with_a_garbled_file_answers_too(
    telegram: TelegramDouble, environment: dict[str, str], data: Path
) -> None:
    path = data / "readers.sqlite"
    path.unlink(missing_ok=True)
    asyncio.run(make(path))
    with garbled(path), BotProcess(environment) as bot:
        bot.wait_until_said(f"{path} cannot be used (")
        assert telegram.user().ask(QUESTION).marked("blockquote")
        assert bot.stop()[0] == 0
