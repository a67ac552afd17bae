"""A flood of updates waits at Telegram, not in memory."""

from __future__ import annotations

import asyncio

from bot.inbox import Inbox
from tests import virtual_time


def test_no_more_is_taken_while_so_many_are_not_answered() -> None:
    async def run() -> list[float]:
        inbox, clock = Inbox(most=2), asyncio.get_running_loop().time

        async def answer() -> None:
            while True:
                await inbox.get()
                asyncio.get_running_loop().call_later(1, inbox.task_done)

        answering = asyncio.create_task(answer())
        taken = []
        for update in range(6):
            await inbox.put(update)
            taken.append(clock())
        answering.cancel()
        return taken

    assert virtual_time.run(run()) == [0, 0, 1, 1, 2, 2]


def test_updates_come_out_in_order_and_all_of_them_are_waited_for() -> None:
    async def run() -> list[object]:
        inbox = Inbox()
        for update in range(3):
            await inbox.put(update)
        taken = [await inbox.get() for _ in range(3)]
        for _ in taken:
            inbox.task_done()
        await inbox.join()
        return taken

    assert virtual_time.run(run()) == [0, 1, 2]
