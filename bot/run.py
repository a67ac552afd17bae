"""From settings to a bot at work: where readers are met, the index, the readers' state, the application."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.application import build_application
from bot.current import CurrentIndex, add_meaning, ensure_index
from bot.language import load_language
from bot.lifecycle import Fetch, RefusedByTelegramError, listen, poll, running
from bot.local import LocalServer
from bot.settings import Secret, Settings
from bot.state import State
from index.errors import BulletinError

logger = logging.getLogger(__name__)


class PortError(BulletinError):
    """Nothing can listen on the port that the settings name."""

    def __init__(self, port: int, error: OSError) -> None:
        super().__init__(f"PORT {port} cannot be used ({error.strerror}): set PORT to a free one")


@dataclass(frozen=True, slots=True)
class Line:
    """How this process speaks with Telegram, or with the server in its place."""

    token: Secret
    api_url: str | None
    fetch: Fetch
    manner: str


async def run(settings: Settings) -> None:
    """Answers until cancelled. Raises BulletinError where it cannot start or go on."""
    async with AsyncExitStack() as stack:
        line = await _line(settings, stack)
        await ensure_index(settings.corpus, settings.index_dir)
        index = await stack.enter_async_context(CurrentIndex.open(settings.index_dir))
        state = await stack.enter_async_context(State.open(settings.data / "readers.sqlite"))
        clock = partial(datetime.now, settings.timezone)
        application = build_application(line.token, line.api_url, settings.rates, index, state, clock)
        lost = await stack.enter_async_context(running(application, line.fetch))
        await stack.enter_async_context(_beside(add_meaning(settings.corpus, settings.index_dir)))
        searcher = index.searcher
        logger.info(
            "bulletin bot: %s as @%s, generation %s, %d bulletins",
            line.manner,
            application.bot.username,
            searcher.generation,
            searcher.manifest.bulletins,
        )
        await asyncio.wait([lost])
        raise RefusedByTelegramError("Telegram does not accept TELEGRAM_BOT_TOKEN any more")


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work that goes on while the block lasts, and no longer."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _line(settings: Settings, stack: AsyncExitStack) -> Line:
    """Listens at once where anything is to listen, so that a page or a platform's check is met before the index is."""
    if settings.token is None:
        server = await _local_server(settings.port, stack)
        return Line(Secret(server.token), server.url, poll, f"page at {server.url}")
    if settings.webhook is None:
        return Line(settings.token, settings.api_url, poll, "polling")
    listening = stack.enter_context(_bound(settings.port))
    return Line(settings.token, settings.api_url, listen(settings.webhook, listening), "webhook")


def _interpreter() -> str:
    """How to start the same Python again from here."""
    path = Path(sys.executable)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else path.name


async def _local_server(port: int, stack: AsyncExitStack) -> LocalServer:
    server = LocalServer(port)
    try:
        await server.start()
    except OSError as error:
        raise PortError(port, error) from error
    stack.push_async_callback(server.stop)
    for code in ("fr", "en"):
        click.echo(load_language(code).say("terminal", url=server.url, python=_interpreter()))
    return server


def _bound(port: int) -> socket.socket:
    try:
        listening = socket.create_server(("0.0.0.0", port), backlog=128)
    except OSError as error:
        raise PortError(port, error) from error
    listening.setblocking(False)
    return listening
