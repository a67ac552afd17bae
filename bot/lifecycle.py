"""An application from its first call to Telegram to its last: connect, fetch, answer what was taken, leave.

PTB's own `run_polling` and `run_webhook` give up at the first failed call, forget a signal that comes early and are
spoiled by a second one; here every wait can be cancelled, once, and the way out is the same from anywhere.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, cast

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, TelegramError
from telegram.ext import Updater

from bot.application import ALLOWED_UPDATES, BotApplication, introduce
from bot.inbox import Inbox
from bot.settings import Webhook
from index.errors import BulletinError

logger = logging.getLogger(__name__)

# Platforms allow 30 s between SIGTERM and SIGKILL.
STOP_WITHIN = 25.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_Value = TypeVar("_Value")
_POLLING_TASK = "Updater:start_polling:polling_task"

# Starts fetching; what it returns is done when fetching ended by itself, which it should not.
Fetch = Callable[[Updater], Awaitable[asyncio.Future[Any]]]


class RefusedByTelegramError(BulletinError):
    """Telegram, or the server in its place, does not take this bot."""


@asynccontextmanager
async def running(application: BotApplication, fetch: Fetch) -> AsyncIterator[asyncio.Future[Any]]:
    """Answers readers while the block lasts; at its end, what was taken is answered first.

    The value is done if fetching ends by itself.
    """
    updater = application.updater
    assert updater is not None
    try:
        await _persist(application.initialize)
        await introduce(application.bot)
        await application.start()
        try:
            await cast("Inbox", application.update_queue).restore(application.bot)
            yield await _persist(lambda: fetch(updater))
        finally:
            await _finish(application, updater)
    finally:
        await application.shutdown()
        await application.bot.shutdown()


async def poll(updater: Updater) -> asyncio.Future[Any]:
    """Nothing that waits at Telegram is dropped: questions asked during a deploy are answered after it."""
    before = asyncio.all_tasks()
    await updater.start_polling(allowed_updates=ALLOWED_UPDATES, error_callback=_complain)
    # PTB ends this task without a word to the application when the token is refused.
    return next(task for task in asyncio.all_tasks() - before if task.get_name() == _POLLING_TASK)


def listen(webhook: Webhook, listening: socket.socket) -> Fetch:
    """Telegram is told the address only while something listens there: the socket is bound before."""

    async def fetch(updater: Updater) -> asyncio.Future[Any]:
        await updater.start_webhook(
            unix=listening,
            # PTB takes the path for a regular expression.
            url_path=re.escape(webhook.path),
            webhook_url=webhook.url,
            secret_token=webhook.secret.value,
            allowed_updates=ALLOWED_UPDATES,
        )
        return asyncio.get_running_loop().create_future()

    return fetch


async def _finish(application: BotApplication, updater: Updater) -> None:
    if updater.running:
        # Where polling ended by itself, PTB raises here what ended it.
        with suppress(TelegramError):
            await updater.stop()
    try:
        async with asyncio.timeout(STOP_WITHIN):
            await application.stop()
    except TimeoutError:
        logger.error("stopped after %d s with questions left unanswered", STOP_WITHIN)


async def _persist(call: Callable[[], Awaitable[_Value]]) -> _Value:
    """Calls until it succeeds, however long Telegram is out of reach. Raises RefusedByTelegramError."""
    wait = _FIRST_WAIT
    while True:
        try:
            return await call()
        except InvalidToken as error:
            reason = "TELEGRAM_BOT_TOKEN is not accepted: copy it again from @BotFather, or check TELEGRAM_API_URL"
            raise RefusedByTelegramError(reason) from error
        except (BadRequest, Forbidden) as error:
            raise RefusedByTelegramError(f"Telegram refuses to start the bot: {error}") from error
        except TelegramError as error:
            logger.warning("Telegram cannot be reached (%s), trying again in %d s", error, wait)
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


def _complain(error: TelegramError) -> None:
    """PTB goes on trying by itself, at most 30 s apart."""
    if isinstance(error, Conflict):
        logger.error("another process fetches this bot's updates: stop one of the two")
    else:
        logger.warning("fetching updates failed: %s", error)
