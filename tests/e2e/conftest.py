"""The bot as a process that answers from the bulletins that ship, and a browser to see it with.

A module's tests share one process, and each has a reader of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from tests.bot_process import STARTED, UNLIMITED, BotProcess, environment_for
from tests.completeness import unavailable
from tests.conftest import ROOT
from tests.telegram_double import TelegramDouble, User

SHIPPED = ROOT / "corpus"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the bulletins that ship, built once, by words alone wherever the tests run."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    build(SHIPPED, folder, meaning=False)
    return folder


@pytest.fixture(scope="module")
def data(shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var")
    shutil.copytree(shipped_index, folder / "index")
    return folder


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


@pytest.fixture(scope="module")
def environment(telegram: TelegramDouble, data: Path) -> dict[str, str]:
    return {**environment_for(telegram, SHIPPED, data), **UNLIMITED}


@pytest.fixture(scope="module")
def bot(environment: dict[str, str]) -> Iterator[BotProcess]:
    """At the end it must stop cleanly, and have had no error to report."""
    with BotProcess(environment) as running:
        running.wait_until_said(STARTED)
        yield running
        assert running.stop()[0] == 0
        assert " ERROR " not in running.output
        assert "Traceback" not in running.output


@pytest.fixture
def new_reader(telegram: TelegramDouble, bot: BotProcess) -> Callable[..., User]:
    """Someone who never wrote before; takes a language code."""
    bot.check()
    return telegram.user


@pytest.fixture
def reader(new_reader: Callable[..., User]) -> User:
    return new_reader()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, without a window."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        unavailable("no Chromium on this machine")
    with sync_playwright() as engine:
        running = engine.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address on a new reader's phone; an error in the page's scripts fails the test."""
    errors: list[str] = []
    contexts: list[Any] = []

    def open_address(address: str, *, width: int = 390, height: int = 844, **options: object) -> Any:
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, **{"locale": "fr-FR", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert errors == []
