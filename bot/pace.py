"""Telegram's limits on outgoing messages, kept by waiting: no message is dropped for them.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about 30 messages a second
overall, one a second in a private chat, 20 a minute in a group. Edits count; answers to buttons do not.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from typing import Any

from telegram.error import NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.settings import Rates
from bot.transport import UnreachableError

Answer = bool | dict[str, Any] | list[dict[str, Any]]
Request = Callable[[], Coroutine[Any, Any, Answer]]

_POSTING = ("send", "edit", "copyMessage", "forwardMessage")
_NOT_POSTING = ("sendChatAction",)
# A "too many requests" is waited out this often, unless it asks for longer than this many seconds.
_FLOOD_TRIES = 5
_LONGEST_FLOOD = 120.0
# Seconds before each further try when the server or the line failed.
_BACK_OFF = (1.0, 2.0, 4.0)
# Where there is no line at all, the last of these comes again for so many seconds.
_LONGEST_OUTAGE = 3600.0


class Window:
    """At most `rate` requests in any `period` seconds, first come, first served.

    A request's place is free again a period after the request ended, not after it began: so the receiving side
    never sees more, however long a request takes to get there.
    """

    def __init__(self, rate: float, period: float, on_idle: Callable[[], None] = lambda: None) -> None:
        places = max(1, math.floor(rate))
        self._places = asyncio.Semaphore(places)
        self._period = period * places / rate
        self._users = 0
        self._on_idle = on_idle
        self._closed_until = 0.0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        self._users += 1
        try:
            await self._places.acquire()
        except BaseException:
            self._leave()
            raise
        try:
            await self._reopening()
            yield
        finally:
            asyncio.get_running_loop().call_later(self._period, self._free)

    def close_for(self, seconds: float) -> None:
        """Lets no further request through for so long."""
        self._closed_until = asyncio.get_running_loop().time() + seconds

    async def _reopening(self) -> None:
        await asyncio.sleep(self._closed_until - asyncio.get_running_loop().time())

    def _free(self) -> None:
        self._places.release()
        self._leave()

    def _leave(self) -> None:
        self._users -= 1
        if not self._users:
            self._on_idle()


class Pace(BaseRateLimiter[None]):
    """Holds requests back by chat and overall, waits where Telegram asks to, tries again where it failed.

    A request that timed out may have been carried out: it is not repeated. One whose connection broke is, so that an
    answer is not lost; if it had arrived all the same, the reader gets it twice. One that found no connection waits for
    it.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._overall = Window(rates.overall, 1.0) if rates.overall else None
        self._chats: dict[int | str, Window] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002
    ) -> Answer:
        def request() -> Coroutine[Any, Any, Answer]:
            return callback(*args, **kwargs)

        if not endpoint.startswith(_POSTING) or endpoint in _NOT_POSTING:
            return await request()
        window = self._window(data.get("chat_id"))
        async with _place(window):
            return await self._persist(request, window)

    def _window(self, chat: int | str | None) -> Window | None:
        """A chat's window, made when needed and forgotten when idle."""
        if chat is None:
            return None
        if chat not in self._chats:
            is_private = isinstance(chat, int) and chat > 0
            rate, period = (self._rates.chat, 1.0) if is_private else (self._rates.group, 60.0)
            if not rate:
                return None
            self._chats[chat] = Window(rate, period, on_idle=lambda: self._forget(chat))
        return self._chats[chat]

    def _forget(self, chat: int | str) -> None:
        del self._chats[chat]

    async def _persist(self, request: Request, window: Window | None) -> Answer:
        floods, failures = 0, 0
        begun = asyncio.get_running_loop().time()
        while True:
            try:
                async with _place(self._overall):
                    return await request()
            except RetryAfter as error:
                wait = _seconds(error.retry_after)
                floods += 1
                if floods == _FLOOD_TRIES or wait > _LONGEST_FLOOD:
                    raise
                if window:
                    window.close_for(wait)
            except NetworkError as error:
                # Its other kinds are no failures of the line: a bad request stays bad, a time-out may have arrived.
                if type(error) not in (NetworkError, UnreachableError):
                    raise
                outage = asyncio.get_running_loop().time() - begun
                lasts = isinstance(error, UnreachableError) and outage < _LONGEST_OUTAGE
                if failures >= len(_BACK_OFF) and not lasts:
                    raise
                wait = _BACK_OFF[min(failures, len(_BACK_OFF) - 1)]
                failures += 1
            await asyncio.sleep(wait)


def _place(window: Window | None) -> AbstractAsyncContextManager[None]:
    return window.place() if window else nullcontext()


def _seconds(wait: float | timedelta) -> float:
    """PTB gives a number today and will give a timedelta."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
