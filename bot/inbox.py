"""Updates that were taken from Telegram and are not answered yet: in memory, and on disk in case of a kill."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Bot, Update

from bot.arrival import ARRIVALS, Arrival, private_text, read_arrival
from bot.batch import Batch
from bot.state import MOST_AT_ONCE, State, StateError
from bot.transport import Json

logger = logging.getLogger(__name__)

# Some 10 KiB each.
MOST_WAITING = 10_000


class Inbox(asyncio.Queue[object]):
    """A queue that holds whoever adds to it while `most` updates wait or are being answered: nothing further is
    fetched then, and what readers go on writing waits at Telegram.

    An update is in the readers' state before Telegram may forget it, and until it is answered. One that comes twice,
    because an acknowledgement was lost or a webhook was slow, is queued once.
    """

    def __init__(self, state: State, clock: Callable[[], datetime], most: int = MOST_WAITING) -> None:
        super().__init__()
        self._state = state
        self._clock = clock
        self._places = asyncio.Semaphore(most)
        self._brought = Batch(self._keep, MOST_AT_ONCE)
        # What was fetched and is not queued yet; None for an update that came before.
        self._fetched: dict[int, Json | None] = {}
        # Those that an earlier process had taken and this one has not come to.
        self._restored: set[int] = set()

    async def keep_fetched(self, updates: Sequence[Json]) -> None:
        """Keeps updates as Telegram wrote them, before they are put into the queue."""
        if updates:
            for update, is_new in zip(updates, await self._keep(updates), strict=True):
                # One that was kept before and not queued, because the poll failed in between, is still new.
                number = update["update_id"]
                self._fetched[number] = update if is_new else self._fetched.get(number)

    async def put(self, item: object) -> None:
        """Queues what was fetched, of which PTB has the last number alone, or an update that a webhook brought, which
        is kept first."""
        if not isinstance(item, Update):
            await self._queue_up(item)
        elif item.update_id in self._fetched:
            fetched, self._fetched = self._fetched, {}
            for number, raw in fetched.items():
                if raw is not None:
                    arrival = _arrival(raw, item.get_bot())
                    await (self._queue_up(arrival) if arrival else self._settle(number))
        else:
            raw = item.to_dict()
            if await self._brought.add(raw):
                await self._queue_up(private_text(raw) or item)

    async def restore(self, bot: Bot) -> None:
        """Queues what an earlier process had taken and did not come to answer."""
        try:
            bodies = await self._state.unanswered(self._clock())
        except StateError as error:
            logger.error("what an earlier process left is not answered: %s", error)
            return
        for body in bodies:
            arrival = _arrival(body, bot)
            if arrival:
                self._restored.add(arrival.update_id)
                await self._queue_up(arrival)

    async def begin(self, item: object) -> None:
        """An update that was restored is about to be answered, which may be what ended the process before."""
        if isinstance(item, ARRIVALS) and item.update_id in self._restored:
            self._restored.remove(item.update_id)
            try:
                await self._state.begin_again(item.update_id)
            except StateError as error:
                logger.error("it is not known how often an update was begun: %s", error)

    async def forget(self, item: object) -> None:
        """An answered update is not to be answered again."""
        if isinstance(item, ARRIVALS):
            await self._settle(item.update_id)

    def task_done(self) -> None:
        super().task_done()
        self._places.release()

    async def _keep(self, updates: Sequence[Json]) -> Sequence[bool]:
        """Whether each comes for the first time; where that cannot be known, a repeated answer beats none."""
        rows = [(update["update_id"], json.dumps(update)) for update in updates]
        try:
            return await self._state.take_updates(rows, self._clock())
        except StateError as error:
            logger.error("updates are not kept, and repeated ones not recognised: %s", error)
            return [True] * len(updates)

    async def _settle(self, number: int) -> None:
        try:
            await self._state.settle_update(number)
        except StateError as error:
            logger.error("an update may be answered again after a restart: %s", error)

    async def _queue_up(self, item: object) -> None:
        await self._places.acquire()
        await super().put(item)


def _arrival(raw: str | Json, bot: Bot) -> Arrival | None:
    """None for an update that is damaged, as it was kept or as it came."""
    try:
        return read_arrival(json.loads(raw) if isinstance(raw, str) else raw, bot)
    except (ValueError, LookupError, TypeError, AttributeError):
        logger.error("an update is damaged and left out")
        return None
