"""The whole bot in a thread of the test's own process: real application, real index, our own Bot API server."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

from bot.run import run
from bot.settings import Settings, read_settings
from tests.bot_process import UNLIMITED, environment_for
from tests.telegram_double import TelegramDouble

PATIENCE = 30.0


def settings_for(telegram: TelegramDouble, corpus: Path, data: Path, **environment: str) -> Settings:
    """Settings of a bot that talks to the double, without limits on its rate unless they are given."""
    return read_settings({**environment_for(telegram, corpus, data), **UNLIMITED, **environment})


class BotThread:
    """`with BotThread(telegram, settings):` runs the bot; leaving the block stops it cleanly.

    Either fails with the bot's own error where it had one.
    """

    def __init__(self, telegram: TelegramDouble, settings: Settings) -> None:
        self._telegram = telegram
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)
        self._error: BaseException | None = None

    def __enter__(self) -> BotThread:
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while "getUpdates" not in self._telegram.calls:
            self.check()
            assert time.monotonic() < deadline, "the bot did not start"
            time.sleep(0.01)
        return self

    def check(self) -> None:
        """Fails if the bot does not run."""
        if self._error:
            raise self._error
        assert self._thread.is_alive(), "the bot is not running"

    def __exit__(self, *_: object) -> None:
        if self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the bot did not stop"
        if self._error:
            raise self._error

    def _run(self) -> None:
        self._task = self._loop.create_task(run(self._settings))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            self._error = error
        finally:
            self._loop.close()
