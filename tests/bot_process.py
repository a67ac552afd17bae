"""The real bot, `python -m bot`, in a process of its own; it searches by words, as the tests do in this process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from tests.telegram_double import TelegramDouble

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
# Hides the extra `semantic`, with which a process would take its time and answer in another order.
WORDS_ALONE = {"PYTHONPATH": str(Path(__file__).parent / "words_alone")}
# What the bot logs once it answers.
STARTED = "bulletin bot: "
# Lifts the outgoing limits, which would have every second message of a chat wait for a second.
UNLIMITED = {"BULLETIN_RATE_ALL": "0", "BULLETIN_RATE_CHAT": "0", "BULLETIN_RATE_GROUP": "0"}


def environment_for(telegram: TelegramDouble, corpus: Path, data: Path) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "BULLETIN_CORPUS": str(corpus),
        "BULLETIN_DATA": str(data),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class BotProcess:
    """`with BotProcess(environment) as bot:`; whatever happens, the process is gone afterwards."""

    def __init__(self, environment: Mapping[str, str], *flags: str) -> None:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "BULLETIN_"))
        }
        for name in ("PORT", "WEBHOOK_URL", "WEBHOOK_SECRET"):
            inherited.pop(name, None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", *flags],
            cwd=ROOT,
            env={**inherited, **WORDS_ALONE, "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._lines: list[str] = []
        self._heard = threading.Condition()
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> BotProcess:
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        if self._process.stdout:
            self._process.stdout.close()

    @property
    def output(self) -> str:
        """Both streams, as far as they were heard."""
        with self._heard:
            return "".join(self._lines)

    def check(self) -> None:
        """Fails if the bot does not run."""
        assert self._process.poll() is None, f"the bot ended:\n{self.output}"

    def wait_until_said(self, words: str) -> None:
        with self._heard:
            said = self._heard.wait_for(lambda: words in "".join(self._lines), PATIENCE)
        assert said, f"the bot never said {words!r}:\n{self.output}"

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(number)

    def wait(self) -> int:
        """The exit code, once the process ended by itself and was heard to the end."""
        code = self._process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        return code

    def stop(self) -> tuple[int, float]:
        """Asks for a clean stop; the exit code and the seconds it took."""
        begun = time.monotonic()
        self.signal()
        return self.wait(), time.monotonic() - begun

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._heard:
                self._lines.append(line)
                self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()
