"""Updates that were taken from Telegram and are not answered yet."""

from __future__ import annotations

import asyncio

# Some 10 KiB each.
MOST_WAITING = 10_000


class Inbox(asyncio.Queue[object]):
    """A queue that holds whoever adds to it while `most` updates wait or are being answered: nothing further is
    fetched then, and what readers go on writing waits at Telegram."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        super().__init__()
        self._places = asyncio.Semaphore(most)

    async def put(self, item: object) -> None:
        await self._places.acquire()
        await super().put(item)

    def task_done(self) -> None:
        super().task_done()
        self._places.release()
