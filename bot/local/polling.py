"""getUpdates: the long poll."""

from __future__ import annotations

import asyncio

from bot.local.params import Params
from bot.local.refusal import Json, RefusedError
from bot.local.state import State

LONGEST_WAIT = 50
_MOST_UPDATES = 100
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Polling:
    """One poller at a time: when a second one comes to wait, the first is sent away with a 409."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._waiting: asyncio.Future[None] | None = None

    async def get_updates(self, params: Params) -> list[Json]:
        updates = self._state.updates
        limit = min(max(params.integer("limit") or _MOST_UPDATES, 1), _MOST_UPDATES)
        timeout = min(max(params.integer("timeout") or 0, 0), LONGEST_WAIT)
        updates.allow(params.structure("allowed_updates"))
        updates.acknowledge(params.integer("offset") or 0)
        if not updates and timeout:
            await self._wait(timeout)
        taken = updates.first(limit)
        self._state.mark_fetched(taken)
        return [update.body for update in taken]

    def interrupt(self, reason: str) -> None:
        """Sends the waiting poller away."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(RefusedError(409, f"Conflict: {reason}"))

    def release(self) -> None:
        """Lets the waiting poller go home with nothing, at the server's end."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _wait(self, seconds: float) -> None:
        self.interrupt(_OTHER_POLLER)
        self._waiting = arrival = self._state.updates.arrival()
        try:
            async with asyncio.timeout(seconds):
                await arrival
        except TimeoutError:
            return
