"""The maintainer's commands while the bot runs: readers get what a build brings, and lose what it takes away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.language import load_language
from index.build import build
from tests.bot_process import STARTED, UNLIMITED, WORDS_ALONE, BotProcess, environment_for
from tests.conftest import ROOT
from tests.shipped import BULLETINS, FOLDER
from tests.telegram_double import Message, TelegramDouble, User

FRENCH = load_language("fr")
# A running bot notices a new generation within this many seconds.
NOTICED = 2.0
SHIPPED = ["2022-05-16-jour-82.md", "2025-07-08-jour-1231.md"]
RAW = ROOT / "tests" / "data" / "raw" / "jour-1302.txt"
LANTERNS = "combien de lanternes la Ligue des Phares a promis"
PATRIOT = "combien de missiles patriot trump a promis"


@dataclass(frozen=True)
class House:
    """A corpus and its index, with the maintainer at the command line."""

    corpus: Path
    data: Path

    def index(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        folders = {"BULLETIN_CORPUS": str(self.corpus), "BULLETIN_DATA": str(self.data)}
        return subprocess.run(
            [sys.executable, "-m", "index", *arguments],
            cwd=ROOT,
            env={**os.environ, **WORDS_ALONE, **folders},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def must(self, *arguments: str) -> str:
        done = self.index(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "corpus").mkdir()
    return House(tmp_path / "corpus", tmp_path / "var")


@pytest.fixture
def stocked(house: House) -> House:
    for name in SHIPPED:
        shutil.copy(FOLDER / name, house.corpus)
    build(house.corpus, house.data / "index", meaning=False)
    return house


@pytest.fixture
def bot(telegram: TelegramDouble, house: House) -> Iterator[BotProcess]:
    with BotProcess({**environment_for(telegram, house.corpus, house.data), **UNLIMITED}) as running:
        running.wait_until_said(STARTED)
        yield running
        assert running.stop()[0] == 0
        assert " ERROR " not in running.output


def soon(ask: Callable[[], Message], fits: Callable[[Message], bool]) -> Message:
    """The first reply that fits; the last one asked for within two seconds must."""
    ended = time.monotonic() + NOTICED
    while True:
        in_time = time.monotonic() < ended
        reply = ask()
        if fits(reply):
            return reply
        assert in_time, f"{NOTICED} s after the build: {reply.text}"


def quotes(words: str) -> Callable[[Message], bool]:
    return lambda message: any(words in quotation for quotation in message.marked("blockquote"))


def test_a_bulletin_added_while_the_bot_runs_answers_within_two_seconds_of_its_build(
    stocked: House, bot: BotProcess, reader: User
) -> None:
    assert not quotes("lanternes")(reader.ask(LANTERNS))
    added = Path(stocked.must("add", str(RAW)).strip())
    assert added == stocked.corpus / "2025-09-17-jour-1302.md"
    assert "3 bulletins" in stocked.must("build")
    answer = soon(lambda: reader.ask(LANTERNS), quotes("lanternes"))
    assert "Jour 1302 · 17 septembre 2025" in answer.text
    assert "Cité" in answer.text
    assert answer.marked("blockquote")[0] in RAW.read_text(encoding="utf-8")
    assert "Jour 1302 de résistance" in reader.ask("/dernier").text
    assert reader.ask(PATRIOT).marked("blockquote")[0] in BULLETINS["1231"].paragraphs

    assert "now in use" in stocked.must("rollback")
    soon(lambda: reader.ask("/dernier"), lambda message: "Jour 1231 de résistance" in message.text)
    assert "switched to generation" in bot.output


def test_a_broken_bulletin_fails_the_build_and_the_bot_answers_as_before(stocked: House, reader: User) -> None:
    before = reader.ask(PATRIOT)
    broken = stocked.corpus / "2025-09-17-jour-1302.md"
    broken.write_text("---\ntitle: Jour 1302\nkind: monthly\n---\n\nLanternes.\n", encoding="utf-8")
    failed = stocked.index("build")
    assert failed.returncode == 1
    assert f"{broken}:3: " in failed.stderr
    assert "Traceback" not in failed.stderr
    after = reader.ask(PATRIOT)
    assert (after.text, after.entities) == (before.text, before.entities)


def test_a_retracted_bulletin_is_gone_and_old_buttons_to_it_say_so(stocked: House, reader: User) -> None:
    answer, bulletin, link = reader.ask(PATRIOT), reader.ask("/jour 1231"), reader.ask("/start j1231-s2-p1")
    section = reader.press(answer.button("Contexte")).reply
    assert section is not None
    path = stocked.corpus / SHIPPED[1]
    path.write_text(path.read_text(encoding="utf-8").replace("\n---\n", "\nretracted: 2025-07-10\n---\n", 1), "utf-8")
    stocked.must("check")
    stocked.must("build")
    soon(lambda: reader.ask(PATRIOT), lambda message: not quotes("Patriot")(message))

    gone = FRENCH.say("withdrawn", days="Jour 1231", date="10 juillet 2025")
    for message, label in [
        (answer, "Contexte"),
        (section, "Tout le bulletin"),
        (bulletin, "1. "),
        (bulletin, "3. "),
        (link, "Contexte"),
    ]:
        reply = reader.press(message.button(label)).reply
        assert reply is not None
        assert reply.text == gone
    assert reader.ask("/start j1231-s2-p1").text == gone
    turned = reader.press(answer.button("→"))
    assert turned.edited is not None
    assert "Jour 1231" not in turned.edited.text
    assert "Je n'ai pas de bulletin" in reader.ask("/jour 1231").text


def test_the_first_bulletin_of_an_empty_corpus(house: House, bot: BotProcess, reader: User) -> None:
    nothing = FRENCH.say("no_bulletins")
    for text in (PATRIOT, "/dernier", "/jour", "/jour 1231"):
        assert reader.ask(text).text == nothing
    assert reader.ask("/start").text == FRENCH.say("welcome")
    assert reader.ask("/start j1231-s2-p1").text == FRENCH.say("bulletin_gone")
    assert "0 bulletins" in bot.output
    house.must("add", str(RAW))
    house.must("build")
    soon(lambda: reader.ask(LANTERNS), quotes("lanternes"))
