"""A flood of updates waits at Telegram, not in memory; what was taken is answered, once, even by the next process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from telegram import Bot, Update

from bot.arrival import Arrival, PrivateText
from bot.inbox import Inbox
from bot.state import MOST_BEGUN, State
from tests import virtual_time

T = TypeVar("T")
BOT = Bot("1:token")


def test_no_more_is_taken_while_so_many_are_not_answered() -> None:
    async def run() -> list[float]:
        inbox, clock = without_state(most=2), asyncio.get_running_loop().time

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
        inbox = without_state()
        for update in range(3):
            await inbox.put(update)
        taken = [await inbox.get() for _ in range(3)]
        for _ in taken:
            inbox.task_done()
        await inbox.join()
        return taken

    assert virtual_time.run(run()) == [0, 1, 2]


def test_what_was_fetched_and_not_answered_is_there_for_the_next_process(tmp_path: Path) -> None:
    async def take(inbox: Inbox) -> None:
        await fetch(inbox, 7, 8, 9)
        await inbox.forget(await inbox.get())

    async def restore(inbox: Inbox) -> list[tuple[int, str]]:
        await inbox.restore(BOT)
        return [(text.update_id, text.text) for text in waiting(inbox) if isinstance(text, PrivateText)]

    use(tmp_path, take)
    assert use(tmp_path, restore) == [(number, raw(number)["message"]["text"]) for number in (8, 9)]


def test_what_was_fetched_is_kept_before_it_is_queued(tmp_path: Path) -> None:
    use(tmp_path, lambda inbox: inbox.keep_fetched([raw(7)]))
    assert use(tmp_path, restored_ids) == [7]


def test_a_damaged_update_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def damage(inbox: Inbox) -> None:
        await fetch(inbox, 7, 8, 9)
        for number, body in ((7, "{"), (8, "[]")):
            await inbox._state._connection.execute("UPDATE updates SET body = ? WHERE update_id = ?", (body, number))

    use(tmp_path, damage)
    assert use(tmp_path, restored_ids) == [9]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def test_an_update_that_is_none_holds_up_nobody_and_does_not_come_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def take(inbox: Inbox) -> list[int]:
        await bring(inbox, {"update_id": 7, "message": "?"}, {"update_id": 8, "message": {"message_id": 1}}, raw(9))
        return [update.update_id for update in waiting(inbox)]

    assert use(tmp_path, take) == [9]
    assert use(tmp_path, restored_ids) == [9]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def test_an_update_that_only_waits_is_never_given_up(tmp_path: Path) -> None:
    use(tmp_path, lambda inbox: fetch(inbox, 7))
    assert [use(tmp_path, restored_ids) for _ in range(2 * MOST_BEGUN)] == [[7]] * 2 * MOST_BEGUN


def test_an_update_that_process_after_process_begins_and_none_answers_is_given_up(tmp_path: Path) -> None:
    async def begin_and_end(inbox: Inbox) -> list[int]:
        await inbox.restore(BOT)
        taken = waiting(inbox)
        if taken:
            await inbox.begin(taken[0])
        return [update.update_id for update in taken]

    use(tmp_path, lambda inbox: fetch(inbox, 7, 8))
    assert [use(tmp_path, begin_and_end) for _ in range(MOST_BEGUN)] == [[7, 8]] * MOST_BEGUN
    assert use(tmp_path, restored_ids) == [8]


def test_what_a_webhook_brings_is_kept_too(tmp_path: Path) -> None:
    use(tmp_path, lambda inbox: inbox.put(Update.de_json(raw(7), BOT)))
    assert use(tmp_path, restored_ids) == [7]


def test_an_update_that_comes_twice_is_queued_once_even_after_a_restart(tmp_path: Path) -> None:
    async def twice(inbox: Inbox) -> list[int]:
        await fetch(inbox, 7, 8)
        await fetch(inbox, 8, 9)
        await asyncio.gather(*(inbox.put(Update.de_json(raw(10), BOT)) for _ in range(2)))
        return [update.update_id for update in waiting(inbox)]

    async def again(inbox: Inbox) -> list[int]:
        await fetch(inbox, 9, 10, 11)
        return [update.update_id for update in waiting(inbox)]

    assert use(tmp_path, twice) == [7, 8, 9, 10]
    assert use(tmp_path, again) == [11]


def test_what_is_fetched_again_because_it_could_not_be_queued_is_queued_then(tmp_path: Path) -> None:
    async def fail_first(inbox: Inbox) -> list[int]:
        await inbox.keep_fetched([raw(7)])
        await fetch(inbox, 7)
        return [update.update_id for update in waiting(inbox)]

    assert use(tmp_path, fail_first) == [7]


def test_a_disk_that_fails_costs_no_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def without_table(inbox: Inbox) -> list[int]:
        await inbox._state._connection.execute("DROP TABLE updates")
        await fetch(inbox, 7)
        taken = waiting(inbox)
        await inbox.forget(taken[0])
        return [update.update_id for update in taken]

    assert use(tmp_path, without_table) == [7]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def raw(number: int) -> dict[str, Any]:
    """An update as Telegram writes it."""
    chat = {"id": 5, "type": "private", "first_name": "Alice"}
    reader = {"id": 5, "is_bot": False, "first_name": "Alice"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": reader, "text": f"missiles {number} 👍 \ud83d"}
    return {"update_id": number, "message": message}


async def fetch(inbox: Inbox, *numbers: int) -> None:
    await bring(inbox, *map(raw, numbers))


async def bring(inbox: Inbox, *updates: dict[str, Any]) -> None:
    """Does as PTB's polling does with what came, of which it gets the last number alone."""
    await inbox.keep_fetched(updates)
    await inbox.put(Update.de_json({"update_id": updates[-1]["update_id"]}, BOT))


def waiting(inbox: Inbox) -> list[Arrival]:
    return [cast("Arrival", inbox.get_nowait()) for _ in range(inbox.qsize())]


async def restored_ids(inbox: Inbox) -> list[int]:
    await inbox.restore(BOT)
    return [update.update_id for update in waiting(inbox)]


def without_state(**options: int) -> Inbox:
    """For what is no update and never kept."""
    return Inbox(cast("State", None), now, **options)


def use(folder: Path, work: Callable[[Inbox], Awaitable[T]]) -> T:
    """Opens the inbox, does the work and leaves, as one process does that is then killed."""

    async def run() -> T:
        async with opened(folder) as inbox:
            return await work(inbox)

    return asyncio.run(run())


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Inbox]:
    async with State.open(folder / "readers.sqlite") as state:
        yield Inbox(state, now)


def now() -> datetime:
    return datetime.now(UTC)
