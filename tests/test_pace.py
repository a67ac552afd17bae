"""Outgoing limits, in virtual time: kept exactly, by waiting, without losing or reordering a message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.pace import Pace
from bot.settings import Rates
from bot.transport import UnreachableError
from tests import virtual_time

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*")

LATENCY = 0.25
Call = tuple[float, str, int | str | None]


class Telegram:
    """Takes requests, each for a while, and notes when they arrived; `errors` are raised first, in order."""

    def __init__(self, rates: Rates, *errors: TelegramError) -> None:
        self.pace = Pace(rates)
        self.calls: list[Call] = []
        self._errors = list(errors)

    async def post(self, chat: int | str | None, endpoint: str = "sendMessage") -> Any:
        data = {} if chat is None else {"chat_id": chat}
        return await self.pace.process_request(self._take, (endpoint, data), {}, endpoint, data, None)

    async def _take(self, endpoint: str, data: dict[str, Any]) -> bool:
        self.calls.append((asyncio.get_running_loop().time(), endpoint, data.get("chat_id")))
        await asyncio.sleep(LATENCY)
        if self._errors:
            raise self._errors.pop(0)
        return True

    @property
    def times(self) -> list[float]:
        return [time for time, _, _ in self.calls]


def converse(telegram: Telegram, talk: Callable[[Telegram], Awaitable[Any]]) -> list[float]:
    async def run() -> None:
        await talk(telegram)

    virtual_time.run(run())
    return telegram.times


def most_within(seconds: float, times: list[float]) -> int:
    return max(sum(start <= time < start + seconds for time in times) for start in times)


def test_a_private_chat_gets_one_message_a_second_in_order() -> None:
    telegram = Telegram(Rates(overall=0, chat=1, group=0))

    async def talk(_: Telegram) -> None:
        await asyncio.gather(*(telegram.post(5, f"send{n}") for n in range(5)))

    times = converse(telegram, talk)
    assert [endpoint for _, endpoint, _ in telegram.calls] == [f"send{n}" for n in range(5)]
    assert times[0] == 0
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))
    assert times[-1] < 4 * (1 + LATENCY) + 0.1


def test_chats_do_not_wait_for_each_other() -> None:
    telegram = Telegram(Rates(overall=0, chat=1, group=20))
    times = converse(telegram, lambda t: asyncio.gather(*(t.post(chat) for chat in range(1, 200))))
    assert set(times) == {0}


def test_all_chats_together_get_thirty_a_second_and_none_is_lost() -> None:
    telegram = Telegram(Rates(overall=30, chat=0, group=0))
    times = converse(telegram, lambda t: asyncio.gather(*(t.post(chat) for chat in range(1, 101))))
    assert len(times) == 100
    assert most_within(1, times) == 30


def test_a_group_gets_twenty_a_minute() -> None:
    telegram = Telegram(Rates())
    times = converse(telegram, lambda t: asyncio.gather(*(t.post(-100) for _ in range(50))))
    assert len(times) == 50
    assert most_within(60, times) == 20
    assert times[19] < 1


def test_a_channel_named_by_its_username_counts_as_a_group() -> None:
    telegram = Telegram(Rates(overall=0, chat=1, group=20))
    times = converse(telegram, lambda t: asyncio.gather(*(t.post("@chaine") for _ in range(21))))
    assert times[19] == 0
    assert times[20] >= 60


def test_edits_count_with_messages() -> None:
    telegram = Telegram(Rates())
    times = converse(telegram, lambda t: asyncio.gather(t.post(5), t.post(5, "editMessageText")))
    assert times[1] - times[0] >= 1


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "sendChatAction", "setMyCommands", "getMe"])
def test_what_posts_nothing_does_not_wait(endpoint: str) -> None:
    telegram = Telegram(Rates(overall=1, chat=1, group=1))
    times = converse(telegram, lambda t: asyncio.gather(t.post(5), *(t.post(5, endpoint) for _ in range(9))))
    assert set(times) == {0}


def test_a_rate_of_zero_is_no_limit() -> None:
    telegram = Telegram(Rates(overall=0, chat=0, group=0))
    times = converse(telegram, lambda t: asyncio.gather(*(t.post(5) for _ in range(99)), t.post(-100), t.post(None)))
    assert set(times) == {0}


def test_a_rate_below_one_spreads_messages_further() -> None:
    telegram = Telegram(Rates(overall=0, chat=0.5, group=0))
    times = converse(telegram, lambda t: asyncio.gather(t.post(5), t.post(5)))
    assert times[1] - times[0] >= 2


def test_an_idle_chat_takes_no_memory() -> None:
    telegram = Telegram(Rates(overall=0))

    async def talk(_: Telegram) -> int:
        await asyncio.gather(*(telegram.post(chat) for chat in (*range(1, 100), -100)))
        held = len(telegram.pace._chats)
        await asyncio.sleep(61)
        return held

    assert virtual_time.run(talk(telegram)) == 100
    assert telegram.pace._chats == {}


@pytest.mark.parametrize("asked", [3, timedelta(seconds=3)], ids=["number", "timedelta"])
def test_too_many_requests_is_waited_out_and_the_message_sent(asked: int | timedelta) -> None:
    telegram = Telegram(Rates(), RetryAfter(asked))
    times = converse(telegram, lambda t: t.post(5))
    assert len(times) == 2
    assert times[1] - times[0] >= 3


def test_a_chat_told_to_wait_holds_back_its_other_messages_and_no_other_chat() -> None:
    telegram = Telegram(Rates(), RetryAfter(10))

    async def talk(_: Telegram) -> None:
        first = asyncio.create_task(telegram.post(-100, "sendFirst"))
        await asyncio.sleep(LATENCY * 2)
        await asyncio.gather(first, telegram.post(-100, "sendSecond"), telegram.post(5, "sendElsewhere"))

    converse(telegram, talk)
    arrivals = {endpoint: time for time, endpoint, _ in telegram.calls}
    assert arrivals["sendSecond"] >= 10
    assert arrivals["sendElsewhere"] < 1


def test_a_flood_without_end_is_given_up() -> None:
    telegram = Telegram(Rates(), *(RetryAfter(1) for _ in range(99)))
    with pytest.raises(RetryAfter):
        converse(telegram, lambda t: t.post(5))
    assert len(telegram.calls) == 5


def test_a_wait_of_hours_is_not_begun() -> None:
    telegram = Telegram(Rates(), RetryAfter(3600))
    with pytest.raises(RetryAfter):
        converse(telegram, lambda t: t.post(5))
    assert len(telegram.calls) == 1


def test_a_failing_server_is_tried_again_ever_later() -> None:
    telegram = Telegram(Rates(), NetworkError("Bad Gateway"), NetworkError("Bad Gateway"))
    times = converse(telegram, lambda t: t.post(5))
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert len(waits) == 2
    assert 1 <= waits[0] < waits[1]


def test_a_server_that_stays_down_is_given_up() -> None:
    telegram = Telegram(Rates(), *(NetworkError("Bad Gateway") for _ in range(99)))
    with pytest.raises(NetworkError):
        converse(telegram, lambda t: t.post(5))
    assert len(telegram.calls) == 4


def test_a_message_that_finds_no_connection_waits_for_one() -> None:
    telegram = Telegram(Rates(), *(UnreachableError("refused") for _ in range(99)))
    assert len(converse(telegram, lambda t: t.post(5))) == 100


def test_after_an_hour_without_a_connection_a_message_is_given_up() -> None:
    telegram = Telegram(Rates(), *(UnreachableError("refused") for _ in range(9999)))
    with pytest.raises(UnreachableError):
        converse(telegram, lambda t: t.post(5))
    assert 3600 <= telegram.calls[-1][0] < 3700


@pytest.mark.parametrize("error", [TimedOut(), BadRequest("no"), Forbidden("blocked")], ids=lambda e: type(e).__name__)
def test_what_may_have_arrived_or_never_will_is_not_repeated(error: TelegramError) -> None:
    telegram = Telegram(Rates(), error)
    with pytest.raises(type(error)):
        converse(telegram, lambda t: t.post(5))
    assert len(telegram.calls) == 1


def test_a_message_that_is_not_wanted_any_more_frees_its_place() -> None:
    telegram = Telegram(Rates(overall=0))

    async def talk(_: Telegram) -> None:
        first, second = (asyncio.create_task(telegram.post(5)) for _ in range(2))
        await asyncio.sleep(0.1)
        second.cancel()
        await asyncio.wait([first, second])
        await telegram.post(5)

    times = converse(telegram, talk)
    assert len(times) == 2
    assert 1 <= times[1] < 2
