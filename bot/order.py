"""Updates in order within a chat, chats side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.ext import BaseUpdateProcessor

from bot.arrival import chat_of

# Requests to Telegram slow each other down beyond this; a chat that waits for its turn takes no place.
AT_ONCE = 64
# PTB's own limit counts updates that only wait for their chat's turn, so that one busy chat would stop all others.
_NO_LIMIT = 2**31


class Turn:
    """A chat's lock, and how many updates hold it or wait for it."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


Step = Callable[[object], Awaitable[None]]


async def _nothing(_: object) -> None:
    """Nothing is to be done."""


class OrderPerChat(BaseUpdateProcessor):
    """Handles up to `at_once` updates together, no two of one chat; each is `begun` and, once handled, `settled`."""

    def __init__(self, at_once: int = AT_ONCE, begun: Step = _nothing, settled: Step = _nothing) -> None:
        super().__init__(_NO_LIMIT)
        self._begun, self._settled = begun, settled
        self._places = asyncio.Semaphore(at_once)
        self._turns: dict[int, Turn] = {}

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        await self._take_turn(update, coroutine)
        await self._settled(update)

    async def _take_turn(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = chat_of(update)
        if chat is None:
            async with self._places:
                await self._begun(update)
                await coroutine
            return
        turn = self._turns.setdefault(chat, Turn())
        turn.users += 1
        try:
            # Locks are fair: first come, first served.
            async with turn.lock, self._places:
                await self._begun(update)
                await coroutine
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[chat]
