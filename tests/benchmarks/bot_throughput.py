"""How many readers the bot answers, beside echo bots in the same run: python -m tests.benchmarks.bot_throughput

    python -m tests.benchmarks.bot_throughput [--chats 256] [--seconds 5] [--rounds 3] [--delays 0,50]

Every bot is a process of its own and so is the server; the bots take turns, round by round. The readers ask the golden
questions about the project's corpus, each the next one as soon as the last is answered; outgoing limits are off, and
the bot searches by words. Prints Markdown: medians over the rounds, and what a search costs in a process that does
nothing else, less than between two answers. The echo that searches shows what there would be to gain.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from index.build import build
from index.model import Question
from index.search import Searcher
from tests.benchmarks.collections import CORPUS, project
from tests.benchmarks.echo_bot import FIRST_PAGE
from tests.benchmarks.timing import MEBIBYTE, brief, print_table, quantile
from tests.bot_process import UNLIMITED, WORDS_ALONE

ROOT = Path(__file__).parents[2]
BARE, SEARCHING = "echo, this transport", "echo and search, this transport"
DEFAULT, OURS = "echo, python-telegram-bot's defaults", "**this bot**"
HEAD = (
    "server takes",
    "bot",
    "answers/s",
    "to the bare echo's",
    "to the default echo's",
    "to the searching echo's",
    "CPU ms an answer",
    "to the bare echo's",
    "to that and a search's",
    "to the searching echo's",
    "wait ms p50",
    "p99",
    "peak MiB",
)
_TICKS = os.sysconf("SC_CLK_TCK")
# How long an answer may take when all readers ask at once and are answered one after the other.
_PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Bot:
    name: str
    token: str
    process: subprocess.Popen[bytes]

    @property
    def cpu(self) -> float:
        """The seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def peak(self) -> float:
        """The most memory that the process ever held, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024 / MEBIBYTE


@dataclass(frozen=True, slots=True)
class Round:
    """Answers a second, CPU milliseconds an answer, and how long readers waited, in milliseconds."""

    rate: float
    cpu: float
    waits: Sequence[float]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bot_throughput")
    parser.add_argument("--chats", type=int, default=256, help="how many readers ask at the same time")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long a round lasts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--delays", default="0,50", help="milliseconds that the server takes to send a message")
    given = parser.parse_args()
    questions = [item.question.text for file in ("tuning", "test") for item in project(file).golden]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = Path(folder)
        build(CORPUS, data / "index", meaning=False)
        url = stack.enter_context(_server(data / "questions.json", questions))
        bots = [stack.enter_context(_bot(name, url, data)) for name in (BARE, SEARCHING, DEFAULT, OURS)]
        _wait_until_warm(url, bots)
        searcher = stack.enter_context(closing(Searcher.open_current(data / "index")))
        rows: list[Sequence[str]] = []
        searches: list[float] = []
        for delay in map(int, given.delays.split(",")):
            seen: dict[str, list[Round]] = {bot.name: [] for bot in bots}
            for _ in range(given.rounds):
                searches.append(_search_alone(searcher, questions))
                for bot in bots:
                    seen[bot.name].append(_round(url, bot, given.chats, given.seconds, delay / 1000))
            rows += _rows(bots, seen, delay, quantile(searches[-given.rounds :], 0.5))
        print_table(HEAD, rows)
        print(f"\n{given.chats} readers. A search by itself: {brief(quantile(searches, 0.5))} ms of CPU.")


def _rows(
    bots: Sequence[Bot], seen: Mapping[str, Sequence[Round]], delay: int, search: float
) -> Iterator[Sequence[str]]:
    """A row for each bot; `search` is the CPU milliseconds of a search by itself."""
    rates = {name: quantile((one.rate for one in runs), 0.5) for name, runs in seen.items()}
    cpu = {name: quantile((one.cpu for one in runs), 0.5) for name, runs in seen.items()}
    for bot in bots:
        waits = [wait for one in seen[bot.name] for wait in one.waits]
        yield (
            f"{delay} ms" if delay else "no time",
            bot.name,
            brief(rates[bot.name]),
            brief(rates[bot.name] / rates[BARE]),
            brief(rates[bot.name] / rates[DEFAULT]),
            brief(rates[bot.name] / rates[SEARCHING]),
            brief(cpu[bot.name]),
            brief(cpu[bot.name] / cpu[BARE]),
            brief(cpu[bot.name] / (cpu[BARE] + search)) if bot.name in (SEARCHING, OURS) else "",
            brief(cpu[bot.name] / cpu[SEARCHING]),
            brief(quantile(waits, 0.5)),
            brief(quantile(waits, 0.99)),
            brief(bot.peak),
        )


def _round(url: str, bot: Bot, chats: int, seconds: float, delay: float) -> Round:
    before = bot.cpu
    wish = {"chats": chats, "seconds": seconds, "delay": delay}
    answers = len(_post(f"{url}/run/{bot.token}", wish)["waits"])
    cpu = bot.cpu - before
    waits = _post(f"{url}/rest/{bot.token}", {})["waits"]
    return Round(answers / seconds, 1000 * cpu / max(1, answers), [1000 * wait for wait in waits])


def _wait_until_warm(url: str, bots: Sequence[Bot]) -> None:
    """Until each bot has answered some questions of some readers."""
    for bot in bots:
        _round(url, bot, chats=8, seconds=1.0, delay=0.0)


def _search_alone(searcher: Searcher, questions: Sequence[str]) -> float:
    """CPU milliseconds of a search on average, without a bot around it; each question follows one, as it does in every
    chat."""
    begun = time.thread_time()
    for before, text in pairwise((questions[-1], *questions)):
        searcher.search(Question(text, before), wanted=FIRST_PAGE)
    return 1000 * (time.thread_time() - begun) / len(questions)


@contextmanager
def _server(path: Path, questions: Sequence[str]) -> Iterator[str]:
    """The address of a server whose readers ask these questions."""
    path.write_text(json.dumps(questions), encoding="utf-8")
    with _process("tests.benchmarks.bot_api_stub", str(path), stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield process.stdout.readline().decode().strip()


@contextmanager
def _bot(name: str, url: str, data: Path) -> Iterator[Bot]:
    if name == OURS:
        token = "3:ours"
        environment = {
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_URL": url,
            "BULLETIN_CORPUS": str(CORPUS),
            "BULLETIN_DATA": str(data),
            **WORDS_ALONE,
            **UNLIMITED,
        }
        running = _process("bot", "--polling", environment=environment)
    else:
        way = {BARE: "bare", SEARCHING: "searching", DEFAULT: "default"}[name]
        token = f"1:{way}"
        running = _process("tests.benchmarks.echo_bot", url, token, way, str(data / "index"), environment=WORDS_ALONE)
    with running as process:
        yield Bot(name, token, process)


@contextmanager
def _process(
    module: str, *arguments: str, environment: Mapping[str, str] | None = None, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python module at work until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=stdout
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _post(url: str, wish: Mapping[str, Any]) -> Any:
    request = Request(url, json.dumps(wish).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=_PATIENCE) as response:
        return json.load(response)


if __name__ == "__main__":
    main()
