"""Updates in order within a chat, chats side by side, so many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.order import OrderPerChat
from tests import virtual_time


def update(chat: int) -> Update:
    return Update(1, message=Message(1, datetime.now(UTC), Chat(chat, Chat.PRIVATE)))


def handle(processor: OrderPerChat, chats: Iterable[int | None]) -> list[tuple[float, str, int | None, int]]:
    """Hands over one update per chat given, each taking a second; what began and ended when, in order."""
    events: list[tuple[float, str, int | None, int]] = []

    async def work(chat: int | None, number: int) -> None:
        time = asyncio.get_running_loop().time
        events.append((time(), "begins", chat, number))
        await asyncio.sleep(1)
        events.append((time(), "ends", chat, number))

    async def run() -> None:
        await asyncio.gather(
            *(
                processor.process_update("no update" if chat is None else update(chat), work(chat, number))
                for number, chat in enumerate(chats)
            )
        )

    virtual_time.run(run())
    return events


def test_a_chats_updates_are_handled_one_after_the_other_as_they_came() -> None:
    events = handle(OrderPerChat(), [5] * 4)
    assert [(what, number) for _, what, _, number in events] == [
        (what, number) for number in range(4) for what in ("begins", "ends")
    ]


def test_chats_are_handled_side_by_side() -> None:
    events = handle(OrderPerChat(), range(1, 11))
    assert events[-1][0] == 1


def test_no_more_than_so_many_are_handled_at_once() -> None:
    events = handle(OrderPerChat(at_once=3), range(1, 10))
    assert events[-1][0] == 3
    running = most = 0
    for _, what, _, _ in events:
        running += 1 if what == "begins" else -1
        most = max(most, running)
    assert most == 3


def test_a_busy_chat_does_not_hold_up_the_others() -> None:
    events = handle(OrderPerChat(at_once=2), [5] * 50 + [6])
    (begun,) = [time for time, what, chat, _ in events if chat == 6 and what == "begins"]
    assert begun == 0


def test_an_update_without_a_chat_is_handled_too() -> None:
    assert len(handle(OrderPerChat(), [None, 5])) == 4


def test_a_chat_at_rest_takes_no_memory() -> None:
    processor = OrderPerChat()
    handle(processor, [5, 5, 6])
    assert processor._turns == {}


def test_an_update_is_settled_once_it_is_handled_and_not_if_it_is_cut_off() -> None:
    events: list[str] = []

    async def settle(_: object) -> None:
        events.append("settled")

    async def work(seconds: float) -> None:
        await asyncio.sleep(seconds)
        events.append("handled")

    async def run() -> None:
        processor = OrderPerChat(settled=settle)
        await processor.process_update(update(5), work(1))
        cut_off = asyncio.create_task(processor.process_update(update(5), work(10)))
        await asyncio.sleep(1)
        cut_off.cancel()
        await asyncio.wait([cut_off])

    virtual_time.run(run())
    assert events == ["handled", "settled"]


def test_a_failure_lets_the_chats_next_update_through() -> None:
    processor = OrderPerChat()

    async def fail() -> None:
        raise RuntimeError("handler")

    async def run() -> list[object]:
        return list(
            await asyncio.gather(
                processor.process_update(update(5), fail()),
                processor.process_update(update(5), asyncio.sleep(0)),
                return_exceptions=True,
            )
        )

    first, second = virtual_time.run(run())
    assert isinstance(first, RuntimeError)
    assert second is None
