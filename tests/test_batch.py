"""Small writes made large ones: in order, each with its own result."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.batch import Batch


class Ledger:
    """Remembers what was written together; each item's result is its double, and 13 cannot be written."""

    def __init__(self, most: int = 100) -> None:
        self.batches: list[list[int]] = []
        self.begun = asyncio.Event()
        self.batch = Batch(self._write, most)

    async def _write(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.begun.set()
        await asyncio.sleep(0)
        if 13 in items:
            raise ValueError("no thirteen")
        return [2 * item for item in items]


def test_what_comes_at_once_is_written_together_and_each_gets_its_own_result() -> None:
    ledger = Ledger()

    async def run() -> list[int]:
        return await asyncio.gather(*map(ledger.batch.add, range(5)))

    assert asyncio.run(run()) == [0, 2, 4, 6, 8]
    assert ledger.batches == [[0, 1, 2, 3, 4]]


def test_what_comes_while_a_batch_is_written_makes_up_the_next() -> None:
    ledger = Ledger()

    async def run() -> list[int]:
        first = asyncio.create_task(ledger.batch.add(1))
        await ledger.begun.wait()
        return [*await asyncio.gather(ledger.batch.add(2), ledger.batch.add(3)), await first]

    assert asyncio.run(run()) == [4, 6, 2]
    assert ledger.batches == [[1], [2, 3]]


def test_a_batch_is_bounded() -> None:
    ledger = Ledger(most=2)

    async def run() -> list[int]:
        return await asyncio.gather(*map(ledger.batch.add, range(5)))

    assert asyncio.run(run()) == [0, 2, 4, 6, 8]
    assert ledger.batches == [[0, 1], [2, 3], [4]]


def test_a_failure_reaches_all_of_its_batch_and_none_of_the_next() -> None:
    ledger = Ledger(most=2)

    async def run() -> list[int | BaseException]:
        return await asyncio.gather(*map(ledger.batch.add, (12, 13, 14)), return_exceptions=True)

    one, two, three = asyncio.run(run())
    assert (str(one), str(two), three) == ("no thirteen", "no thirteen", 28)


def test_one_who_does_not_wait_takes_nothing_from_the_others() -> None:
    ledger = Ledger()

    async def run() -> int:
        impatient = asyncio.create_task(ledger.batch.add(1))
        patient = asyncio.create_task(ledger.batch.add(2))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        return await patient

    assert asyncio.run(run()) == 4
    assert ledger.batches == [[1, 2]]
